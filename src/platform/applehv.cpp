#include "applehv.h"

#include "modules.h"
#include "plain_http.h"
#include "service.h"
#include "wait.h"

#include "ignite/system/fd.h"

#include <linux/vm_sockets.h>
#include <sys/socket.h>

#include <utility>

namespace ignite::platform {

namespace {

using namespace std::chrono_literals;

constexpr unsigned port = 1024;
constexpr auto patience = 30s; // the host's program may be late
constexpr auto silence = 10s;

// The kernel gives a connection 2 s.
int dial_by_vsock(unsigned to) {
    system::Fd socket{::socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_vm host{};
    host.svm_family = AF_VSOCK;
    host.svm_cid = VMADDR_CID_HOST;
    host.svm_port = to;
    if (!socket || ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&host), sizeof host) < 0)
        return -1;
    return std::move(socket).release();
}

Result<Reply> ask_once(const Context& context) {
    const auto dial = context.where.dial_host != nullptr ? context.where.dial_host : dial_by_vsock;
    const system::Fd socket{dial(port)};
    if (!socket)
        return tl::unexpected{Error::from_errno().within("connect to port ", port, " of the host by vsock")};
    return ask_over(
               socket.number(),
               cat("GET / HTTP/1.1\r\nHost: d\r\nUser-Agent: Ignition/", IGNITE_VERSION,
                   "\r\nAccept: application/json\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"),
               silence)
        .map_error(within("ask the host by vsock"));
}

// The pauses are those of every other service.
Result<Reply> ask_until_answered(const Context& context) {
    const fetch::Moment end = now(context) + patience;
    for (fetch::Milliseconds pause = 200ms;; pause = std::min<fetch::Milliseconds>(2 * pause, 5s)) {
        Result<Reply> reply = ask_once(context);
        if (reply && reply->status < 500)
            return reply;
        const std::string why = reply ? cat("the host answers ", reply->status) : reply.error().describe();
        if (now(context) + pause >= end)
            return fail(Fault::system, "no config in time (", patience.count(), " s): ", why);
        context.journal.info(why, ", asking again");
        pass(context, pause);
    }
}

} // namespace

Result<Answer> ask_applehv(Context& context) {
    TRY(load_module(context, "vsock", context.where.sysfs + "/devices/virtual/misc/vsock",
                    "virtio socket module"));
    Reply reply = TRY(ask_until_answered(context));
    if (reply.status == 404 || reply.status == 204)
        return Answer{.kind = Answer::Kind::none, .bytes = {}};
    if (reply.status != 200)
        return fail(Fault::system, "the host answers ", reply.status);
    // Some hosts pack their answer, whatever they are asked for.
    return answer_of(TRY(unpack(std::move(reply.body))));
}

} // namespace ignite::platform

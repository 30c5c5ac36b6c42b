#include "ignite/journal/sinks.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace ignite::journal {

namespace {

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; // nobody is left to tell
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace

void StreamSink::write(Level level, std::string_view text, std::span<const Field>) {
    constexpr std::size_t label_width = 9;
    constexpr std::size_t most_waiting = 64UL * 1024; // bytes
    const std::string_view name = label(level);
    waiting_.append(name).append(label_width - name.size(), ' ').append(": ").append(text).append("\n");
    if (level == Level::debug && waiting_.size() < most_waiting)
        return;
    write_all(descriptor_, waiting_);
    waiting_.clear();
}

StreamSink::~StreamSink() { write_all(descriptor_, waiting_); }

std::unique_ptr<SyslogSink> SyslogSink::open() {
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return nullptr;
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = "/dev/log"};
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
        ::close(socket);
        return nullptr;
    }
    return std::unique_ptr<SyslogSink>{new SyslogSink{socket}};
}

SyslogSink::~SyslogSink() { ::close(socket_); }

void SyslogSink::write(Level level, std::string_view text, std::span<const Field>) {
    // Facility kern is code 0, so the priority is the level itself. The journal reads the tag and the
    // process from the text, and adds the time of arrival.
    const std::string entry = cat("<", static_cast<unsigned>(level), ">ignition[", ::getpid(), "]: ", text);
    // A full socket buffer must not stop a first boot: the entry is lost, the work goes on.
    (void)::send(socket_, entry.data(), entry.size(), MSG_NOSIGNAL);
}

} // namespace ignite::journal

#include "guestinfo.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ignite::platform {

namespace {

constexpr std::uint32_t magic = 0x564D5868;
constexpr std::uint32_t port = 0x5658;
constexpr std::uint32_t ask_version = 10;
constexpr std::uint32_t message = 0x1E;

// What a message call is for, in the upper half of ECX.
enum class Deed : std::uint32_t { open, send_length, send_data, take_length, take_data, end_reply, close };

// What the host says, in the same place.
constexpr std::uint32_t success = 1;
constexpr std::uint32_t reply_waits = 2;
constexpr std::uint32_t begin_again = 0x10; // the machine was suspended or moved in between

constexpr std::uint32_t rpc_protocol = 0x49435052; // "RPCI"
constexpr std::uint32_t with_cookies = 0x80000000;

constexpr std::uint32_t longest_reply = 64U * 1024 * 1024; // bytes; hosts keep 1 MiB of values as a rule
constexpr int most_beginnings = 10;

std::uint32_t upper(std::uint32_t value) { return value >> 16U; }

// A conversation with the host. Bytes go four at a time through EBX: the faster way with string instructions,
// which hosts offer as well, cannot reach memory that is encrypted, and saves a second for a megabyte.
class Channel {
public:
    static Result<Channel> open(Backdoor& backdoor) {
        for (const std::uint32_t flag : {with_cookies, 0U}) {
            Channel channel{backdoor};
            const Registers said = channel.call(Deed::open, rpc_protocol | flag);
            if ((upper(said.ecx) & success) == 0)
                continue;
            channel.number_ = upper(said.edx);
            if (flag != 0) {
                channel.first_cookie_ = said.esi;
                channel.second_cookie_ = said.edi;
            }
            channel.is_open_ = true;
            return channel;
        }
        return fail(Fault::system, "the host opens no channel");
    }
    Channel(Channel&& other) noexcept
        : backdoor_{other.backdoor_},
          number_{other.number_},
          first_cookie_{other.first_cookie_},
          second_cookie_{other.second_cookie_},
          is_open_{std::exchange(other.is_open_, false)} {}
    Channel& operator=(Channel&&) = delete;
    ~Channel() {
        if (is_open_)
            call(Deed::close, 0);
    }

    enum class Course : std::uint8_t { done, from_the_start };

    Result<Course> send(std::string_view request) {
        Registers said = call(Deed::send_length, static_cast<std::uint32_t>(request.size()));
        if ((upper(said.ecx) & success) == 0)
            return fail(Fault::system, "the host takes no request");
        while (!request.empty()) {
            std::uint32_t word = 0;
            const std::size_t size = std::min(request.size(), sizeof word);
            std::memcpy(&word, request.data(), size);
            request.remove_prefix(size);
            said = call(Deed::send_data, word);
            if ((upper(said.ecx) & success) == 0)
                return trouble(said, "the host broke off a request");
        }
        return Course::done;
    }

    Result<Course> take(std::string& reply) {
        Registers said = call(Deed::take_length, 0);
        if ((upper(said.ecx) & success) == 0)
            return trouble(said, "the host has no answer");
        if ((upper(said.ecx) & reply_waits) == 0)
            return fail(Fault::system, "the host answers nothing");
        if (upper(said.edx) != static_cast<std::uint32_t>(Deed::send_length) || said.ebx > longest_reply)
            return fail(Fault::system, "the host answers what was not asked");
        reply.resize(said.ebx);
        for (std::size_t at = 0; at < reply.size(); at += sizeof said.ebx) {
            said = call(Deed::take_data, success);
            if ((upper(said.ecx) & success) == 0)
                return trouble(said, "the host broke off an answer");
            if (upper(said.edx) != static_cast<std::uint32_t>(Deed::send_data))
                return fail(Fault::system, "the host answers what was not asked");
            std::memcpy(reply.data() + at, &said.ebx, std::min(reply.size() - at, sizeof said.ebx));
        }
        said = call(Deed::end_reply, success);
        if ((upper(said.ecx) & success) == 0)
            return trouble(said, "the host lost an answer");
        return Course::done;
    }

private:
    explicit Channel(Backdoor& backdoor) : backdoor_{&backdoor} {}

    Registers call(Deed deed, std::uint32_t value) {
        Registers registers{.eax = magic,
                            .ebx = value,
                            .ecx = message | static_cast<std::uint32_t>(deed) << 16U,
                            .edx = port | number_ << 16U,
                            .esi = first_cookie_,
                            .edi = second_cookie_};
        backdoor_->call(registers);
        return registers;
    }
    static Result<Course> trouble(const Registers& said, std::string_view what) {
        if ((upper(said.ecx) & begin_again) != 0)
            return Course::from_the_start;
        return fail(Fault::system, what);
    }

    Backdoor* backdoor_;
    std::uint32_t number_ = 0;
    std::uint32_t first_cookie_ = 0;
    std::uint32_t second_cookie_ = 0;
    bool is_open_ = false;
};

Result<Channel::Course> exchange(Channel& channel, std::string_view request, std::string& reply) {
    if (TRY(channel.send(request)) == Channel::Course::from_the_start)
        return Channel::Course::from_the_start;
    return channel.take(reply);
}

// "1 VALUE", or "0 REASON".
Result<std::string> talk(Backdoor& backdoor, std::string_view request) {
    Channel channel = TRY(Channel::open(backdoor));
    for (int beginning = 0; beginning < most_beginnings; ++beginning) {
        std::string reply;
        if (TRY(exchange(channel, request, reply)) == Channel::Course::done)
            return reply;
    }
    return fail(Fault::system, "the host wants to begin again without end");
}

} // namespace

Result<Guestinfo> Guestinfo::open(Backdoor& backdoor) {
    if (!backdoor.is_announced())
        return fail(Fault::absent, "this machine is not VMware's");
    Registers registers{.eax = magic, .ebx = ~magic, .ecx = ask_version, .edx = port};
    backdoor.call(registers);
    if (registers.ebx != magic || registers.eax == 0 || registers.eax == 0xFFFFFFFF)
        return fail(Fault::absent, "the host does not answer at VMware's port");
    return Guestinfo{backdoor};
}

Result<std::optional<std::string>> Guestinfo::get(std::string_view key) const {
    const std::string name = cat("guestinfo.", key);
    std::string reply = TRY(talk(*backdoor_, cat("info-get ", name)).map_error(within("read ", name)));
    if (reply.starts_with('0'))
        return std::nullopt;
    if (reply == "1")
        return std::string{};
    if (!reply.starts_with("1 "))
        return fail(Fault::system, "read ", name, ": the host's answer is neither yes nor no");
    reply.erase(0, 2);
    return reply;
}

Result<void> Guestinfo::set(std::string_view key, std::string_view value) const {
    const std::string name = cat("guestinfo.", key);
    const std::string reply =
        TRY(talk(*backdoor_, cat("info-set ", name, " ", value)).map_error(within("overwrite ", name)));
    if (!reply.starts_with('1'))
        return fail(Fault::refused, "overwrite ", name, ": the host refuses: ", reply);
    return {};
}

} // namespace ignite::platform

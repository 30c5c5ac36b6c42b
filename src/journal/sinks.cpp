#include "ignite/journal/sinks.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
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

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// An entry is one line: a name that a config or a disk gave, or what a tool said, ends none, begins none that
// is not ours, and has no say in the colours of a terminal.
void append_as_one_line(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (;;) {
        const auto end = std::ranges::find_if(text, is_control);
        out.append(text.begin(), end);
        if (end == text.end())
            return;
        const auto byte = static_cast<unsigned char>(*end);
        if (byte == '\n')
            out += "\\n";
        else
            out.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 0xf]);
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()) + 1);
    }
}

} // namespace

void StreamSink::write(Level level, std::string_view text, std::span<const Field>) {
    constexpr std::size_t label_width = 9;
    constexpr std::size_t most_waiting = 64UL * 1024; // bytes
    const std::string_view name = label(level);
    waiting_.append(name).append(label_width - name.size(), ' ').append(": ");
    append_as_one_line(waiting_, text);
    waiting_ += '\n';
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
    std::string entry = cat("<", static_cast<unsigned>(level), ">ignition[", ::getpid(), "]: ");
    append_as_one_line(entry, text);
    // A full socket buffer must not stop a first boot: the entry is lost, the work goes on.
    (void)::send(socket_, entry.data(), entry.size(), MSG_NOSIGNAL);
}

} // namespace ignite::journal

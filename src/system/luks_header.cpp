#include "ignite/system/luks_header.h"

#include "ignite/system/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace ignite::system {

namespace {

using namespace std::string_view_literals;

// LUKS2 On-Disk Format Specification, §2.1. Version 1 has the magic, the version and the UUID in the same
// places.
constexpr std::string_view magic = "LUKS\xba\xbe"sv;
constexpr std::size_t binary_length = 4096; // the JSON text follows
constexpr std::uint64_t longest_header = 4UL * 1024 * 1024;

struct TextField {
    std::size_t offset;
    std::size_t length;
};
constexpr TextField label{24, 48};
constexpr TextField uuid{168, 40};
constexpr TextField subsystem{208, 48};

std::string text_of(std::string_view bytes) { return std::string{bytes.substr(0, bytes.find('\0'))}; }

std::string text_at(std::string_view header, TextField field) {
    return text_of(header.substr(field.offset, field.length));
}

std::uint64_t number_at(std::string_view header, std::size_t offset, std::size_t length) {
    std::uint64_t number = 0;
    for (const char byte : header.substr(offset, length))
        number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

// Shorter than asked for only where the device ends.
Result<std::string> read_at(const Fd& file, std::size_t offset, std::size_t length) {
    std::string bytes(length, '\0');
    std::size_t done = 0;
    while (done < length) {
        const ssize_t got =
            ::pread(file.number(), bytes.data() + done, length - done, static_cast<off_t>(offset + done));
        if (got < 0)
            return tl::unexpected{Error::from_errno()};
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

Result<std::optional<LuksHeader>> read_from(const Fd& file) {
    const std::string binary = TRY(read_at(file, 0, binary_length));
    if (binary.size() < binary_length || !binary.starts_with(magic))
        return std::nullopt;
    LuksHeader header{.version = static_cast<unsigned>(number_at(binary, 6, 2)),
                      .uuid = text_at(binary, uuid)};
    if (header.version != 2)
        return header;
    header.label = text_at(binary, label);
    header.subsystem = text_at(binary, subsystem);
    const std::uint64_t whole = number_at(binary, 8, 8);
    if (whole > binary_length && whole <= longest_header)
        header.metadata = text_of(TRY(read_at(file, binary_length, whole - binary_length)));
    return header;
}

} // namespace

Result<std::optional<LuksHeader>> read_luks_header(const std::string& device) {
    const Fd file{::open(device.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", device)};
    return read_from(file).map_error(within("read the header of the encrypted volume on ", device));
}

} // namespace ignite::system

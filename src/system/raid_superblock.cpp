#include "ignite/system/raid_superblock.h"

#include "ignite/system/fd.h"

#include <endian.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace ignite::system {

namespace {

constexpr std::uint32_t magic = 0xa92b4efc;
constexpr std::uint32_t version = 1;

// Offsets in struct mdp_superblock_1 of the kernel's include/uapi/linux/raid/md_p.h.
constexpr std::size_t version_at = 4;
constexpr std::size_t array_at = 16;
constexpr std::size_t name_at = 32;
constexpr std::size_t name_length = 32;
constexpr std::size_t level_at = 72;
constexpr std::size_t members_at = 92;
constexpr std::size_t number_at = 160;               // of this member
constexpr std::size_t roles_at = 256;                // two bytes for each member
constexpr std::uint16_t first_special_role = 0xfffd; // journal, faulty, spare

using Block = std::array<char, 4096>;

std::uint32_t number_in(const Block& block, std::size_t at) {
    std::uint32_t number = 0;
    std::memcpy(&number, block.data() + at, sizeof number);
    return le32toh(number);
}

std::uint16_t role_in(const Block& block) {
    const std::size_t at = roles_at + std::size_t{number_in(block, number_at)} * 2;
    std::uint16_t role = first_special_role;
    if (at + sizeof role <= block.size())
        std::memcpy(&role, block.data() + at, sizeof role);
    return le16toh(role);
}

std::optional<RaidSuperblock> superblock_in(const Block& block) {
    if (number_in(block, 0) != magic || number_in(block, version_at) != version)
        return std::nullopt;
    RaidSuperblock found;
    std::array<std::uint8_t, 16> id{};
    std::memcpy(id.data(), block.data() + array_at, id.size());
    found.array = Guid{id};
    found.name.assign(block.data() + name_at, ::strnlen(block.data() + name_at, name_length));
    found.level = static_cast<std::int32_t>(number_in(block, level_at));
    found.members = number_in(block, members_at);
    found.is_spare = role_in(block) >= first_special_role;
    return found;
}

} // namespace

Result<std::optional<RaidSuperblock>> read_raid_superblock(const std::string& device) {
    const Fd file{::open(device.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", device)};
    const off_t end = ::lseek(file.number(), 0, SEEK_END);
    constexpr off_t from_end = 8192; // rounded down to 4096
    const off_t places[] = {4096, 0, end < from_end ? 0 : (end - from_end) & ~off_t{4095}}; // 1.2, 1.1, 1.0
    for (const off_t place : places) {
        Block block{};
        if (::pread(file.number(), block.data(), block.size(), place) != static_cast<ssize_t>(block.size()))
            continue;
        if (auto found = superblock_in(block))
            return found;
    }
    return std::nullopt;
}

} // namespace ignite::system

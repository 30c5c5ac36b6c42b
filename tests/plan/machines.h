// Machines and configs for tests of planners.
#pragma once

#include "ignite/config/types.h"
#include "ignite/plan/disk_phases.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace ignite::tests {

inline constexpr std::uint64_t mib = 2048; // sectors of 512 bytes

inline Guid numbered_guid(std::uint8_t number) {
    std::array<std::uint8_t, 16> bytes{};
    bytes[15] = number;
    return Guid{bytes};
}

inline plan::Drawn drawn() {
    plan::Drawn out;
    for (std::uint8_t number = 200; number < 240; ++number)
        out.guids.push_back(numbered_guid(number));
    return out;
}

inline const Guid linux_data = Guid::parse("0FC63DAF-8483-4772-8E79-3D69D8477DE4").value();

inline plan::Partition partition(unsigned number, std::uint64_t start_mib, std::uint64_t size_mib,
                                 std::string label = "") {
    return {.number = number,
            .start = {start_mib * mib},
            .length = {size_mib * mib},
            .type = linux_data,
            .id = numbered_guid(static_cast<std::uint8_t>(number)),
            .label = std::move(label)};
}

inline plan::Disk disk(std::uint64_t size_mib, std::vector<plan::Partition> partitions = {}) {
    return {.device = "/dev/vda",
            .alias = "/run/alias/dev/vda",
            .node = "/dev/vda",
            .sector_size = {512},
            .length = {size_mib * mib},
            .table = partitions.empty() ? plan::TableKind::none : plan::TableKind::gpt,
            .table_name = partitions.empty() ? "" : "gpt",
            .first_usable = {34},
            .last_usable = {size_mib * mib - 34},
            .partitions = std::move(partitions)};
}

inline plan::Machine machine_with(plan::Disk disk) {
    plan::Machine machine;
    machine.blocks.disks.push_back(std::move(disk));
    return machine;
}

inline config::Config config_with(std::vector<config::Partition> partitions, bool wipe_table = false) {
    config::Config config;
    config.storage.disks.push_back(
        {.device = "/dev/vda", .partitions = std::move(partitions), .wipe_table = wipe_table});
    return config;
}

} // namespace ignite::tests

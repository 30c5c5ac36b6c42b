// How long planning takes: 128 partitions on each of 16 disks, at most 20 ms by the project's own measure.
// Prints the least of some rounds; a machine that is busy elsewhere shows in it, so nothing fails by it.
#include "ignite/plan/dry_run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>

using namespace ignite;

namespace {

constexpr unsigned disks = 16;
constexpr unsigned partitions = 128;

std::string disk_name(unsigned disk) { return cat("/dev/disk/by-id/virtio-disk", disk); }

enum class With : bool { tables_only, filesystems };

config::Config config_with(With what) {
    config::Config config;
    for (unsigned disk = 0; disk < disks; ++disk) {
        config::Disk& one = config.storage.disks.emplace_back();
        one.device = disk_name(disk);
        for (unsigned number = 0; number < partitions; ++number) {
            one.partitions.push_back({.label = cat("p", disk, "-", number), .size_mib = 8});
            if (what == With::filesystems)
                config.storage.filesystems.push_back(
                    {.device = cat("/dev/disk/by-partlabel/p", disk, "-", number), .format = "ext4"});
        }
    }
    return config;
}

plan::Machine blank_machine() {
    plan::Machine machine;
    for (unsigned disk = 0; disk < disks; ++disk)
        machine.blocks.disks.push_back({.device = disk_name(disk),
                                        .node = cat("/dev/vd", std::string(1, static_cast<char>('a' + disk))),
                                        .length = {4UL * 1024 * 1024},
                                        .first_usable = {34},
                                        .last_usable = {4UL * 1024 * 1024 - 34}});
    return machine;
}

plan::Drawn draw(const config::Config& config) {
    plan::Drawn drawn;
    for (std::size_t number = 0; number < plan::guids_needed(config); ++number)
        drawn.guids.push_back(
            Guid::from_random({static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(number >> 8)}));
    return drawn;
}

void measure(const char* what, const config::Config& config, const plan::Machine& machine) {
    constexpr int rounds = 5;
    const plan::Drawn drawn = draw(config);
    double least = std::numeric_limits<double>::max();
    std::size_t steps = 0;
    for (int round = 0; round < rounds; ++round) {
        plan::Machine now = machine;
        const auto begin = std::chrono::steady_clock::now();
        steps = 0;
        for (const plan::DiskPhase& phase : plan::disks_phases()) {
            if (!phase.concerns(config))
                continue;
            const auto plan = phase.plan(config, now, drawn);
            if (!plan) {
                std::printf("%s: %s\n", what, plan.error().describe().c_str());
                return;
            }
            for (const plan::Step& step : plan->steps)
                plan::after(step, now);
            steps += plan->steps.size();
        }
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        least = std::min(least, took.count());
    }
    std::printf("%-58s %5zu steps %8.2f ms\n", what, steps, least);
}

plan::Machine finished(const config::Config& config, plan::Machine machine) {
    const plan::LookAtRoot nothing = [](const plan::Questions&) { return Result<plan::RootTree>{}; };
    machine.blocks = plan::run_dry(config, machine, draw(config), {}, nothing).after;
    return machine;
}

} // namespace

int main() {
    const config::Config bare = config_with(With::tables_only);
    const config::Config full = config_with(With::filesystems);
    measure("16 blank disks, 128 partitions each (at most 20 ms)", bare, blank_machine());
    measure("the same once they are there (at most 20 ms)", bare, finished(bare, blank_machine()));
    measure("16 blank disks, 128 partitions each, 2048 filesystems", full, blank_machine());
    measure("the same once they are there", full, finished(full, blank_machine()));
    return 0;
}

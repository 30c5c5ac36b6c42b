// Where partitions go, held against sgdisk itself: configs were written against its rules.
#include "plan/free_space.h"
#include "plan/partition_wishes.h"

#include "ignite/system/partition_table.h"
#include "machines.h"
#include "system/image_file.h"

#include <algorithm>
#include <random>

using namespace ignite;
using namespace ignite::plan;
using namespace ignite::tests;

namespace {

constexpr std::uint64_t disk_mib = 96;

Disk disk_of(const system::PartitionTable& table) {
    Disk out = disk(disk_mib);
    out.first_usable = table.first_usable;
    out.last_usable = table.last_usable;
    for (const system::TableEntry& entry : table.entries)
        out.partitions.push_back(
            {entry.number, entry.start, entry.length, entry.type, entry.id, entry.label, {}});
    return out;
}

std::uint64_t number_behind(const std::string& text, std::size_t& from, std::string_view key) {
    from = text.find(key, from);
    REQUIRE(from != std::string::npos);
    from += key.size();
    return std::strtoull(text.c_str() + from, nullptr, 10);
}

class Dice {
public:
    explicit Dice(unsigned seed) : engine_{seed} {}
    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

private:
    std::mt19937 engine_;
};

system::TableChange random_table(Dice& dice) {
    system::TableChange change{.begin = system::TableChange::Begin::anew};
    const bool odd = dice.below(3) == 0;
    std::uint64_t place = 2048;
    for (unsigned number = 1; number <= 4; ++number) {
        place += dice.below(8) * (odd ? 1999 : mib);
        const std::uint64_t length = (1 + dice.below(20)) * (odd ? 1777 : mib);
        if (dice.below(3) > 0 && place + length < disk_mib * mib - 34)
            change.creations.push_back({number, {place}, {length}, tests::linux_data, numbered_guid(1), ""});
        place += length;
    }
    return change;
}

config::OptionalNumber random_mib(Dice& dice, std::uint64_t limit) {
    switch (dice.below(3)) {
    case 0:
        return std::nullopt;
    case 1:
        return 0;
    default:
        return static_cast<std::int64_t>(1 + dice.below(limit));
    }
}

// What sgdisk makes of it, as spec/stages.md §8.2 has it called; nothing when it refuses.
std::optional<std::vector<Extent>> asked_of_sgdisk(const std::string& image, const config::Disk& wanted,
                                                   const Disk& disk) {
    std::vector<system::Word> words = {"--pretend"};
    const auto sectors = [](const config::OptionalNumber& mebibytes) {
        return cat(mebibytes.value_or(0) * static_cast<std::int64_t>(mib));
    };
    std::vector<system::Word> creations;
    for (const config::Partition& one : wanted.partitions) {
        const auto now = std::ranges::find(disk.partitions, one.number, &Partition::number);
        const bool follows = now != disk.partitions.end() && !one.wipe_partition_entry.value_or(false);
        if (now != disk.partitions.end())
            words.emplace_back(cat("--delete=", one.number));
        const std::string start = follows && !one.start_mib ? cat(now->start.index) : sectors(one.start_mib);
        const std::string size = follows && !one.size_mib ? cat(now->length.count) : sectors(one.size_mib);
        creations.emplace_back(cat("--new=", one.number, ":", start, ":+", size));
    }
    words.insert(words.end(), creations.begin(), creations.end());
    for (const config::Partition& one : wanted.partitions)
        words.emplace_back(cat("--info=", one.number));
    words.emplace_back(image);
    system::RealProcesses processes;
    const auto outcome = processes.run({.program = "sgdisk", .arguments = words});
    REQUIRE(outcome);
    if (outcome->status != 0)
        return std::nullopt;
    std::vector<Extent> out;
    std::size_t from = 0;
    for (std::size_t i = 0; i < wanted.partitions.size(); ++i) {
        const std::uint64_t first = number_behind(outcome->out, from, "First sector: ");
        const std::uint64_t last = number_behind(outcome->out, from, "Last sector: ");
        out.push_back({{first}, {last}});
    }
    return out;
}

} // namespace

TEST_CASE("partitions go where sgdisk would put them", "[plan][partitions][oracle]") {
    const ImageFile image{disk_mib};
    unsigned placed = 0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        Dice dice{seed};
        REQUIRE(system::write_partition_table(image.path(), random_table(dice)));
        const Disk disk = disk_of(system::read_partition_table(image.path()).value());
        config::Disk wanted{.device = "/dev/vda"};
        for (std::int64_t number = 1; number <= 6; ++number)
            if (dice.below(2) == 0)
                wanted.partitions.push_back({.number = number,
                                             .size_mib = random_mib(dice, 24),
                                             .start_mib = random_mib(dice, 80),
                                             .wipe_partition_entry = dice.below(2) == 0});
        if (wanted.partitions.empty())
            continue;

        const auto expected = asked_of_sgdisk(image.path(), wanted, disk);
        const auto wishes = resolve_wishes(wanted, disk);

        INFO("seed " << seed << (wishes ? "" : ": " + wishes.error().describe()));
        REQUIRE(expected.has_value() == wishes.has_value());
        if (!expected)
            continue;
        ++placed;
        REQUIRE(wishes->size() == expected->size());
        for (std::size_t i = 0; i < wishes->size(); ++i) {
            CHECK((*wishes)[i].start == (*expected)[i].first);
            CHECK((*wishes)[i].length == Sectors{(*expected)[i].last.index - (*expected)[i].first.index + 1});
        }
    }
    CHECK(placed > 25); // else the dice ask for too much, and nothing was compared
}

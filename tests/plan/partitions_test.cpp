#include "plan/partitions.h"

#include "machines.h"

#include <algorithm>

using namespace ignite;
using namespace ignite::plan;
using namespace ignite::tests;
using Wish = config::Partition;

namespace {

// The one line of the plan, without the beginning that all have; "" when there is nothing to do.
std::string planned(const config::Config& config, const Machine& machine) {
    const Result<Plan> plan = plan_partitions(config, machine, drawn());
    INFO((plan ? std::string{} : plan.error().describe()));
    REQUIRE(plan);
    REQUIRE(plan->steps.size() <= 1);
    if (plan->steps.empty())
        return "";
    const std::string line = describe(plan->steps.front());
    const std::string_view opening = "write the partition table of /dev/vda:";
    REQUIRE(line.starts_with(opening));

    // Whatever was planned: once it is done, nothing is left to do unless the table is to be wiped.
    Machine later = machine;
    after(plan->steps.front(), later);
    const Result<Plan> again = plan_partitions(config, later, drawn());
    INFO((again ? std::string{} : again.error().describe()));
    const bool wipes =
        config.storage.disks.front().wipe_table.value_or(false) ||
        std::ranges::any_of(config.storage.disks.front().partitions, [](const Wish& wish) {
            return !wish.should_exist.value_or(true) && wish.wipe_partition_entry.value_or(false);
        });
    if (!wipes) {
        REQUIRE(again);
        CHECK(again->steps.empty());
    }
    return line.substr(opening.size());
}

std::string refusal(const config::Config& config, const Machine& machine) {
    const Result<Plan> plan = plan_partitions(config, machine, drawn());
    REQUIRE_FALSE(plan);
    return plan.error().describe();
}

std::string created(unsigned number, std::uint64_t start, std::uint64_t length, std::string_view label,
                    Guid id, Guid type = tests::linux_data) {
    return cat(" create ", number, " at ", start, " +", length, " sectors, label \"", label, "\", type ",
               type, ", GUID ", id);
}

Disk base_disk() {
    return disk(520, {partition(1, 2, 128, "EFI-SYSTEM"), partition(6, 130, 128, "OEM"),
                      partition(9, 258, 128, "ROOT")});
}

constexpr std::uint64_t end_of(std::uint64_t disk_mib) {
    return disk_mib * mib - 33;
} // behind the last usable

} // namespace

TEST_CASE("a partition is created with all that was asked for", "[plan][partitions]") {
    const auto config = config_with({Wish{.guid = "aaaaaaaa-0000-4000-8000-00000000000b",
                                          .label = "DATA",
                                          .number = 1,
                                          .size_mib = 32,
                                          .start_mib = 0,
                                          .type_guid = "3884dd41-8582-4404-b9a8-e9b84f2df50e"}});

    CHECK(planned(config, machine_with(disk(64))) ==
          created(1, 2048, 32 * mib, "DATA", Guid::parse("AAAAAAAA-0000-4000-8000-00000000000B").value(),
                  Guid::parse("3884DD41-8582-4404-B9A8-E9B84F2DF50E").value()));
}

TEST_CASE("start 0 and size 0 fill the disk", "[plan][partitions]") {
    CHECK(planned(config_with({Wish{.number = 1, .size_mib = 0, .start_mib = 0}}), machine_with(disk(64))) ==
          created(1, 2048, end_of(64) - 2048, "", numbered_guid(200)));
}

TEST_CASE("partitions without a number come last and take the lowest free ones", "[plan][partitions]") {
    const auto config =
        config_with({Wish{.label = "a", .size_mib = 8}, Wish{.label = "b", .number = 2, .size_mib = 8},
                     Wish{.label = "c", .size_mib = 8}});

    CHECK(planned(config, machine_with(disk(64))) ==
          created(2, 2048, 8 * mib, "b", numbered_guid(200)) + ";" +
              created(1, 2048 + 8 * mib, 8 * mib, "a", numbered_guid(201)) + ";" +
              created(3, 2048 + 16 * mib, 8 * mib, "c", numbered_guid(202)));
}

TEST_CASE("a partition without a number that an earlier run has made is known again", "[plan][partitions]") {
    const auto config = config_with({Wish{.label = "data", .size_mib = 8}, Wish{.label = "rest"}});
    const auto machine = machine_with(disk(64, {partition(1, 1, 8, "data")}));

    CHECK(planned(config, machine) == created(2, 9 * mib, end_of(64) - 9 * mib, "rest", numbered_guid(201)));
}

TEST_CASE("a stranger's partition is not taken for one of ours", "[plan][partitions]") {
    const auto machine = machine_with(disk(64, {partition(1, 1, 9, "data"), partition(2, 10, 8, "")}));

    CHECK(planned(config_with({Wish{.label = "data", .size_mib = 8}}), machine) ==
          created(3, 18 * mib, 8 * mib, "data", numbered_guid(200)));
    CHECK(plan_partitions(config_with({Wish{.label = "", .size_mib = 8}}), machine, drawn())
              .value()
              .steps.size() == 1);
}

TEST_CASE("a partition without a number takes a number that is freed", "[plan][partitions]") {
    const auto config =
        config_with({Wish{.number = 2, .should_exist = false, .wipe_partition_entry = true},
                     Wish{.label = "new", .size_mib = 4}, Wish{.label = "newer", .size_mib = 4}});
    const auto machine = machine_with(disk(64, {partition(1, 1, 8), partition(2, 9, 8, "old")}));

    CHECK(planned(config, machine) == " delete 2;" + created(2, 9 * mib, 4 * mib, "new", numbered_guid(200)) +
                                          ";" + created(3, 13 * mib, 4 * mib, "newer", numbered_guid(201)));
}

TEST_CASE("a number is not taken from a partition that may not be wiped", "[plan][partitions]") {
    const auto config =
        config_with({Wish{.number = 1, .should_exist = false}, Wish{.label = "new", .size_mib = 4}});

    CHECK(refusal(config, machine_with(disk(64, {partition(1, 1, 8, "old")}))).find("wipePartitionEntry") !=
          std::string::npos);
}

TEST_CASE("a partition that is as wanted stays", "[plan][partitions]") {
    const auto machine = machine_with(base_disk());

    SECTION("with everything given") {
        CHECK(planned(config_with({Wish{.label = "EFI-SYSTEM", .number = 1, .size_mib = 128, .start_mib = 2},
                                   Wish{.label = "OEM", .number = 6, .size_mib = 128, .start_mib = 130},
                                   Wish{.label = "ROOT", .number = 9, .size_mib = 128, .start_mib = 258}}),
                      machine)
                  .empty());
    }
    SECTION("with label and type only") {
        CHECK(
            planned(config_with({Wish{.label = "ROOT", .number = 9, .type_guid = tests::linux_data.text()}}),
                    machine)
                .empty());
    }
    SECTION("with its GUID in lower case") {
        CHECK(
            planned(config_with({Wish{.guid = "00000000-0000-0000-0000-000000000009", .number = 9}}), machine)
                .empty());
    }
    SECTION("with GUIDs that are empty") {
        CHECK(planned(config_with({Wish{.guid = "", .number = 9, .type_guid = ""}}), machine).empty());
    }
    SECTION("when it is in use") {
        auto used = base_disk();
        used.partitions[2].use = "mounted at /";
        CHECK(planned(config_with({Wish{.label = "ROOT", .number = 9}}), machine_with(used)).empty());
    }
}

TEST_CASE("start 0 and size 0 match a partition that has that place", "[plan][partitions]") {
    auto nine = partition(9, 258, 0, "ROOT");
    nine.length = Sectors{end_of(520) - 258 * mib};
    const auto machine = machine_with(disk(520, {partition(1, 2, 128), partition(6, 130, 128), nine}));

    CHECK(planned(config_with({Wish{.number = 9, .size_mib = 0, .start_mib = 0}}), machine).empty());
}

TEST_CASE("start 0 does not match where another block is larger", "[plan][partitions]") {
    const auto machine = machine_with(disk(520, {partition(1, 200, 128), partition(9, 328, 128, "ROOT")}));

    const std::string text = refusal(config_with({Wish{.number = 9, .start_mib = 0}}), machine);

    CHECK(text.find("start: wanted 1 MiB (sector 2048), found 328 MiB (sector 671744)") != std::string::npos);
}

TEST_CASE("a disk entry without partitions changes nothing", "[plan][partitions]") {
    CHECK(planned(config_with({}), machine_with(base_disk())).empty());
    CHECK(planned(config_with({}), machine_with(disk(64))).empty());
}

TEST_CASE("a partition that should not exist and does not is nothing to do", "[plan][partitions]") {
    CHECK(
        planned(config_with({Wish{.number = 3, .should_exist = false}}), machine_with(base_disk())).empty());
}

TEST_CASE("a partition that should not exist goes only when it may", "[plan][partitions]") {
    const auto machine = machine_with(base_disk());

    CHECK(planned(config_with({Wish{.number = 9, .should_exist = false, .wipe_partition_entry = true}}),
                  machine) == " delete 9");
    CHECK(refusal(config_with({Wish{.number = 9, .should_exist = false}}), machine) ==
          "/dev/vda: partition 9 (\"ROOT\") exists but should not, and wipePartitionEntry does not allow to "
          "delete it");
}

TEST_CASE("a mismatch names every expected and found value", "[plan][partitions]") {
    const auto config =
        config_with({Wish{.number = 1}, Wish{.guid = "00000000-0000-0000-0000-0000000000FF",
                                             .label = "root",
                                             .number = 9,
                                             .size_mib = 2,
                                             .start_mib = 260,
                                             .type_guid = "3884dd41-8582-4404-b9a8-e9b84f2df50e"}});

    CHECK(
        refusal(config, machine_with(base_disk())) ==
        "/dev/vda: partition 9 does not match, and wipePartitionEntry does not allow to replace it: "
        "start: wanted 260 MiB (sector 532480), found 258 MiB (sector 528384); "
        "size: wanted 2 MiB (4096 sectors), found 128 MiB (262144 sectors); "
        "label: wanted \"root\", found \"ROOT\"; "
        "type GUID: wanted 3884DD41-8582-4404-B9A8-E9B84F2DF50E, found 0FC63DAF-8483-4772-8E79-3D69D8477DE4; "
        "GUID: wanted 00000000-0000-0000-0000-0000000000FF, found 00000000-0000-0000-0000-000000000009");
}

TEST_CASE("an empty label is a wish, a missing one is not", "[plan][partitions]") {
    const auto machine = machine_with(base_disk());

    CHECK(refusal(config_with({Wish{.label = "", .number = 9}}), machine).find("label: wanted \"\"") !=
          std::string::npos);
    CHECK(planned(config_with({Wish{.number = 9}}), machine).empty());
}

TEST_CASE("a partition that does not match is made anew when it may", "[plan][partitions]") {
    CHECK(planned(config_with(
                      {Wish{.label = "ROOT", .number = 9, .size_mib = 200, .wipe_partition_entry = true}}),
                  machine_with(base_disk())) ==
          " delete 9;" + created(9, 258 * mib, 200 * mib, "ROOT", numbered_guid(200)));
}

TEST_CASE("only the size may differ for a resize, and the rest is kept", "[plan][partitions]") {
    const auto machine = machine_with(base_disk());

    CHECK(planned(config_with({Wish{.number = 9, .resize = true, .size_mib = 200}}), machine) ==
          " delete 9;" + created(9, 258 * mib, 200 * mib, "ROOT", numbered_guid(9)));
    CHECK(planned(config_with({Wish{.number = 9, .resize = true, .size_mib = 0}}), machine) ==
          " delete 9;" + created(9, 258 * mib, end_of(520) - 258 * mib, "ROOT", numbered_guid(9)));
    CHECK(
        refusal(config_with({Wish{.number = 9, .resize = true, .size_mib = 100, .start_mib = 300}}), machine)
            .find("start: wanted 300 MiB") != std::string::npos);
}

TEST_CASE("wiping the table forgets what is there", "[plan][partitions]") {
    CHECK(planned(config_with({Wish{.label = "x", .number = 1, .size_mib = 8}}, true),
                  machine_with(base_disk())) ==
          " wipe it;" + created(1, 2048, 8 * mib, "x", numbered_guid(200)));
    CHECK(planned(config_with({}, true), machine_with(base_disk())) == " wipe it");

    auto foreign = disk(64);
    foreign.table = TableKind::foreign;
    foreign.table_name = "dos";
    CHECK(planned(config_with({}, true), machine_with(foreign)) == " wipe it");
}

TEST_CASE("a table that is not a GPT is refused", "[plan][partitions]") {
    auto foreign = disk(64);
    foreign.table = TableKind::foreign;
    foreign.table_name = "dos";

    CHECK(refusal(config_with({}), machine_with(foreign)) ==
          "/dev/vda: the partition table is of type \"dos\" and not \"gpt\"; set wipeTable to replace it");
}

TEST_CASE("a table of which one copy is damaged may be read, changed and wiped", "[plan][partitions]") {
    auto damaged = base_disk();
    damaged.damages = {"The primary GPT table is corrupt, but the backup appears OK, so that will be used."};

    CHECK(planned(config_with({Wish{.number = 9}}), machine_with(damaged)).empty());
    CHECK(planned(config_with({Wish{.number = 3, .size_mib = 8}}), machine_with(damaged)) ==
          created(3, 386 * mib, 8 * mib, "", numbered_guid(200)));
    CHECK(planned(config_with({}, true), machine_with(damaged)) == " wipe it");
}

TEST_CASE("what is damaged so that no table was found is not written over", "[plan][partitions]") {
    auto damaged = disk(520);
    damaged.damages = {"there is a primary GPT header, but no protective MBR"};

    CHECK(
        refusal(config_with({Wish{.number = 3, .size_mib = 8}}), machine_with(damaged)).find("primary GPT") !=
        std::string::npos);
    CHECK(planned(config_with({}, true), machine_with(damaged)) == " wipe it");
}

TEST_CASE("what is in use is not touched", "[plan][partitions]") {
    auto used = base_disk();
    used.partitions[2].use = "mounted at /";
    const auto machine = machine_with(used);

    CHECK(planned(config_with({Wish{.number = 2, .size_mib = 8}}), machine) ==
          created(2, 386 * mib, 8 * mib, "", numbered_guid(200)));
    CHECK(refusal(config_with({Wish{.number = 9, .size_mib = 8, .wipe_partition_entry = true}}), machine) ==
          "/dev/vda: refusing to modify active partition 9: it is mounted at /");
    CHECK(refusal(config_with({}, true), machine) ==
          "/dev/vda: refusing to wipe active disk: partition 9 is mounted at /");

    auto held = disk(64);
    held.use = "held by dm-0";
    CHECK(refusal(config_with({}), machine_with(held)) ==
          "/dev/vda: refusing to operate on directly active disk: it is held by dm-0");
}

TEST_CASE("what does not fit is said with the space there is", "[plan][partitions]") {
    const std::string text =
        refusal(config_with({Wish{.label = "big", .number = 2, .size_mib = 600}}), machine_with(base_disk()));

    CHECK(text ==
          "/dev/vda: partition 2 (\"big\") in the largest free block with 1228800 sectors does not fit: "
          "the largest free block is 274399 sectors of 512 bytes, from 790528 to 1064926");
}

TEST_CASE("a start in a smaller block and size 0 do not go together", "[plan][partitions]") {
    const auto machine = machine_with(disk(520, {partition(1, 1, 1), partition(2, 10, 1)}));

    CHECK_FALSE(refusal(config_with({Wish{.number = 3, .size_mib = 0, .start_mib = 4}}), machine).empty());
}

TEST_CASE("numbers that no disk has are the config's fault", "[plan][partitions]") {
    const auto fault = [](Wish wish) {
        const auto plan = plan_partitions(config_with({std::move(wish)}), machine_with(disk(64)), drawn());
        REQUIRE_FALSE(plan);
        return plan.error().fault();
    };
    CHECK(fault({.number = -1}) == Fault::config);
    CHECK(fault({.number = 1, .size_mib = -5}) == Fault::config);
    CHECK(fault({.number = 1, .start_mib = INT64_MAX}) == Fault::config);
    CHECK(fault({.number = 129, .size_mib = 1}) == Fault::refused);
}

TEST_CASE("a disk that is not there is named", "[plan][partitions]") {
    const auto plan = plan_partitions(config_with({}), Machine{}, drawn());

    REQUIRE_FALSE(plan);
    CHECK(plan.error().fault() == Fault::absent);
    CHECK(plan.error().describe() == "/dev/vda: there is no such disk");
}

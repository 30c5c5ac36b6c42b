#include "ignite/system/partition_table.h"

#include "image_file.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::system;
using ignite::tests::ImageFile;
using ignite::tests::output;

namespace {

Guid guid(std::string_view text) { return Guid::parse(text).value(); }

const Guid linux_data = guid("0FC63DAF-8483-4772-8E79-3D69D8477DE4");
const Guid unknown_type =
    guid("3884DD41-8582-4404-B9A8-E9B84F2DF50E"); // of CoreOS: libfdisk has no name for it

TableEntry entry(unsigned number, std::uint64_t start, std::uint64_t length, std::string label = "") {
    std::array<std::uint8_t, 16> id{};
    id[0] = 0xab;
    id[15] = static_cast<std::uint8_t>(number);
    return {number, {start}, {length}, linux_data, Guid{id}, std::move(label)};
}

TableChange new_table(std::vector<TableEntry> entries) {
    return {TableChange::Begin::anew, guid("11111111-2222-4333-8444-555555555555"), {}, std::move(entries)};
}

} // namespace

TEST_CASE("a new table holds exactly the sectors, GUIDs and labels that were given", "[partition table]") {
    const ImageFile image{64};
    TableEntry second = entry(7, 40001, 77, "a b\"\xc3\xa9"); // not aligned to anything, not in order
    second.type = unknown_type;

    REQUIRE(write_partition_table(image.path(), new_table({entry(1, 2048, 2048, "one"), second})));

    const PartitionTable table = read_partition_table(image.path()).value();
    CHECK(table.name == "gpt");
    CHECK(table.damages.empty());
    CHECK(table.sector_size.bytes == 512);
    CHECK(table.first_usable == Lba{34});
    CHECK(table.last_usable == Lba{64 * 2048 - 34});
    REQUIRE(table.entries.size() == 2);
    CHECK(table.entries[1].number == 7);
    CHECK(table.entries[1].start == Lba{40001});
    CHECK(table.entries[1].length == Sectors{77});
    CHECK(table.entries[1].type == unknown_type);
    CHECK(table.entries[1].id == second.id);
    CHECK(table.entries[1].label == "a b\"\xc3\xa9");
    CHECK(output("sgdisk", {"-v", image.path()}).find("No problems found") != std::string::npos);
    CHECK(output("sgdisk", {"-p", image.path()}).find("11111111-2222-4333-8444-555555555555") !=
          std::string::npos);
}

TEST_CASE("partitions that are not named stay as they are", "[partition table]") {
    const ImageFile image{64};
    REQUIRE(write_partition_table(
        image.path(), new_table({entry(1, 2048, 2048), entry(2, 8192, 2048, "two"), entry(3, 20480, 2048)})));
    output("sfdisk", {"--part-attrs", image.path(), "2",
                      "LegacyBIOSBootable"}); // "legacy boot": an attribute nobody speaks of

    REQUIRE(write_partition_table(image.path(),
                                  {.deletions = {1, 3}, .creations = {entry(3, 30720, 4096, "three")}}));

    const PartitionTable table = read_partition_table(image.path()).value();
    REQUIRE(table.entries.size() == 2);
    CHECK(table.entries[0].label == "two");
    CHECK(table.entries[1].start == Lba{30720});
    CHECK(output("sgdisk", {"-i", "2", image.path()}).find("Attribute flags: 0000000000000004") !=
          std::string::npos);
    CHECK(output("sgdisk", {"-v", image.path()}).find("No problems found") != std::string::npos);
}

TEST_CASE("a disk without a table has none, and tells its size", "[partition table]") {
    const ImageFile image{10};

    const PartitionTable table = read_partition_table(image.path()).value();

    CHECK(table.name.empty());
    CHECK(table.damages.empty());
    CHECK(table.entries.empty());
    CHECK(table.length == Sectors{10 * 2048});
    CHECK(table.last_usable == Lba{10 * 2048 - 34});
}

TEST_CASE("a DOS table is named and not taken for a GPT", "[partition table]") {
    const ImageFile image{10};
    output("parted", {"-s", image.path(), "mklabel", "msdos", "mkpart", "primary", "1MiB", "5MiB"});

    CHECK(read_partition_table(image.path()).value().name == "dos");
    CHECK_FALSE(write_partition_table(image.path(), {.creations = {entry(1, 2048, 2048)}}));
}

TEST_CASE("damage to either copy of a GPT is told", "[partition table]") {
    const ImageFile image{16};
    REQUIRE(write_partition_table(image.path(), new_table({entry(1, 2048, 2048, "kept")})));

    SECTION("the primary header") { image.write(512 + 40, "noise"); }
    SECTION("the backup header") { image.write((16 << 20) - 512 + 40, "noise"); }
    SECTION("the protective MBR") { image.write(0, std::string(512, '\0')); }
    const PartitionTable table = read_partition_table(image.path()).value();
    CHECK_FALSE(table.damages.empty());
}

TEST_CASE("a table that was made when the disk was smaller can use all of it", "[partition table]") {
    const ImageFile image{16};
    REQUIRE(write_partition_table(image.path(), new_table({entry(1, 2048, 2048, "kept")})));
    REQUIRE(::truncate(image.path().c_str(), 32 << 20) == 0);

    const PartitionTable table = read_partition_table(image.path()).value();
    CHECK(table.damages.empty());
    CHECK(table.last_usable == Lba{16 * 2048 - 34});

    REQUIRE(write_partition_table(image.path(), {.creations = {entry(2, 20 * 2048, 12 * 2048 - 33)}}));
    CHECK(read_partition_table(image.path()).value().entries.size() == 2);
    CHECK(output("sgdisk", {"-v", image.path()}).find("No problems found") != std::string::npos);
}

TEST_CASE("beginning with nothing leaves nothing of any table, damaged or not", "[partition table]") {
    const ImageFile image{16};
    REQUIRE(write_partition_table(image.path(), new_table({entry(1, 2048, 2048)})));
    image.write(512, "noise");

    REQUIRE(write_partition_table(image.path(), {.begin = TableChange::Begin::with_nothing}));

    const PartitionTable table = read_partition_table(image.path()).value();
    CHECK(table.name.empty());
    CHECK(table.damages.empty());
    CHECK(output("wipefs", {image.path()}).empty());
}

TEST_CASE("partitions that overlap are refused, and nothing is written", "[partition table]") {
    const ImageFile image{16};
    REQUIRE(write_partition_table(image.path(), new_table({entry(1, 2048, 2048)})));

    CHECK_FALSE(write_partition_table(image.path(), {.creations = {entry(2, 3000, 2048)}}));

    CHECK(read_partition_table(image.path()).value().entries.size() == 1);
}

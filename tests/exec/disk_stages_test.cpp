// The stages disks, mount and umount on loop devices, phase by phase as the stage runner goes.
#include "disk_bench.h"

#include "ignite/plan/record.h"
#include "ignite/system/end_mark.h"
#include "ignite/system/signatures.h"
#include "ignite/system/small_file.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <array>

using namespace ignite;
using namespace ignite::tests;

namespace {

config::Config config_for(const std::string& device, std::vector<config::Partition> partitions,
                          bool wipe_table = false) {
    config::Config config;
    config.storage.disks.push_back(
        {.device = device, .partitions = std::move(partitions), .wipe_table = wipe_table});
    return config;
}

config::Filesystem filesystem(const std::string& device, const std::string& format,
                              config::OptionalText path = {}) {
    return {.device = device, .format = format, .path = std::move(path)};
}

std::string failure(const Result<std::vector<std::string>>& outcome) {
    REQUIRE_FALSE(outcome);
    return outcome.error().describe();
}

std::vector<std::string> success(const Result<std::vector<std::string>>& outcome) {
    INFO((outcome ? std::string{} : outcome.error().describe()));
    REQUIRE(outcome);
    return *outcome;
}

std::string type_on(const std::string& device) {
    std::string type = output("blkid", {"--probe", "--match-tag", "TYPE", "--output", "value", device});
    while (type.ends_with('\n'))
        type.pop_back();
    return type;
}

bool verifies(const LoopDevice& disk) {
    return output("sgdisk", {"--verify", disk.node()}).find("No problems found") != std::string::npos;
}

} // namespace

TEST_CASE("a disk is partitioned, formatted and mounted once, and not again", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{700};
    Bench bench;
    config::Config config = config_for(disk.node(), {{.label = "BOOT", .number = 1, .size_mib = 40},
                                                     {.label = "SWAP", .number = 5, .size_mib = 40},
                                                     {.label = "var", .size_mib = 200},
                                                     {.label = "x y", .size_mib = 310},
                                                     {.label = "rest", .size_mib = 0}});
    config.storage.filesystems = {filesystem(disk.part(3), "xfs", "/var/lib"),
                                  filesystem(disk.part(2), "btrfs", "/var"), filesystem(disk.part(1), "vfat"),
                                  filesystem(disk.part(5), "swap"), filesystem(disk.part(4), "ext4", "/srv")};
    config.storage.filesystems[0].label = "LIB";
    config.storage.filesystems[0].uuid = "9AA5237A-AB6B-458B-A7E8-F25E2BAEF1A3";
    config.storage.filesystems[2].uuid = "26F0-45BE";
    config.storage.filesystems[2].label = "BOOT";
    config.storage.filesystems[4].mount_options = {"noatime", "nodev"};

    const auto made = success(bench.run(plan::disks_phases(), config));
    CHECK(made.size() == 6);
    CHECK(verifies(disk));
    CHECK(type_on(disk.part(1)) == "vfat");
    CHECK(type_on(disk.part(2)) == "btrfs");
    CHECK(type_on(disk.part(3)) == "xfs");
    CHECK(type_on(disk.part(4)) == "ext4");
    CHECK(type_on(disk.part(5)) == "swap");
    output("fsck.ext4", {"-f", "-n", disk.part(4)});

    CHECK(success(bench.run(plan::disks_phases(), config)).empty());

    const auto mounted = success(bench.run(plan::mount_phases(), config));
    REQUIRE(mounted.size() == 3); // shallow first; below /var only once it is seen
    CHECK(mounted[0] == cat("mount ", disk.part(2), " at /var as btrfs, creating \"/var\""));
    CHECK(mounted[1] ==
          cat("mount ", disk.part(4), " at /srv as ext4, options \"noatime\" \"nodev\", creating \"/srv\""));
    CHECK(mounted[2] == cat("mount ", disk.part(3), " at /var/lib as xfs, creating \"/var/lib\""));
    CHECK(output("findmnt", {"-no", "OPTIONS", bench.root() + "/srv"}).find("nodev,noatime") !=
          std::string::npos);
    CHECK(success(bench.run(plan::mount_phases(), config)).empty());
    // A stage "files" that does not hear of them, because power has gone in between, finds them noted.
    const auto noted = system::read_small_file(bench.root() + std::string{plan::record_path});
    REQUIRE(noted);
    CHECK(plan::decode_record(*noted).value().notated_directories ==
          std::vector<std::string>{"/var", "/srv", "/var/lib"});

    const auto unmounted = success(bench.run(plan::umount_phases(), config));
    CHECK(unmounted == std::vector<std::string>{"unmount /var/lib", "unmount /srv", "unmount /var"});
    CHECK(success(bench.run(plan::umount_phases(), config)).empty());
}

TEST_CASE("beside a mounted partition others come and go; it is not touched itself", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{64};
    Bench bench;
    config::Config first = config_for(disk.node(), {{.label = "used", .number = 1, .size_mib = 20},
                                                    {.label = "old", .number = 2, .size_mib = 8}});
    first.storage.filesystems = {filesystem(disk.part(1), "ext4", "/used")};
    success(bench.run(plan::disks_phases(), first));
    success(bench.run(plan::mount_phases(), first));

    success(
        bench.run(plan::disks_phases(),
                  config_for(disk.node(), {{.label = "used", .number = 1},
                                           {.number = 2, .should_exist = false, .wipe_partition_entry = true},
                                           {.label = "new", .number = 3, .size_mib = 8}})));
    CHECK(::access(disk.part(2).c_str(), F_OK) != 0);
    CHECK(::access(disk.part(3).c_str(), F_OK) == 0);
    CHECK(verifies(disk));
    CHECK(failure(bench.run(
              plan::disks_phases(),
              config_for(disk.node(), {{.number = 1, .size_mib = 9, .wipe_partition_entry = true}}))) ==
          cat(disk.node(), ": refusing to modify active partition 1: it is mounted at ", bench.root(),
              "/used"));
    CHECK(failure(bench.run(plan::disks_phases(), config_for(disk.node(), {}, true)))
              .find("refusing to wipe") != std::string::npos);
    config::Config again;
    again.storage.filesystems = {filesystem(disk.part(1), "ext4")};
    again.storage.filesystems[0].wipe_filesystem = true;
    CHECK(failure(bench.run(plan::disks_phases(), again)).find("in use: it is mounted at") !=
          std::string::npos);

    success(bench.run(plan::umount_phases(), first));
}

TEST_CASE("disks with sectors of 4096 bytes are measured in their own sectors", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{64, 4096};
    Bench bench;
    const auto config = config_for(disk.node(), {{.label = "a", .number = 1, .size_mib = 8},
                                                 {.label = "b", .number = 2, .size_mib = 0, .start_mib = 0}});

    success(bench.run(plan::disks_phases(), config));

    CHECK(verifies(disk));
    CHECK(output("sgdisk", {"-i", "1", disk.node()}).find("First sector: 256 (at 1024.0 KiB)") !=
          std::string::npos);
    CHECK(output("sgdisk", {"-i", "1", disk.node()}).find("Partition size: 2048 sectors (8.0 MiB)") !=
          std::string::npos);
    // Where sgdisk would have put the second one.
    const std::string own =
        output("sgdisk", {"--pretend", "--delete=2", "--new=2:0:+0", "--info=2", disk.node()});
    const std::string ours = output("sgdisk", {"--info=2", disk.node()});
    const auto sectors = [](const std::string& text) {
        const std::size_t begin = text.find("First sector");
        return text.substr(begin, text.find("Partition size") - begin);
    };
    CHECK(sectors(own) == sectors(ours));
    CHECK(success(bench.run(plan::disks_phases(), config)).empty());
}

TEST_CASE("a disk full of noise is usable after wipeTable", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{32};
    disk.image().write(0, std::string(64 * 1024, '\xa5'));
    Bench bench;

    success(bench.run(plan::disks_phases(), config_for(disk.node(), {}, true)));
    success(bench.run(plan::disks_phases(),
                      config_for(disk.node(), {{.label = "a", .number = 1, .size_mib = 0}})));

    CHECK(verifies(disk));
}

TEST_CASE("a table that is wiped takes its partitions with it", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{64};
    Bench bench;
    success(bench.run(plan::disks_phases(),
                      config_for(disk.node(), {{.number = 1, .size_mib = 8}, {.number = 2}})));
    REQUIRE(::access(disk.part(2).c_str(), F_OK) == 0);

    success(bench.run(plan::disks_phases(),
                      config_for(disk.node(), {{.label = "x", .number = 2, .size_mib = 8}}, true)));

    CHECK(::access(disk.part(1).c_str(), F_OK) != 0);
    CHECK(output("blockdev", {"--getsize64", disk.part(2)}) == "8388608\n");
}

TEST_CASE("a filesystem that is there is kept, replaced or refused", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{64};
    Bench bench;
    output("mkfs.ext4", {"-q", "-L", "OEM", "-U", "9aa5237a-ab6b-458b-a7e8-f25e2baef1a3", disk.node()});
    config::Config config;
    config.storage.filesystems = {filesystem(disk.node(), "ext4")};
    config::Filesystem& wanted = config.storage.filesystems[0];

    wanted.uuid = "9AA5237A-AB6B-458B-A7E8-F25E2BAEF1A3";
    wanted.label = "OEM";
    CHECK(success(bench.run(plan::disks_phases(), config)).empty());

    wanted.label = "OTHER";
    CHECK(failure(bench.run(plan::disks_phases(), config)) ==
          cat(disk.node(), ": filesystem is not of the correct type: wanted ext4, label \"OTHER\", UUID "
                           "9AA5237A-AB6B-458B-A7E8-F25E2BAEF1A3; found ext4, label \"OEM\", UUID "
                           "\"9aa5237a-ab6b-458b-a7e8-f25e2baef1a3\"; set wipeFilesystem to replace it"));

    config.storage.filesystems = {filesystem(disk.node(), "none")};
    CHECK_FALSE(bench.run(plan::disks_phases(), config));
    config.storage.filesystems[0].wipe_filesystem = true;
    CHECK(success(bench.run(plan::disks_phases(), config)).size() == 1);
    CHECK(output("wipefs", {disk.node()}).empty());
    config.storage.filesystems[0].wipe_filesystem = false;
    CHECK(success(bench.run(plan::disks_phases(), config)).empty());
}

TEST_CASE("an xfs whose maker was broken off is made anew without being asked", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{310};
    Bench bench;
    output("mkfs.xfs", {"-q", "-L", "HALF", disk.node()});
    disk.image().write(126, "\x01"); // sb_inprogress
    output("blockdev", {"--flushbufs", disk.node()});
    config::Config config;
    config.storage.filesystems = {filesystem(disk.node(), "xfs")};
    config.storage.filesystems[0].label = "WHOLE";

    CHECK(success(bench.run(plan::disks_phases(), config)).size() == 1);
    CHECK(success(bench.run(plan::disks_phases(), config)).empty());
}

TEST_CASE("a maker that is broken off at any write leaves nothing that is taken for whole",
          "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    struct Maker {
        std::string format;
        std::vector<system::Word> command;
        std::vector<unsigned> writes; // where it is killed
        std::vector<system::Word> check;
    };
    const std::array makers = {
        Maker{"ext4", {"mkfs.ext4", "-q", "-F"}, {1, 40, 200, 290}, {"-f", "-n"}},
        Maker{"xfs", {"mkfs.xfs", "-q", "-f"}, {1, 5, 30, 60}, {"-n"}},
        Maker{"btrfs", {"mkfs.btrfs", "-q", "-f"}, {1, 20, 50}, {"--readonly"}},
        Maker{"swap", {"mkswap", "-f"}, {1}, {}},
        // Its boot sector is the first it writes, and nothing in it says that the rest is to come.
        Maker{"vfat", {"mkfs.fat"}, {1, 2, 5, 8}, {"-n"}},
    };
    system::RealProcesses processes;
    const LoopDevice disk{310};
    Bench bench;
    for (const Maker& maker : makers)
        for (const unsigned write : maker.writes) {
            INFO(maker.format << " killed at write " << write);
            REQUIRE(system::erase_signatures(disk.node()));
            system::Command command{.program = "strace",
                                    .arguments = {"-f", "-o", "/dev/null", "-e", "trace=pwrite64,write", "-e",
                                                  cat("inject=pwrite64,write:signal=KILL:when=", write)}};
            command.arguments.insert(command.arguments.end(), maker.command.begin(), maker.command.end());
            command.arguments.emplace_back(disk.node());
            if (maker.format == "vfat")
                REQUIRE(system::write_end_mark(disk.node(), plan::unfinished_mark));
            REQUIRE(processes.run(command).value().status != 0);
            config::Config config;
            config.storage.filesystems = {filesystem(disk.node(), maker.format)};

            CHECK(success(bench.run(plan::disks_phases(), config)).size() == 1);

            CHECK(type_on(disk.node()) == maker.format);
            if (maker.check.empty())
                continue;
            const std::string checker = maker.format == "xfs"    ? "xfs_repair"
                                        : maker.format == "ext4" ? "fsck.ext4"
                                        : maker.format == "vfat" ? "fsck.fat"
                                                                 : "btrfs";
            std::vector<system::Word> arguments = maker.check;
            if (checker == "btrfs")
                arguments.insert(arguments.begin(), "check");
            arguments.emplace_back(disk.node());
            output(checker, arguments);
        }
}

TEST_CASE("two names of one device are not both made", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{32};
    Bench bench;
    const std::string link = bench.root() + "/link";
    REQUIRE(::symlink(disk.node().c_str(), link.c_str()) == 0);
    config::Config config;
    config.storage.filesystems = {filesystem(disk.node(), "ext4"), filesystem(link, "vfat")};

    CHECK(failure(bench.run(plan::disks_phases(), config)) ==
          cat(link, ": it is the same device as ", disk.node()));
}

TEST_CASE("labels come back as they were given, whatever is in them", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{32};
    Bench bench;
    const auto config =
        config_for(disk.node(), {{.label = "a b\t\x01\"c'\\", .number = 1, .size_mib = 4},
                                 {.label = "", .number = 2, .size_mib = 4},
                                 {.label = "\xc3\xa9\xe2\x82\xac", .number = 3, .size_mib = 4},
                                 {.label = "123456789012345678901234567890123456", .number = 4}});

    CHECK(success(bench.run(plan::disks_phases(), config)).size() == 1);
    CHECK(success(bench.run(plan::disks_phases(), config)).empty());
    CHECK(verifies(disk));
}

TEST_CASE("makers that fail are all reported", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice one{16};
    const LoopDevice two{16};
    const LoopDevice good{16};
    Bench bench;
    config::Config config;
    config.storage.filesystems = {filesystem(one.node(), "ext4"), filesystem(good.node(), "ext4"),
                                  filesystem(two.node(), "ext4")};
    config.storage.filesystems[0].options = {"--no-such-option"};
    config.storage.filesystems[2].options = {"-T", "nonsense", "--neither"};

    const std::string text = failure(bench.run(plan::disks_phases(), config));

    CHECK(text.find("make ext4 on " + one.node()) != std::string::npos);
    CHECK(text.find("make ext4 on " + two.node()) != std::string::npos);
    CHECK(text.find("make ext4 on " + good.node()) == std::string::npos);
    CHECK(type_on(good.node()) == "ext4");
}

TEST_CASE("a link that vanishes while the disk is changed does no harm", "[exec][disks][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{32};
    Bench bench;
    const std::string link = bench.root() + "/by-id";
    REQUIRE(::symlink(disk.node().c_str(), link.c_str()) == 0);
    const auto config = config_for(link, {{.label = "a", .number = 1, .size_mib = 8}});
    success(bench.run(plan::disks_phases(), config));

    struct stat status{};
    REQUIRE(::lstat((bench.aliases() + link).c_str(), &status) == 0);
    CHECK(S_ISLNK(status.st_mode));
    REQUIRE(::unlink(link.c_str()) == 0);
    const auto found =
        probe::probe_block_devices(plan::disk_questions(config), bench.root(), bench.aliases()).value();
    REQUIRE(found.disks.size() == 1);
    CHECK(found.disks[0].node == disk.node());
    CHECK(found.disks[0].partitions.size() == 1);
}

TEST_CASE("a disk that does not appear ends the stage, and says what is there", "[exec][disks][root]") {
    Bench bench;

    const std::string text = failure(bench.run(plan::disks_phases(), config_for("/dev/disk/by-id/none", {})));

    CHECK(text.starts_with("/dev/disk/by-id/none has not appeared within 0 s"));
}

TEST_CASE("nothing is mounted where the way is not of directories alone", "[exec][mount][root]") {
    if (!can_use_loop_devices())
        return;
    const LoopDevice disk{16};
    Bench bench;
    output("mkfs.ext4", {"-q", disk.node()});
    config::Config config;
    config.storage.filesystems = {filesystem(disk.node(), "ext4", "/tmp0/below")};

    REQUIRE(::symlink("/", (bench.root() + "/tmp0").c_str()) == 0);
    CHECK(failure(bench.run(plan::mount_phases(), config)) ==
          cat(disk.node(), ": refusing to mount at /tmp0/below: ", bench.root(),
              "/tmp0 contains non-directory component: it is a symbolic link"));

    REQUIRE(::unlink((bench.root() + "/tmp0").c_str()) == 0);
    config.storage.filesystems[0].mount_options = {"nonsense"};
    const std::string text = failure(bench.run(plan::mount_phases(), config));
    INFO(text);
    CHECK(text.find("mount " + disk.node() + " at /tmp0/below as ext4") != std::string::npos);
    CHECK(text.find("Invalid argument") != std::string::npos);
    struct stat status{};
    REQUIRE(::stat((bench.root() + "/tmp0/below").c_str(), &status) ==
            0); // made before, kept for the next try
    CHECK((status.st_mode & 07777) == 0755);
}

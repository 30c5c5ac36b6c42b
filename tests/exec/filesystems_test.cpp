#include "exec/filesystems.h"

#include "exec/disk_deeds.h"
#include "files_stage.h"
#include "system/image_file.h"

#include <catch2/catch.hpp>

#include <array>

using namespace ignite;
using namespace ignite::tests;

namespace {

std::string command_for(const plan::MakeFilesystem& step) {
    const exec::Filesystem* row = exec::find_filesystem(step.format);
    REQUIRE(row);
    return system::describe(exec::maker_of(*row, step));
}

plan::MakeFilesystem everything(std::string format) {
    return {.device = "/dev/vdb1",
            .alias = "/alias",
            .format = std::move(format),
            .label = "L",
            .uuid = "26f045be",
            .options = {"-q"}};
}

} // namespace

TEST_CASE("each filesystem is made with the options first, then ours", "[exec][filesystems]") {
    CHECK(command_for(everything("btrfs")) ==
          R"("mkfs.btrfs" "-q" "--force" "-U" "26f045be" "-L" "L" "/alias")");
    CHECK(command_for(everything("ext4")) == R"("mkfs.ext4" "-q" "-F" "-U" "26f045be" "-L" "L" "/alias")");
    CHECK(command_for(everything("swap")) == R"("mkswap" "-q" "-f" "-U" "26f045be" "-L" "L" "/alias")");
    CHECK(command_for(everything("vfat")) == R"("mkfs.fat" "-q" "-i" "26f045be" "-n" "L" "/alias")");
    CHECK(command_for(everything("xfs")) == R"("mkfs.xfs" "-q" "-f" "-m" "uuid=26f045be" "-L" "L" "/alias")");
}

TEST_CASE("what is not set is not passed, an empty label is", "[exec][filesystems]") {
    CHECK(command_for({.alias = "/alias", .format = "ext4"}) == R"("mkfs.ext4" "-F" "/alias")");
    CHECK(command_for({.alias = "/alias", .format = "ext4", .label = ""}) ==
          R"("mkfs.ext4" "-F" "-L" "" "/alias")");
}

TEST_CASE("a device that vanishes under its maker is told to have vanished", "[exec][filesystems]") {
    const ImageFile stays{2};
    const ImageFile goes{2};
    FakeProcesses fakes;
    fakes.answer = [&](const std::string& line) {
        if (line.ends_with(goes.path()))
            ::unlink(goes.path().c_str());
        return Result<system::Outcome>{{.status = 1, .err = "Input/output error"}};
    };
    journal::NullSink sink;
    journal::Journal log{sink};
    fetch::Fetcher fetcher{log, fetch::Network::forbidden};
    exec::Hands hands{log, fakes, fetcher, ""};
    const std::array steps = {
        plan::MakeFilesystem{.device = "/dev/stays", .alias = stays.path(), .format = "ext4"},
        plan::MakeFilesystem{.device = "/dev/goes", .alias = goes.path(), .format = "ext4"},
    };

    const auto outcome = exec::make_filesystems(steps, hands);

    REQUIRE_FALSE(outcome);
    const std::string text = outcome.error().describe();
    CHECK(text.find("make ext4 on /dev/goes: the device has vanished: ") != std::string::npos);
    CHECK(text.find("make ext4 on /dev/stays: the device has vanished") == std::string::npos);
}

#include "exec/filesystems.h"

#include <catch2/catch.hpp>

#include <array>

using namespace ignite;

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

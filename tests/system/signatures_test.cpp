#include "ignite/system/signatures.h"

#include "ignite/system/partition_table.h"
#include "image_file.h"

#include <catch2/catch.hpp>

using namespace ignite::system;
using ignite::tests::ImageFile;
using ignite::tests::output;

TEST_CASE("a filesystem is found with its label and UUID", "[signatures]") {
    const ImageFile image{8};
    output("mkfs.ext4",
           {"-q", "-F", "-L", "DATA", "-U", "9aa5237a-ab6b-458b-a7e8-f25e2baef1a3", image.path()});

    const SignatureProbe probe = probe_signature(image.path()).value();

    REQUIRE(probe.signature);
    CHECK(probe.signature->type == "ext4");
    CHECK(probe.signature->label == "DATA");
    CHECK(probe.signature->uuid == "9aa5237a-ab6b-458b-a7e8-f25e2baef1a3");
    CHECK(probe.doubt.empty());
}

TEST_CASE("nothing is found on an empty device, or where only a table is", "[signatures]") {
    const ImageFile image{8};
    CHECK_FALSE(probe_signature(image.path()).value().signature);

    REQUIRE(write_partition_table(image.path(), {.begin = TableChange::Begin::anew}));
    CHECK_FALSE(probe_signature(image.path()).value().signature);
}

TEST_CASE("several signatures on one device are an answer with a doubt", "[signatures]") {
    const ImageFile image{32};
    output("mkfs.ext4", {"-q", "-F", image.path()});
    const ImageFile other{128};
    output("mkfs.btrfs", {"-q", "-f", other.path()}); // its superblock is at 64 KiB
    image.write(65536, other.read(65536, 4096));

    const SignatureProbe probe = probe_signature(image.path()).value();

    CHECK_FALSE(probe.doubt.empty());
    CHECK(probe.signature);
}

TEST_CASE("erasing leaves nothing to be found, not even a table or what is behind the first signature",
          "[signatures]") {
    const ImageFile image{128};
    output("mkfs.btrfs", {"-q", "-f", image.path()});
    output("parted", {"-s", image.path(), "mklabel", "gpt"});
    image.write(4086, "SWAPSPACE2");

    REQUIRE(erase_signatures(image.path()));

    CHECK_FALSE(probe_signature(image.path()).value().signature);
    CHECK(output("wipefs", {image.path()}).empty());
}

TEST_CASE("a device that is not there is named", "[signatures]") {
    const auto probe = probe_signature("/dev/nowhere/at/all");

    REQUIRE_FALSE(probe);
    CHECK(probe.error().fault() == ignite::Fault::absent);
    CHECK(probe.error().describe().find("/dev/nowhere/at/all") != std::string::npos);
}

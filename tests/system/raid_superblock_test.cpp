#include "ignite/system/raid_superblock.h"

#include "image_file.h"

using namespace ignite;
using namespace ignite::tests;

namespace {

// As mdadm 4.2 writes it for the third of three members of a raid5 with a spare: the fields that we read.
std::string superblock(char role) {
    std::string block(4096, '\0');
    block.replace(0, 4, "\xfc\x4e\x2b\xa9");
    block[4] = 1;
    block.replace(16, 16, std::string("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"));
    block.replace(32, 8, "any:data");
    block[72] = 5;
    block[92] = 3;
    block[160] = 2;
    block[256 + 2 * 2] = role;
    block[256 + 2 * 2 + 1] = role < 0 ? '\xff' : '\0';
    return block;
}

} // namespace

TEST_CASE("a member says of which array it is, wherever its superblock lies", "[system][raid]") {
    for (const std::uint64_t place : {4096UL, 0UL, 4UL * 1024 * 1024 - 8192}) {
        CAPTURE(place);
        const ImageFile image{4};
        image.write(place, superblock(2));

        const auto found = system::read_raid_superblock(image.path());

        REQUIRE(found);
        REQUIRE(*found);
        CHECK((*found)->array.text() == "01020304-0506-0708-090A-0B0C0D0E0F10");
        CHECK((*found)->name == "any:data");
        CHECK((*found)->level == 5);
        CHECK((*found)->members == 3);
        CHECK_FALSE((*found)->is_spare);
    }
}

TEST_CASE("a spare is told from a member, and nothing from both", "[system][raid]") {
    const ImageFile image{4};
    CHECK_FALSE(*system::read_raid_superblock(image.path()));

    image.write(4096, superblock('\xff'));

    CHECK((*system::read_raid_superblock(image.path()))->is_spare);
}

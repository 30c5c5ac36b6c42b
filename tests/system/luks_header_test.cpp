#include "ignite/system/luks_header.h"

#include "image_file.h"

using namespace ignite;
using namespace ignite::tests;

namespace {

std::optional<system::LuksHeader> read(const ImageFile& image) {
    const auto header = system::read_luks_header(image.path());
    INFO((header ? std::string{} : header.error().describe()));
    REQUIRE(header);
    return *header;
}

constexpr std::string_view version_2{"LUKS\xba\xbe\x00\x02", 8};

} // namespace

TEST_CASE("the header of a volume is read, and what is none is none", "[system][luks]") {
    const ImageFile image{1};
    CHECK_FALSE(read(image));
    image.write(0, "LUKS\xba");
    CHECK_FALSE(read(image));

    image.write(0, version_2);
    image.write(8, std::string_view{"\0\0\0\0\0\0\x40\0", 8});
    image.write(24, "LABEL");
    image.write(168, "uuid");
    image.write(208, "subsystem");
    image.write(4096, "{}");
    const auto header = read(image);
    REQUIRE(header);
    CHECK(header->version == 2);
    CHECK(header->label == "LABEL");
    CHECK(header->uuid == "uuid");
    CHECK(header->subsystem == "subsystem");
    CHECK(header->metadata == "{}");
}

TEST_CASE("version 1 has neither label nor subsystem", "[system][luks]") {
    const ImageFile image{1};
    image.write(0, std::string_view{"LUKS\xba\xbe\x00\x01", 8});
    image.write(24, "not a label");
    image.write(168, "uuid");

    const auto header = read(image);

    REQUIRE(header);
    CHECK(header->version == 1);
    CHECK(header->uuid == "uuid");
    CHECK(header->label.empty());
    CHECK(header->metadata.empty());
}

TEST_CASE("a length that cannot be right is not believed", "[system][luks]") {
    const ImageFile image{1};
    image.write(0, version_2);
    for (const std::string_view length : {std::string_view{"\0\0\0\0\0\0\0\x01", 8},
                                          std::string_view{"\xff\xff\xff\xff\xff\xff\xff\xff", 8}}) {
        image.write(8, length);
        CHECK(read(image)->metadata.empty());
    }
    // Longer than the device: what there is.
    image.write(8, std::string_view{"\0\0\0\0\0\x20\0\0", 8});
    image.write(4096, "{");
    CHECK(read(image)->metadata == "{");
}

TEST_CASE("a device that is not there is an error", "[system][luks]") {
    CHECK(system::read_luks_header("/nowhere").error().fault() == Fault::absent);
}

#include "ignite/core/percent.h"

#include <catch2/catch.hpp>

using namespace ignite;

TEST_CASE("what people can read stays, everything else becomes an escape", "[core][percent]") {
    CHECK(encode_percent("aZ09-_.!~*'()") == "aZ09-_.!~*'()");
    CHECK(encode_percent("[Match]\nName=eth 0") == "%5BMatch%5D%0AName%3Deth%200");
    CHECK(encode_percent("ü%/+") == "%C3%BC%25%2F%2B");
    CHECK(encode_percent("") == "");
}

TEST_CASE("what was escaped is read back", "[core][percent]") {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte)
        bytes += static_cast<char>(byte);

    const std::string text = encode_percent(bytes);

    CHECK(has_sound_escapes(text));
    CHECK(decode_percent(text) == bytes);
}

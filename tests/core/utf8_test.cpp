#include "ignite/core/utf8.h"

#include <catch2/catch.hpp>

using namespace ignite;

TEST_CASE("characters of every length go out and come back", "[core][utf8]") {
    for (const char32_t code : {U'\0', U'A', U'\x7F', U'\x80', U'ü', U'\x7FF', U'\x800', U'€', U'\xFFFF',
                                U'\x10000', U'\x10FFFF'}) {
        std::string text;
        append_rune(text, code);
        const Rune rune = first_rune(text);
        CHECK(rune.valid);
        CHECK(rune.code == code);
        CHECK(rune.bytes == text.size());
    }
}

TEST_CASE("what is no UTF-8 is one offending byte", "[core][utf8]") {
    for (const char* text :
         {"\x80", "\xc0\x80", "\xc3", "\xc3(", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe2\x82"}) {
        const Rune rune = first_rune(text);
        CHECK_FALSE(rune.valid);
        CHECK(rune.code == replacement_character);
        CHECK(rune.bytes == 1);
    }
}

TEST_CASE("Unicode's white space is trimmed off both ends", "[core][utf8]") {
    CHECK(trim_space(" \t\r\n\v\f a b\u00a0\u2003\u3000") == "a b");
    CHECK(trim_space("\u0085\u2028") == "");
    CHECK(trim_space("\u200b") == "\u200b"); // zero width space is none
    CHECK(trim_space("é") == "é");
}

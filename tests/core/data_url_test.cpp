#include "ignite/core/data_url.h"

#include <catch2/catch.hpp>

using namespace ignite;

namespace {

struct Good {
    const char* url;
    std::string bytes;
};

} // namespace

TEST_CASE("a data URL gives its bytes", "[core][data-url]") {
    const Good cases[] = {
        {"data:,", ""},
        {"data:,hello%20world", "hello world"},
        {"data:,a?b%00c", std::string{"a?b\0c", 5}},
        {"data:;base64,aGVsbG8=", "hello"},
        {"data:;base64,", ""},
        {"data:text/plain;charset=utf-8;base64,aGk=", "hi"},
        {"data:text/plain,x", "x"},
        {"data:textual/,x", "x"},
        {"data:x-/y,x", "x"},
        {"data:X-my/type,x", "x"},
        {"data:;a=b;c=\"\",x", "x"},
        {"data:;a=\"q\\\"\\x41\\101\\u0041\\U00000041\",x", "x"},
        {"data:;a=%41,x", "x"},
        {"data:;base64=x,y", "y"},
        {"data:;base64,QR==", "A"}, // bits left over are not looked at
        {"data:,~!$&'()*+,-./:;=@_", "~!$&'()*+,-./:;=@_"},
    };
    for (const Good& good : cases) {
        INFO(good.url);
        const auto url = parse_data_url(good.url);
        CHECK(url);
        if (url)
            CHECK(url->decode() == good.bytes);
    }
}

TEST_CASE("a malformed data URL is refused", "[core][data-url]") {
    for (const char* url : {"DATA:,x",
                            "data:abc",
                            "data:",
                            "data:,a b",
                            "data:,a\"b",
                            "data:,a[b",
                            "data:,a`b",
                            "data:,%zz",
                            "data:,%4",
                            "data:,\xc3\xbc",
                            "data:,a#b",
                            "data:font/ttf,x",
                            "data:TEXT/plain,x",
                            "data:text,x",
                            "data:;,x",
                            "data:;a,x",
                            "data:;a=,x",
                            "data:;BASE64,aGk=",
                            "data:;base64;charset=x,aGk=",
                            "data:;a=\"b\"c,x",
                            "data:;a=\"b,x",
                            "data:;a=\"\\q\",x",
                            "data:;a=\"\\400\",x",
                            "data:;a=\"\\ud800\",x",
                            "data:;a=%4,x",
                            "data:;base64,aGVsbG8",
                            "data:;base64,aGVsbG8%3D",
                            "data:;base64,aGk-",
                            "data:;base64,a===",
                            "data:;base64,aG=k",
                            "data:;base64,=",
                            "data:;base64,aG\nk="}) {
        INFO(url);
        CHECK_FALSE(parse_data_url(url));
    }
}

TEST_CASE("bytes put into a data URL come out of it again", "[core][data-url]") {
    for (std::size_t size = 0; size < 10; ++size) {
        const std::string bytes = std::string{"\0\xff\"a#%\n\x80z", 9}.substr(0, size);
        const std::string text = make_data_url(bytes);
        const auto url = parse_data_url(text);
        REQUIRE(url);
        CHECK(url->decode() == bytes);
    }
}

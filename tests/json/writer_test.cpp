#include "ignite/json/writer.h"

#include "ignite/json/document.h"

#include <catch2/catch.hpp>

using namespace ignite::json;

namespace {

std::string quoted(std::string_view text) {
    std::string out;
    append_quoted(out, text);
    return out;
}

std::string sample(Layout layout) {
    std::string out;
    Writer writer{out, layout};
    writer.begin_object().member("a", "x").key("list").begin_array().value(1).value(true).null().end_array();
    writer.key("none")
        .begin_object()
        .end_object()
        .member("n", std::int64_t{-5})
        .key("raw")
        .raw("[]")
        .end_object();
    return out;
}

} // namespace

TEST_CASE("text is escaped as the reference escapes it", "[json][writer]") {
    CHECK(quoted("plain é €") == "\"plain é €\"");
    CHECK(quoted("\"\\/") == R"("\"\\/")");
    CHECK(quoted("<a&b>") == R"("\u003ca\u0026b\u003e")");
    CHECK(quoted("\b\f\n\r\t\x01\x7f") == "\"\\b\\f\\n\\r\\t\\u0001\x7f\"");
    CHECK(quoted("\xE2\x80\xA8\xE2\x80\xA9") == R"("\u2028\u2029")");
    CHECK(quoted("a\xff\xc3z") == R"("a\ufffd\ufffdz")");
    CHECK(quoted(std::string_view{"\0", 1}) == R"("\u0000")");
}

TEST_CASE("a document is written on one line or indented by two spaces", "[json][writer]") {
    CHECK(sample(Layout::one_line) == R"({"a":"x","list":[1,true,null],"none":{},"n":-5,"raw":[]})");
    CHECK(sample(Layout::indented) == "{\n  \"a\": \"x\",\n  \"list\": [\n    1,\n    true,\n    null\n  ],\n"
                                      "  \"none\": {},\n  \"n\": -5,\n  \"raw\": []\n}");
}

TEST_CASE("what is written reads back", "[json][writer]") {
    const std::string text = sample(Layout::one_line);

    const auto document = Document::parse(text);

    REQUIRE(document);
    CHECK(document->root().kind() == Kind::object);
}

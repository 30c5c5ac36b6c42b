#include "ignite/json/document.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::json;

namespace {

std::string text_of(std::string_view document) {
    const auto parsed = Document::parse(document);
    REQUIRE(parsed);
    return parsed->root().text();
}

bool is_refused(std::string_view document) { return !Document::parse(document); }

} // namespace

TEST_CASE("every kind of value knows where it begins", "[json]") {
    const std::string_view text = R"( { "a" : [ 1 , true,null ], "b":{}, "c" : "x" } )";
    const auto document = Document::parse(text);
    REQUIRE(document);

    std::vector<std::pair<std::string, std::uint64_t>> found;
    for (const Member& member : document->root().members())
        found.emplace_back(member.key.text(), member.value.place());

    CHECK(document->root().place() == text.find('{') + 1);
    REQUIRE(found.size() == 3);
    CHECK(found[0] == std::pair{std::string{"a"}, std::uint64_t{text.find('[') + 1}});
    CHECK(found[1] == std::pair{std::string{"b"}, std::uint64_t{text.find("{}") + 1}});
    CHECK(found[2] == std::pair{std::string{"c"}, std::uint64_t{text.find("\"x\"")}});
    const Value list = (*document->root().members().begin()).value;
    CHECK(list.elements().count() == 3);
    std::vector<Kind> kinds;
    for (const Value& element : list.elements())
        kinds.push_back(element.kind());
    CHECK(kinds == std::vector{Kind::number, Kind::true_value, Kind::null});
}

TEST_CASE("strings are unescaped and repaired", "[json]") {
    CHECK(text_of(R"("a\"\\\/\b\f\n\r\tz")") == "a\"\\/\b\f\n\r\tz");
    CHECK(text_of(R"("\u0041\u00fc\u20AC\ud83d\ude00")") == "Aü€😀");
    CHECK(text_of(R"("\u0000")") == std::string(1, '\0'));
    CHECK(text_of(R"("\ud800")") == "\uFFFD");
    CHECK(text_of(R"("\udc00x")") == "\uFFFDx");
    CHECK(text_of(R"("\ud800\u0041")") == "\uFFFDA");
    CHECK(text_of(R"("\ud800\ud83d\ude00")") == "\uFFFD😀");
    CHECK(text_of("\"a\xff\xe2\x82z\"") == "a\uFFFD\uFFFD\uFFFDz");
    CHECK(text_of("\"\xed\xa0\x80\"") == "\uFFFD\uFFFD\uFFFD");
    CHECK(text_of("\"\x7f\"") == "\x7f");
}

TEST_CASE("a string without escapes is a view of the document", "[json]") {
    const std::string_view text = R"("data:,üx")";
    const auto document = Document::parse(text);
    REQUIRE(document);
    const auto view = document->root().view();
    REQUIRE(view);
    CHECK(view->data() == text.data() + 1);
}

TEST_CASE("a number is whole, fits, and has neither fraction nor exponent", "[json]") {
    const auto integer = [](std::string_view text) { return Document::parse(text)->root().integer(); };

    CHECK(integer("-0") == 0);
    CHECK(integer("9223372036854775807") == INT64_MAX);
    CHECK(integer("-9223372036854775808") == INT64_MIN);
    CHECK_FALSE(integer("9223372036854775808"));
    CHECK_FALSE(integer("420.0"));
    CHECK_FALSE(integer("42e1"));
}

TEST_CASE("a number too large for a double is noticed wherever it stands", "[json]") {
    const auto overflows = [](std::string_view text) {
        const auto document = Document::parse(text);
        REQUIRE(document);
        return document->has_overflowing_number();
    };

    CHECK(overflows("1e400"));
    CHECK(overflows("[[{\"a\":-1e309}]]"));
    CHECK(overflows("1e99999999999999999999"));
    CHECK(overflows("1e9223372036854775807"));
    CHECK(overflows("0.1e9223372036854775807"));
    CHECK(overflows("0.00001e500"));
    CHECK(overflows(std::string(310, '9')));
    CHECK(overflows("1.7976931348623159e308"));
    CHECK_FALSE(overflows("1.7976931348623157e308"));
    CHECK_FALSE(overflows("1e308"));
    CHECK_FALSE(overflows("1e-400"));
    CHECK_FALSE(overflows("1e-9223372036854775807"));
    CHECK_FALSE(overflows("0.1e-9223372036854775807"));
    CHECK_FALSE(overflows("1e-99999999999999999999"));
    CHECK_FALSE(overflows("0e999"));
    CHECK_FALSE(overflows("0e99999999999999999999"));
    CHECK_FALSE(overflows("0." + std::string(400, '0') + "1e400"));
    CHECK_FALSE(overflows("\"1e400\""));
}

TEST_CASE("what is not strict JSON is refused", "[json]") {
    for (const char* text : {"",
                             "   ",
                             "{",
                             "[",
                             "[1,]",
                             "{\"a\":1,}",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{a:1}",
                             "{'a':1}",
                             "[1 2]",
                             "{} {}",
                             "{}}",
                             "NaN",
                             "Infinity",
                             "True",
                             "nul",
                             "0x10",
                             "+1",
                             "0644",
                             "-01",
                             ".5",
                             "1.",
                             "1e",
                             "1e+",
                             "-",
                             "\"",
                             "\"a",
                             "\"\\x\"",
                             "\"\\u12g4\"",
                             "\"\\u12\"",
                             "\"\t\"",
                             "\"\n\"",
                             "// c\n1",
                             "/* c */1",
                             "\xEF\xBB\xBF{}",
                             "\v1",
                             "1\f",
                             "\u00a0"
                             "1",
                             "[1]]",
                             "{\"a\":1]",
                             "[1}",
                             "]",
                             "#!/bin/sh",
                             "#cloud-config\n",
                             "\x1f\x8b\x08",
                             "{\"a\" 1}",
                             "{,}",
                             "[,1]",
                             "{1:2}"}) {
        INFO(text);
        CHECK(is_refused(text));
    }
    CHECK(is_refused(std::string_view{"{}\0", 3}));
    CHECK(is_refused(std::string_view{"\0{}", 3}));
    CHECK(is_refused(std::string_view{"\"\0\"", 3}));
}

TEST_CASE("a syntax error points at the offending byte", "[json]") {
    const auto offset = [](std::string_view text) { return Document::parse(text).error().offset; };

    CHECK(offset("{\"a\":1,}") == 7);
    CHECK(offset("[1 2]") == 3);
    CHECK(offset("{\"a\":0644}") == 6);
    CHECK(offset("\"a\\x\"") == 2);
    CHECK(offset("{} x") == 3);
    CHECK(offset("[1") == 2);
}

TEST_CASE("white space is space, tab, line feed and carriage return", "[json]") {
    CHECK(Document::parse(" \t\r\n{ \t\r\n} \t\r\n"));
}

TEST_CASE("ten thousand levels are read and one more is refused", "[json]") {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };

    CHECK(Document::parse(nested(max_depth)));
    const auto deeper = Document::parse(nested(max_depth + 1));
    REQUIRE_FALSE(deeper);
    CHECK(deeper.error().offset == max_depth);
    CHECK(is_refused(std::string(1'000'000, '[')));
}

TEST_CASE("repeated keys are all there, in document order", "[json]") {
    const auto document = Document::parse(R"({"a":1,"b":2,"\u0061":3})");
    REQUIRE(document);

    std::string keys;
    for (const Member& member : document->root().members())
        keys += member.key.text() += std::string{member.value.raw()};

    CHECK(keys == "a1b2a3");
    CHECK((*document->root().members().begin()).key.is_text("a"));
}

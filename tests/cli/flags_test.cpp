#include "cli/flags.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::cli;
using namespace std::chrono_literals;

namespace {

struct Case {
    std::vector<std::string> words;
    std::string root;
    bool log = false;
    std::vector<std::string> rest;
};

} // namespace

TEST_CASE("flags are taken in every form that units and scripts use", "[cli][flags]") {
    const Case cases[] = {
        {{"-root", "/a", "x"}, "/a", false, {"x"}},
        {{"--root=/a", "-log"}, "/a", true, {}},
        {{"-log=false", "--log=T", ""}, "/", true, {""}},
        {{"--log", "--", "-root", "x"}, "/", true, {"-root", "x"}},
        {{"-root=", "-"}, "", false, {"-"}},
        {{"word", "-log"}, "/", false, {"word", "-log"}},
    };
    for (const Case& one : cases) {
        std::string root = "/";
        bool log = false;
        const Flag flags[] = {{"root", "path", "where", &root}, {"log", "", "say it", &log}};

        const Result<Words> words = parse_flags(one.words, flags);

        CAPTURE(one.words);
        REQUIRE(words);
        CHECK(root == one.root);
        CHECK(log == one.log);
        CHECK(words->rest == one.rest);
    }
}

TEST_CASE("flags of two dashes stand before and behind other words", "[cli][flags]") {
    const Case cases[] = {
        {{"x", "--root", "/a", "y"}, "/a", false, {"x", "y"}},
        {{"", "--log", "-", "--root=/a"}, "/a", true, {"", "-"}},
        {{"x", "--", "--log", "y"}, "/", false, {"x", "--log", "y"}},
    };
    for (const Case& one : cases) {
        std::string root = "/";
        bool log = false;
        const Flag flags[] = {{"root", "path", "where", &root}, {"log", "", "say it", &log}};

        const Result<Words> words = parse_flags(one.words, flags, Grammar::anywhere);

        CAPTURE(one.words);
        REQUIRE(words);
        CHECK(root == one.root);
        CHECK(log == one.log);
        CHECK(words->rest == one.rest);
    }

    bool log = false;
    const Flag flags[] = {{"log", "", "say it", &log}};
    CHECK_FALSE(parse_flags(std::vector<std::string>{"-log"}, flags, Grammar::anywhere));
    CHECK(parse_flags(std::vector<std::string>{"x", "-h"}, flags, Grammar::anywhere)->help_wanted);
}

TEST_CASE("a flag that cannot be taken is named", "[cli][flags]") {
    struct Wrong {
        std::vector<std::string> words;
        std::string text;
    };
    const Wrong cases[] = {
        {{"--nope"}, "flag provided but not defined: -nope"},
        {{"-root"}, "flag needs an argument: -root"},
        {{"-log=maybe"}, "invalid boolean value \"maybe\" for -log"},
        {{"---log"}, "bad flag syntax: ---log"},
        {{"-=x"}, "bad flag syntax: -=x"},
        {{"-limit", "5"},
         "invalid value \"5\" for flag -limit: a duration needs a unit (ns, us, ms, s, m, h)"},
    };
    for (const Wrong& one : cases) {
        std::string root;
        bool log = false;
        std::chrono::nanoseconds limit{};
        const Flag flags[] = {
            {"root", "path", "", &root}, {"log", "", "", &log}, {"limit", "time", "", &limit}};

        const Result<Words> words = parse_flags(one.words, flags);

        REQUIRE_FALSE(words);
        CHECK(words.error().describe() == one.text);
    }
}

TEST_CASE("help is asked for unless a flag of that name exists", "[cli][flags]") {
    const std::vector<std::string> words = {"-h"};

    CHECK(parse_flags(words, {})->help_wanted);
}

TEST_CASE("durations are numbers with units", "[cli][flags]") {
    CHECK(*parse_duration("1m30s") == 90s);
    CHECK(*parse_duration("2m0s") == 120s);
    CHECK(*parse_duration("1.5h") == 90min);
    CHECK(*parse_duration("100ms") == 100ms);
    CHECK(*parse_duration("7µs") == 7us);
    CHECK(*parse_duration("7μs") == 7us); // the Greek letter
    for (const char* nothing : {"0", "+0", "-0", "0s"})
        CHECK(*parse_duration(nothing) == 0s);
    for (const char* wrong : {"", "s", "5", "1x", "-", "inf", "1e300h", "nan s", "--1s"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_duration(wrong));
    }
}

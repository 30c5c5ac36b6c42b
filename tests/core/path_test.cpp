#include "ignite/core/path.h"

#include <catch2/catch.hpp>

using namespace ignite;

TEST_CASE("a clean path has no components that say nothing", "[core][path]") {
    struct Case {
        const char* given;
        const char* clean;
    };
    for (const auto& [given, clean] : {Case{"/a/b", "/a/b"},
                                       {"/a//b/", "/a/b"},
                                       {"/a/./b", "/a/b"},
                                       {"/a/../b", "/b"},
                                       {"/..", "/"},
                                       {"/../../x", "/x"},
                                       {"", "."},
                                       {"a/..", "."},
                                       {"../a", "../a"},
                                       {"a/../../b", "../b"},
                                       {"/", "/"},
                                       {"/a/..b", "/a/..b"}}) {
        CAPTURE(given);
        CHECK(clean_path(given) == clean);
    }
}

TEST_CASE("joining puts the second path behind the first, absolute or not", "[core][path]") {
    CHECK(join_paths("/etc/systemd/system", "a.service") == "/etc/systemd/system/a.service");
    CHECK(join_paths("/a", "/b") == "/a/b");
    CHECK(join_paths("/a", "../../../b") == "/b");
}

TEST_CASE("below is judged by components", "[core][path]") {
    CHECK(is_below("/a/b", "/a"));
    CHECK_FALSE(is_below("/ab", "/a"));
    CHECK_FALSE(is_below("/a", "/a"));
    CHECK(is_below("/a", "/"));
    CHECK_FALSE(is_below("/", "/"));
}

TEST_CASE("a path has a parent, a name and a depth", "[core][path]") {
    CHECK(parent_of("/a/b") == "/a");
    CHECK(parent_of("/a") == "/");
    CHECK(parent_of("/") == "/");
    CHECK(name_of("/a/b") == "b");
    CHECK(name_of("/") == ".");
    CHECK(depth_of("/") == 0);
    CHECK(depth_of("/a") == 1);
    CHECK(depth_of("/a/b") == 2);
}

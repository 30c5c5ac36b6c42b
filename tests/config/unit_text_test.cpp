#include "config/unit_text.h"

#include <catch2/catch.hpp>

#include <string>

using ignite::config::read_unit_text;

namespace {

bool is_good(const std::string& text) { return read_unit_text(text).wrong == nullptr; }

bool has_install(const std::string& text) { return read_unit_text(text).has_install; }

const std::string long_line(std::size_t size) { return std::string(size, 'x'); }

} // namespace

TEST_CASE("units the reference reads are read", "[config][unit]") {
    for (const char* text :
         {"", "no section at all", "[Unit]", "[Unit]\n", "[Unit]\nA=b", "[]\n=\n",
          "text before [Unit]\nA=b\n", "# [Unit\n", "; c\\\nstill comment [\n[A]\nb=c\n", "[Unit]  \t\n",
          "[Un\nit]\nA=b\n", "[A]\nb=c\\\nno equals\n", "[A]\nb=c\\\n\n[B]\n", "[A]\nb=\\",
          "[A]\n\u2003b=c\u00a0\n\u0085", "[A]\nb c d=e\n", "[A]\n# c \\ \nx\\\n=1\n", "[A]\r\nb=c\r\n"}) {
        INFO(text);
        CHECK(is_good(text));
    }
}

TEST_CASE("units the reference refuses are refused", "[config][unit]") {
    for (const char* text :
         {"[Unit", "x[Unit", "[Unit]]\n", "[Unit] # c\n", "[Unit]x\n", "[Unit]\nfoo\n", "[Unit]\nfoo",
          "[Unit]\nf\roo=\n", "[A]\r\nb=c\\\r\nd\r\n", "[A]\nb=c\n[", "[A]\nb=c\n[B\n"}) {
        INFO(text);
        CHECK_FALSE(is_good(text));
    }
}

TEST_CASE("only an option in a section named exactly Install counts", "[config][unit]") {
    CHECK(has_install("[Install]\nWantedBy=a\n"));
    CHECK(has_install("[Unit]\nA=b\n[Install]\n=\n"));
    CHECK_FALSE(has_install("[Install]\n"));
    CHECK_FALSE(has_install("[Install]\n# WantedBy=a\n"));
    CHECK_FALSE(has_install("[install]\nWantedBy=a\n"));
    CHECK_FALSE(has_install("[ Install ]\nWantedBy=a\n"));
    CHECK_FALSE(has_install("[Install]\n[Unit]\nA=b\n"));
}

TEST_CASE("a line of 2048 bytes fails in the first half of the window", "[config][unit]") {
    // A step looks at the front of what was read so far, so the very first one sees nothing yet.
    CHECK(is_good("[A]\nb=" + long_line(2045) + "\n"));
    CHECK_FALSE(is_good("[A]\nb=" + long_line(2046) + "\n"));
    CHECK(is_good("#" + long_line(2047)));
    CHECK_FALSE(is_good("#" + long_line(2048)));
    CHECK(is_good("[A]\n" + long_line(2046) + "=\n"));
    CHECK_FALSE(is_good("[A]\n" + long_line(2047) + "=\n"));
}

TEST_CASE("a long line that begins late in the window may slip through", "[config][unit]") {
    std::string lines = "[A]\n";
    while (lines.size() < 2100)
        lines += "x=y\n";

    // Less than 2048 bytes of it are in the window when its step begins, and nobody looks again.
    CHECK(is_good(lines + "z=" + long_line(3000) + "\n"));
    CHECK_FALSE(is_good(lines.substr(0, 1000) + "z=" + long_line(3000) + "\n"));
}

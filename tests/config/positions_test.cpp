#include "ignite/config/parse.h"
#include "ignite/config/positions.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::config;

TEST_CASE("every element that was written is visited at its place", "[config][positions]") {
    const std::string_view text = R"({"ignition": {"version": "3.4.0"},
      "passwd": {"users": [{"name": "core"}]},
      "storage": {"files": [{"path": "/a"}, {"path": "/b", "append": [{"source": "data:,x"}]}]}})";
    const Parsed parsed = parse(text, 5);
    REQUIRE(parsed.config);

    std::vector<std::string> written;
    for_each_position(*parsed.config, [&](const Place& place, const Position& position) {
        if (position) {
            CHECK(position.document == 5);
            written.push_back(cat(place, "@", text.substr(position.offset, 6)));
        }
    });

    CHECK(written == std::vector<std::string>{"$.passwd.users.0@\"name\"", "$.storage.files.0@\"path\"",
                                              "$.storage.files.1@\"path\"",
                                              "$.storage.files.1.append.0@\"sourc"});
}

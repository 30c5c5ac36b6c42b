// Configs for tests, written as JSON.
#pragma once

#include "ignite/config/parse.h"

#include <catch2/catch.hpp>

#include <string>

// A config of the newest version, unchecked: the members of the object but for its `ignition.version`.
inline ignite::config::Config bring(const std::string& members) {
    const std::string text = std::string{R"({"ignition":{"version":"3.7.0-experimental"})"} +
                             (members.empty() ? "" : ",") + members + "}";
    INFO(text);
    auto config = ignite::config::read_cache(text);
    REQUIRE(config);
    return *std::move(config);
}

// A document of a version: the members of the object but for its `ignition`.
inline std::string document(const std::string& version, const std::string& members) {
    return std::string{R"({"ignition":{"version":")"} + version + R"("})" + (members.empty() ? "" : ",") +
           members + "}";
}

// The files that tests read, from the source tree.
#pragma once

#include <catch2/catch.hpp>

#include <cstdio>
#include <string>

inline std::string source_file(const std::string& path) {
    const std::string full = std::string{IGNITE_SOURCE_ROOT} + "/" + path;
    std::FILE* file = std::fopen(full.c_str(), "rb");
    INFO(full);
    REQUIRE(file);
    std::string text;
    char part[65536];
    for (std::size_t got; (got = std::fread(part, 1, sizeof part, file)) > 0;)
        text.append(part, got);
    std::fclose(file);
    return text;
}

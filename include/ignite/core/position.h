// Where in which document something was written. Line and column are worked out when printing.
#pragma once

#include <cstdint>

namespace ignite {

struct Position {
    // Number of the document in the table of documents of this run; none for what no document brought.
    static constexpr std::uint32_t no_document = UINT32_MAX;

    std::uint32_t document = no_document;
    std::uint64_t offset = 0; // bytes from the beginning of the document

    explicit operator bool() const { return document != no_document; }
    friend bool operator==(const Position&, const Position&) = default;
};

} // namespace ignite

// An offset as people name it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ignite {

// Both count from 1; columns are bytes.
struct LineColumn {
    std::uint64_t line = 1;
    std::uint64_t column = 1;
};

// Where the lines of a text begin, for asking about many offsets. The text may go afterwards.
class LineIndex {
public:
    explicit LineIndex(std::string_view text) : size_{text.size()} {
        for (std::size_t newline = text.find('\n'); newline != std::string_view::npos;
             newline = text.find('\n', newline + 1))
            starts_.push_back(newline + 1);
    }

    // An offset behind the text is its end.
    LineColumn at(std::uint64_t offset) const {
        offset = std::min(offset, size_);
        const auto behind = std::ranges::upper_bound(starts_, offset);
        const std::uint64_t start = behind == starts_.begin() ? 0 : *(behind - 1);
        return {.line = 1 + static_cast<std::uint64_t>(behind - starts_.begin()),
                .column = 1 + offset - start};
    }

private:
    std::uint64_t size_;
    std::vector<std::uint64_t> starts_; // of the second line and those that follow
};

inline LineColumn line_column(std::string_view text, std::uint64_t offset) {
    return LineIndex{text.substr(0, static_cast<std::size_t>(offset))}.at(offset);
}

} // namespace ignite

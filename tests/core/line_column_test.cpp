#include "ignite/core/line_column.h"

#include <catch2/catch.hpp>

using namespace ignite;

TEST_CASE("offsets are named by line and column, both from one", "[core][line_column]") {
    struct Case {
        std::uint64_t offset;
        std::uint64_t line;
        std::uint64_t column;
    };
    const std::string_view text = "ab\n\nc\n";
    const LineIndex index{text};
    for (const Case& one : {Case{0, 1, 1}, Case{2, 1, 3}, Case{3, 2, 1}, Case{4, 3, 1}, Case{5, 3, 2},
                            Case{6, 4, 1}, Case{99, 4, 1}}) {
        CAPTURE(one.offset);
        CHECK(index.at(one.offset).line == one.line);
        CHECK(index.at(one.offset).column == one.column);
        CHECK(line_column(text, one.offset).line == one.line);
        CHECK(line_column(text, one.offset).column == one.column);
    }
    CHECK(LineIndex{""}.at(0).line == 1);
}

#include "ignite/plan/record.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::plan;

namespace {

Record a_record() {
    Record record;
    record.originals["/etc/passwd"] = {.kind = NodeKind::file,
                                       .size = 12,
                                       .uid = 1,
                                       .gid = 2,
                                       .mode = 0644,
                                       .device = 3,
                                       .inode = 4,
                                       .text = std::string("a\n0:b\0c\n12:", 11)};
    record.originals["/new line\n/5:x"] = {};
    record.originals["/link"] = {.kind = NodeKind::symlink, .text = "/target"};
    record.begun_homes = {"/home/core"};
    record.enabled_units = {"a.service"};
    record.notated_directories = {"/home", "/home/core/data"};
    record.finished_in = "boot";
    record.made_directory = true;
    record.tries = {"2026-01-02T03:04:05Z", "2026-01-02T03:05:06Z"};
    return record;
}

} // namespace

TEST_CASE("a record is read as it was written, whatever bytes it holds", "[plan][record]") {
    const Result<Record> read = decode_record(encode(a_record()));

    REQUIRE(read);
    CHECK(*read == a_record());
    CHECK(*decode_record(encode(Record{})) == Record{});
}

TEST_CASE("a record that is cut off anywhere is an error, and never half a record", "[plan][record]") {
    const std::string text = encode(a_record());
    for (std::size_t length = 0; length < text.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(decode_record(std::string_view{text}.substr(0, length)));
    }
}

TEST_CASE("a record with what we do not know is an error", "[plan][record]") {
    const std::string text = encode(Record{});
    for (const std::string& wrong :
         {std::string{"something else\n"}, "ignite unfinished 2\n3:new\n1:x\n3:end\n" + text,
          std::string{"ignite unfinished 2\n99999999999999999999:end\n"},
          std::string{"ignite unfinished 2\n4:node\n1:x\n4:what\n"}}) {
        CAPTURE(wrong);
        CHECK_FALSE(decode_record(wrong));
    }
}

#include "plan/node_verdict.h"

#include <catch2/catch.hpp>

using namespace ignite::plan;

namespace {

NodeFound found(NodeKind before, NodeKind now) {
    return {.path = "/p", .now = {.kind = now}, .before = {.kind = before}};
}
NodeFound found(NodeKind kind) { return found(kind, kind); }

} // namespace

TEST_CASE("what to do with a file follows from what was there before us", "[plan][nodes]") {
    struct Case {
        NodeKind before;
        bool overwrite;
        SourceSet source;
        NodeVerdict verdict;
    };
    for (const Case& one : {
             Case{NodeKind::absent, false, SourceSet::no, NodeVerdict::make},
             Case{NodeKind::absent, false, SourceSet::yes, NodeVerdict::make},
             Case{NodeKind::absent, true, SourceSet::yes, NodeVerdict::make},
             Case{NodeKind::file, false, SourceSet::no, NodeVerdict::keep},
             Case{NodeKind::file, false, SourceSet::yes, NodeVerdict::refuse},
             Case{NodeKind::file, true, SourceSet::yes, NodeVerdict::clear},
             Case{NodeKind::symlink, false, SourceSet::no, NodeVerdict::refuse},
             Case{NodeKind::symlink, false, SourceSet::yes, NodeVerdict::refuse},
             Case{NodeKind::symlink, true, SourceSet::yes, NodeVerdict::clear},
             Case{NodeKind::directory, false, SourceSet::no, NodeVerdict::refuse},
             Case{NodeKind::directory, true, SourceSet::yes, NodeVerdict::clear},
             Case{NodeKind::other, false, SourceSet::no, NodeVerdict::refuse},
         }) {
        CAPTURE(static_cast<int>(one.before), one.overwrite, static_cast<bool>(one.source));
        CHECK(judge_file(found(one.before), one.overwrite, one.source) == one.verdict);
    }
}

TEST_CASE("a directory is kept, and anything else in its place is refused", "[plan][nodes]") {
    CHECK(judge_directory(found(NodeKind::absent), false) == NodeVerdict::make);
    CHECK(judge_directory(found(NodeKind::directory), false) == NodeVerdict::keep);
    CHECK(judge_directory(found(NodeKind::directory), true) == NodeVerdict::clear);
    CHECK(judge_directory(found(NodeKind::file), false) == NodeVerdict::refuse);
    CHECK(judge_directory(found(NodeKind::symlink), false) == NodeVerdict::refuse);
    CHECK(judge_directory(found(NodeKind::symlink), true) == NodeVerdict::clear);
}

TEST_CASE("a link that is the same is kept, and another one is refused", "[plan][nodes]") {
    CHECK(judge_link(found(NodeKind::absent), false, false) == NodeVerdict::make);
    CHECK(judge_link(found(NodeKind::symlink), false, true) == NodeVerdict::keep);
    CHECK(judge_link(found(NodeKind::symlink), false, false) == NodeVerdict::refuse);
    CHECK(judge_link(found(NodeKind::symlink), true, true) == NodeVerdict::clear);
    CHECK(judge_link(found(NodeKind::directory), false, false) == NodeVerdict::refuse);
}

TEST_CASE("what an unfinished run of ours has made is not in the way", "[plan][nodes]") {
    CHECK(judge_file(found(NodeKind::absent, NodeKind::file), false, SourceSet::yes) == NodeVerdict::make);
    CHECK(judge_directory(found(NodeKind::absent, NodeKind::directory), false) == NodeVerdict::make);
    CHECK(judge_link(found(NodeKind::absent, NodeKind::symlink), false, true) == NodeVerdict::make);
}

#include "ignite/core/result.h"

#include <catch2/catch.hpp>

using namespace ignite;

namespace {

Result<int> open_it() { return tl::unexpected{Error::from_errno(ELOOP).within("open /etc/os-release")}; }

Result<int> find_out() {
    const int value = TRY(open_it().map_error(within("find out what system this is")));
    return value + 1;
}

} // namespace

TEST_CASE("an error is told from the outermost doing to the innermost cause", "[core][error]") {
    const Result<int> found = find_out();

    REQUIRE_FALSE(found);
    CHECK(found.error().describe() ==
          "find out what system this is: open /etc/os-release: Too many levels of symbolic links");
    CHECK(found.error().fault() == Fault::system);
    CHECK(found.error().code() == ELOOP);
}

TEST_CASE("a thing that is not there is told apart from a thing that fails", "[core][error]") {
    CHECK(Error::from_errno(ENOENT).fault() == Fault::absent);
    CHECK(Error::from_errno(ENOTDIR).fault() == Fault::absent);
    CHECK(Error::from_errno(EACCES).fault() == Fault::system);
}

TEST_CASE("a good value passes through TRY", "[core][result]") {
    const auto twice = [](Result<int> given) -> Result<int> { return 2 * TRY(std::move(given)); };

    CHECK(*twice(21) == 42);
    CHECK(twice(fail(Fault::refused, "no: ", 7)).error().describe() == "no: 7");
}

TEST_CASE("the innermost place in the config stays with an error", "[core][error]") {
    const Result<void> failed = Result<void>{fail(Fault::refused, "in use")}
                                    .map_error(at({.document = 0, .offset = 40}))
                                    .map_error(within("disk /dev/vda"))
                                    .map_error(at({.document = 0, .offset = 7}));

    CHECK(failed.error().position() == Position{.document = 0, .offset = 40});
    CHECK(failed.error().describe() == "disk /dev/vda: in use");
    CHECK_FALSE(Error(Fault::tool, "x").position());
}

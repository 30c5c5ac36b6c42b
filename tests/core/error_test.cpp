#include "ignite/core/result.h"

#include <catch2/catch.hpp>

using namespace ignite;

namespace {

Result<int> open_it() {
    return tl::unexpected{Error::from_errno(ELOOP).within("open /etc/os-release")};
}

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

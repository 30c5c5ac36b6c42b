#include "ignite/system/child_work.h"

#include <catch2/catch.hpp>

#include <csignal>
#include <unistd.h>

using namespace ignite;
using ignite::system::in_child;

TEST_CASE("a child hands back what it found, or why it did not", "[system][child]") {
    CHECK(*in_child("answer", [] { return Result<std::string>{std::string("a\0b", 3)}; }) ==
          std::string("a\0b", 3));

    const Result<std::string> none = in_child("look", []() -> Result<std::string> {
        return tl::unexpected{Error::from_errno(ENOENT).within("open x")};
    });

    REQUIRE_FALSE(none);
    CHECK(none.error().fault() == Fault::absent);
    CHECK(none.error().describe() == "open x: No such file or directory");
}

TEST_CASE("a child that dies is an error that names its work", "[system][child]") {
    const Result<std::string> dead = in_child("ask the name service", []() -> Result<std::string> {
        ::kill(::getpid(), SIGKILL);
        return std::string{};
    });

    REQUIRE_FALSE(dead);
    CHECK(dead.error().describe() == "ask the name service: the child was ended by signal 9");
}

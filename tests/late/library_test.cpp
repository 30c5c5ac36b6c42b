#include "ignite/late/library.h"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdio>

using namespace ignite;

namespace test {

late::Library libz{"libz.so.1"};
IGNITE_LATE(libz, crc32);

late::Library libc{"libc.so.6"};
IGNITE_LATE(libc, dprintf);

} // namespace test

TEST_CASE("a function of a library is called by its own name", "[late]") {
    const std::string_view bytes = "123456789";

    CHECK(test::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), 9) ==
          0xcbf43926); // its published check value
}

TEST_CASE("a function that takes what it likes is called with what it likes", "[late]") {
    const int file = ::memfd_create("words", MFD_CLOEXEC);

    CHECK(test::dprintf(file, "%s %ld %d", "three", 4L, 5) == 9);

    char written[16] = "";
    CHECK(::pread(file, written, sizeof written, 0) == 9);
    CHECK(std::string{written} == "three 4 5");
    ::close(file);
}

TEST_CASE("a library that is not there is named at its door", "[late]") {
    late::Library missing{"libignite-has-none.so.9"};

    const Result<void> loaded = missing.load();

    REQUIRE(!loaded);
    CHECK(loaded.error().describe() ==
          "load a library: libignite-has-none.so.9: cannot open shared object file: No "
          "such file or directory");
}

TEST_CASE("a function that is not there ends the program", "[late]") {
    const pid_t child = ::fork();
    if (child == 0) {
        (void)::close(STDERR_FILENO);
        ::signal(SIGABRT, SIG_DFL);
        test::libz.find("no_such_function");
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);

    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGABRT);
}

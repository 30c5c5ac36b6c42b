#include "ignite/system/new_file.h"

#include "ignite/system/small_file.h"
#include "scratch.h"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>

using namespace ignite;
using ignite::system::Fd;
using ignite::system::NewFile;
using ignite::tests::Scratch;

namespace {

Fd open_directory(const std::string& path) {
    return Fd{::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
}

} // namespace

TEST_CASE("a new file has no name until it appears, and then all of its contents", "[system][new_file]") {
    const Scratch scratch;
    Result<NewFile> file = NewFile::in(share(open_directory(scratch.path())), "file", 0640);
    REQUIRE(file);
    REQUIRE(system::write_all(file->descriptor(), "contents"));
    CHECK_FALSE(scratch.has("/file"));

    REQUIRE(std::move(*file).appear());

    CHECK(scratch.text("/file") == "contents");
    CHECK((scratch.look("/file").st_mode & 07777) == 0640);
}

TEST_CASE("each new file of a directory has its mode, whatever the umask", "[system][new_file]") {
    const Scratch scratch;
    const system::SharedDirectory directory = share(open_directory(scratch.path()));
    for (const mode_t umask : {022, 077}) {
        const mode_t before = ::umask(umask);
        for (const mode_t mode : {0644, 0666, 0644, 0600, 0666}) {
            Result<NewFile> file = NewFile::in(directory, "file", mode);
            REQUIRE(file);
            REQUIRE(std::move(*file).appear_replacing());
            CHECK((scratch.look("/file").st_mode & 07777) == mode);
        }
        directory->kept_mode = static_cast<mode_t>(-1); // seen under the other umask
        ::umask(before);
    }
}

TEST_CASE("a new file that does not appear leaves nothing", "[system][new_file]") {
    const Scratch scratch;
    scratch.file("/file", "old");
    {
        REQUIRE(NewFile::in(share(open_directory(scratch.path())), "file", 0644));
    }

    CHECK(scratch.text("/file") == "old");
    CHECK(std::system(("test $(ls -A " + scratch.path() + " | wc -l) = 1").c_str()) == 0);
}

TEST_CASE("a new file replaces an old one only when it is told to", "[system][new_file]") {
    const Scratch scratch;
    scratch.file("/file", "old");

    Result<NewFile> first = NewFile::in(share(open_directory(scratch.path())), "file", 0644);
    CHECK(std::move(*first).appear().error().code() == EEXIST);
    CHECK(scratch.text("/file") == "old");
    Result<NewFile> second = NewFile::in(share(open_directory(scratch.path())), "file", 0644);
    REQUIRE(system::write_all(second->descriptor(), "new"));
    REQUIRE(std::move(*second).appear_replacing());

    CHECK(scratch.text("/file") == "new");
    CHECK(std::system(("test $(ls -A " + scratch.path() + " | wc -l) = 1").c_str()) == 0);
}

TEST_CASE("a new file can have a name of 255 bytes", "[system][new_file]") {
    const Scratch scratch;
    const std::string name(255, 'n');
    scratch.file("/" + name, "old");

    Result<NewFile> file = NewFile::in(share(open_directory(scratch.path())), name, 0644);
    REQUIRE(file);
    REQUIRE(std::move(*file).appear_replacing());

    CHECK(scratch.text("/" + name).empty());
}

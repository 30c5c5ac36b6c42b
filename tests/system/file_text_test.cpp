#include "ignite/system/file_text.h"

#include "ignite/system/small_file.h"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

using namespace ignite;
using namespace ignite::system;

namespace {

struct ScratchFile {
    std::string path = "/tmp/ignite-file-text-XXXXXX";
    explicit ScratchFile(const std::string& text) {
        const int file = ::mkstemp(path.data());
        REQUIRE(file >= 0);
        REQUIRE(write_all(file, text));
        ::close(file);
    }
    ~ScratchFile() { (void)::unlink(path.c_str()); }
};

std::size_t pages_in_memory(std::string_view text) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::string smaps = read_small_file("/proc/self/smaps").value();
    char address[32];
    ::snprintf(address, sizeof address, "\n%lx-", reinterpret_cast<unsigned long>(text.data()));
    const std::size_t mapping = smaps.find(address);
    REQUIRE(mapping != std::string::npos);
    const std::size_t resident = smaps.find("\nRss:", mapping);
    return std::strtoul(smaps.c_str() + resident + 5, nullptr, 10) * 1024 / page;
}

} // namespace

TEST_CASE("what was let go of is there again when it is looked at again", "[system][file]") {
    std::string text(3'000'000, 'a');
    text[2'999'999] = 'z';
    const ScratchFile file{text};
    FileText read = FileText::read(file.path).value();
    const FileText moved = std::move(read);
    CHECK(moved.view() == text); // and all of it is in memory now
    const std::size_t before = pages_in_memory(moved.view());

    moved.let_go(2'000'000);

    CHECK(pages_in_memory(moved.view()) < before / 2);
    CHECK(moved.view() == text);
}

TEST_CASE("a text that is no mapped file is kept", "[system][file]") {
    const FileText text{std::string(3'000'000, 'a')};

    text.let_go(3'000'000);

    CHECK(text.view() == std::string(3'000'000, 'a'));
}

TEST_CASE("files of the kernel and empty files are texts too", "[system][file]") {
    CHECK(FileText::read("/proc/self/cmdline").value().view().find("system_test") != std::string_view::npos);
    CHECK(FileText::read("/dev/null").value().view().empty());
    const ScratchFile file{""};
    CHECK(FileText::read(file.path).value().view().empty());
}

TEST_CASE("a text that is not there is absent", "[system][file]") {
    CHECK(FileText::read("/tmp/ignite-has-no-such-file").error().describe() ==
          "open /tmp/ignite-has-no-such-file: No such file or directory");
    CHECK(FileText::read("/tmp").error().describe() == "read /tmp: Is a directory");
}

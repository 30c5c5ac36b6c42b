#include "ignite/system/device_wait.h"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

using namespace ignite::system;
using namespace std::chrono_literals;

namespace {

class Directory {
public:
    Directory() {
        char name[] = "/tmp/ignite-wait-XXXXXX";
        REQUIRE(::mkdtemp(name));
        path = name;
    }
    ~Directory() { (void)std::system(("rm -rf " + path).c_str()); }
    std::string path;
};

} // namespace

TEST_CASE("what is there is not waited for", "[device wait]") {
    const std::array devices = {std::string{"/dev/null"}};

    CHECK(wait_for_devices(devices, 0ms));
}

TEST_CASE("a device that appears late is waited for, with the directories above it", "[device wait]") {
    const Directory directory;
    const std::array devices = {directory.path + "/by-label/DATA"};
    const pid_t child = ::fork();
    if (child == 0) {
        ::usleep(50'000); // late, as devices are
        ::mkdir((directory.path + "/by-label").c_str(), 0755);
        ::usleep(20'000);
        ::_exit(::symlink("/dev/null", devices[0].c_str()));
    }

    CHECK(wait_for_devices(devices, 20s));

    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
}

TEST_CASE("a device that does not appear is named, with what is there instead", "[device wait]") {
    const Directory directory;
    ::close(::open((directory.path + "/OTHER").c_str(), O_CREAT | O_WRONLY, 0600));
    const std::array devices = {std::string{"/dev/null"}, directory.path + "/DATA"};

    const auto waited = wait_for_devices(devices, 10ms);

    REQUIRE_FALSE(waited);
    const std::string text = waited.error().describe();
    CHECK(waited.error().fault() == ignite::Fault::absent);
    CHECK(text.starts_with(directory.path + "/DATA has not appeared within 0 s"));
    CHECK(text.find("in " + directory.path + ": OTHER") != std::string::npos);
}

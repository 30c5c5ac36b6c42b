#include "ignite/boot/failure_note.h"
#include "ignite/boot/network.h"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <cstdlib>

using namespace ignite;
using namespace ignite::boot;

TEST_CASE("the note of a failure names stage, cause, place and what to do next", "[boot][failure]") {
    const Error error =
        Error{Fault::tool, "exit status 1: no room\nno luck"}.within("run \"mkfs.ext4\" \"/dev/vdb1\"");

    CHECK(describe(
              Failure{.stage = "disks", .error = &error, .place = "qemu:14:22, $.storage.filesystems.0"}) ==
          "Provisioning failed in stage disks.\n"
          "  why:   run \"mkfs.ext4\" \"/dev/vdb1\": exit status 1: no room\n"
          "         no luck\n"
          "  where: qemu:14:22, $.storage.filesystems.0\n"
          "  next:  the program's own words stand above; mend what it names and boot again\n"
          "  log:   journalctl -t ignition\n"
          "The machine counts as not provisioned: the next boot tries again from the start.\n");
}

TEST_CASE("no name in the note of a failure gives orders to the console", "[boot][failure]") {
    const Error error{Fault::refused, "/a\x1b[2J\r\x7f is a directory"};

    CHECK(
        describe(Failure{.stage = "files", .error = &error}).find("/a\\x1b[2J\\x0d\\x7f is a directory\n") !=
        std::string::npos);
}

TEST_CASE("the findings of an invalid config stand in the note", "[boot][failure]") {
    const Error error{Fault::config, "config is not valid"};

    const std::string note = describe(
        Failure{.stage = "fetch", .error = &error, .findings = "qemu:1:2: error: a\nqemu:3:4: error: b\n"});

    CHECK(note.find("  found: qemu:1:2: error: a\n         qemu:3:4: error: b\n") != std::string::npos);
}

TEST_CASE("the network is asked for by a file that is empty", "[boot][network]") {
    std::string scratch = "/tmp/ignite-boot-XXXXXX";
    REQUIRE(::mkdtemp(scratch.data()));

    REQUIRE(ask_for_network(scratch + "/a/b/neednet"));

    struct stat found{};
    CHECK(::stat((scratch + "/a/b/neednet").c_str(), &found) == 0);
    CHECK(found.st_size == 0);
    CHECK(std::system(("rm -r " + scratch).c_str()) == 0);
}

TEST_CASE("the first stage can leave a note where nothing has been left yet", "[boot][failure]") {
    std::string scratch = "/tmp/ignite-boot-XXXXXX";
    REQUIRE(::mkdtemp(scratch.data()));
    const Error error{Fault::config, "config is not valid"};

    REQUIRE(leave_failure_note(scratch + "/ignition/failure", {.stage = "fetch-offline", .error = &error}));

    struct stat found{};
    REQUIRE(::stat((scratch + "/ignition").c_str(), &found) == 0);
    CHECK((found.st_mode & 07777) == 0700);
    CHECK(::stat((scratch + "/ignition/failure").c_str(), &found) == 0);
    CHECK(std::system(("rm -r " + scratch).c_str()) == 0);
}

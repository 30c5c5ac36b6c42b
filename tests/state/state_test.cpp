#include "ignite/state/state.h"

#include "ignite/system/small_file.h"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <cstdlib>

using namespace ignite;
using namespace ignite::state;

namespace {

struct Scratch {
    std::string directory = "/tmp/ignite-state-XXXXXX";
    Scratch() { REQUIRE(::mkdtemp(directory.data())); }
    ~Scratch() { (void)std::system(("rm -r " + directory).c_str()); }
    std::string path() const { return directory + "/run/state"; }
};

State full_state() {
    State state;
    state.fetched_configs = {{"base", "system", false}, {"user", "/a \"b\"", true}};
    state.luks_persist_key_files = {{"data", "data:,key"}};
    state.notated_directories = {"/var", "/var/lib"};
    state.provider_files = {{"/var/lib/x", 0600, "data:,f"}};
    state.luks_persist_volume_key_files = {{"ignition-luks-x.skey", "data:,s"}};
    state.origins.documents = {"qemu", "http://192.0.2.1/part"};
    state.origins.add({0, 3, 7});
    state.origins.add({1, 1, 90});
    state.stages = {{"fetch-offline", 12}, {"disks", 34, {{"make-filesystem", 2, 30}}}};
    return state;
}

} // namespace

TEST_CASE("the state keeps the keys that others read", "[state]") {
    const Scratch scratch;

    REQUIRE(save(full_state(), scratch.path()));

    CHECK(
        *system::read_small_file(scratch.path()) ==
        R"({"fetchedConfigs":[{"kind":"base","source":"system","referenced":false},)"
        R"({"kind":"user","source":"/a \"b\"","referenced":true}],)"
        R"("luksPersistKeyFiles":{"data":"data:,key"},"notatedDirectories":["/var","/var/lib"],)"
        R"("providerOutputFiles":[{"path":"/var/lib/x","contents":{"source":"data:,f"},"mode":384}],)"
        R"("luksPersistVolumeKeyFiles":{"ignition-luks-x.skey":"data:,s"},)"
        R"("ignite":{"stages":[{"name":"fetch-offline","milliseconds":12,"steps":[]},)"
        R"({"name":"disks","milliseconds":34,"steps":[{"kind":"make-filesystem","count":2,"milliseconds":30}]}],)"
        R"("origins":{"documents":["qemu","http://192.0.2.1/part"],"places":"0:3:7 1:1:90 "}}})"
        "\n");
}

TEST_CASE("each element of the config has its origin, and no other has one", "[state]") {
    const Origins origins = full_state().origins;

    CHECK(origins.place(0) == OriginPlace{0, 3, 7});
    CHECK(origins.place(1) == OriginPlace{1, 1, 90});
    CHECK(origins.place(2) == std::nullopt);
    CHECK(origins.place(9) == std::nullopt);
    CHECK(Origins{}.place(0) == std::nullopt);
}

TEST_CASE("the state is for root alone", "[state]") {
    const Scratch scratch;

    REQUIRE(save(State{}, scratch.path()));

    struct stat found{};
    REQUIRE(::stat(scratch.path().c_str(), &found) == 0);
    CHECK((found.st_mode & 07777) == 0600);
    REQUIRE(::stat((scratch.directory + "/run").c_str(), &found) == 0);
    CHECK((found.st_mode & 07777) == 0700);
}

TEST_CASE("what was saved is loaded again, whole", "[state]") {
    const Scratch scratch;
    REQUIRE(save(full_state(), scratch.path()));
    const std::string first = *system::read_small_file(scratch.path());

    const Result<State> loaded = load(scratch.path());

    REQUIRE(loaded);
    REQUIRE(save(*loaded, scratch.path()));
    CHECK(*system::read_small_file(scratch.path()) == first);
}

TEST_CASE("no file is an empty state, rubbish is an error", "[state]") {
    const Scratch scratch;

    CHECK(load(scratch.path())->fetched_configs.empty());
    REQUIRE(save(State{}, scratch.path()));
    for (const char* rubbish : {"", "rubbish", "[]", "{"}) {
        REQUIRE(system::replace_small_file(scratch.path(), rubbish, 0600));
        CAPTURE(rubbish);
        CHECK_FALSE(load(scratch.path()));
    }
    REQUIRE(system::replace_small_file(scratch.path(), "{\"fetchedConfigs\":null,\"other\":1}\n", 0600));
    CHECK(load(scratch.path())); // as the reference leaves it
}

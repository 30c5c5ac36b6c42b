#include "ignite/platform/provider.h"

#include "ignite/journal/sinks.h"
#include "ignite/system/small_file.h"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <set>

using namespace ignite;
using namespace ignite::platform;

namespace {

// A machine of files: /sys, /dev and the command line under a scratch directory.
struct Fixture {
    std::string scratch = "/tmp/ignite-platform-XXXXXX";
    journal::NullSink sink;
    journal::Journal journal{sink};
    system::RealProcesses processes;
    fetch::Fetcher fetcher{journal, fetch::Network::forbidden};
    Surroundings where;
    Context context{.journal = journal, .processes = processes, .fetcher = fetcher, .where = where};

    Fixture() {
        REQUIRE(::mkdtemp(scratch.data()));
        where.config_file = scratch + "/config.ign";
        where.command_line = scratch + "/cmdline";
        where.sysfs = scratch + "/sys";
        where.devices = scratch + "/dev";
        where.run = scratch;
        REQUIRE(system::make_directories(scratch + "/sys/firmware/qemu_fw_cfg", 0755));
        write("cmdline", "quiet\n");
    }
    ~Fixture() { (void)std::system(("rm -r " + scratch).c_str()); }

    void write(const std::string& name, std::string_view bytes) {
        const std::string path = scratch + "/" + name;
        REQUIRE(system::make_directories(path.substr(0, path.rfind('/')), 0755));
        REQUIRE(system::replace_small_file(path, bytes, 0600));
    }
    void write_blob(const std::string& name, std::string_view size, std::string_view raw) {
        write("sys/firmware/qemu_fw_cfg/by_name/opt/" + name + "/config/size", size);
        write("sys/firmware/qemu_fw_cfg/by_name/opt/" + name + "/config/raw", raw);
    }
    Result<Answer> ask(std::string_view platform) { return platform::ask(*find_provider(platform), context); }
};

} // namespace

TEST_CASE("platforms are listed once, in order, in lower case", "[platform]") {
    std::set<std::string_view> seen;
    for (const Provider& provider : providers()) {
        CHECK(seen.insert(provider.id).second);
        CHECK(std::ranges::none_of(provider.id, [](char c) { return c >= 'A' && c <= 'Z'; }));
        CHECK(find_provider(provider.id) == &provider);
    }
    CHECK(std::ranges::is_sorted(providers(), {}, &Provider::id));
}

TEST_CASE("names met in the field lead to the platform they mean", "[platform]") {
    CHECK(find_provider("pxe") == find_provider("metal"));
    CHECK(find_provider("vagrant"));
    CHECK_FALSE(find_provider("no-such-platform"));
    CHECK_FALSE(find_provider(""));
}

TEST_CASE("brightbox asks as openstack does, whose failures are tested", "[platform]") {
    const Provider& one = *find_provider("brightbox");
    const Provider& other = *find_provider("openstack");
    CHECK(one.group == other.group);
    CHECK(one.service.base == other.service.base);
    CHECK(one.service.path == other.service.path);
    CHECK(one.service.more_bases == other.service.more_bases);
    CHECK(one.drives[0].labels == other.drives[0].labels);
    CHECK(one.drives[0].files == other.drives[0].files);
}

TEST_CASE("the file platform answers with the file, and with an error when it is not there",
          "[platform][file]") {
    Fixture machine;

    CHECK(machine.ask("file").error().describe() == "get the config of platform file: open " +
                                                        machine.where.config_file +
                                                        ": No such file or directory");
    machine.write("config.ign", "{}");
    CHECK(machine.ask("file")->bytes == "{}");
    machine.write("config.ign", "");
    CHECK(machine.ask("file")->kind == Answer::Kind::none);
}

TEST_CASE("bare metal and platforms that are gone have no config of their own", "[platform][metal]") {
    Fixture machine;
    for (const char* name : {"metal", "vagrant", "cloudsigma", "rackspace"})
        CHECK(machine.ask(name)->kind == Answer::Kind::none);
}

TEST_CASE("QEMU's blob is found under Flatcar's name first, then under CoreOS's", "[platform][qemu]") {
    Fixture machine;

    CHECK(machine.ask("qemu")->kind == Answer::Kind::none);
    machine.write_blob("com.coreos", "3\n", "abc");
    CHECK(machine.ask("qemu")->bytes == "abc");
    machine.write_blob("org.flatcar-linux", "2\n", "xy");
    CHECK(machine.ask("qemu")->bytes == "xy");
    machine.write_blob("org.flatcar-linux", "0\n", "");
    CHECK(machine.ask("qemu")->kind == Answer::Kind::none); // present, and empty
}

TEST_CASE("a blob of QEMU that is not what it says is refused", "[platform][qemu]") {
    struct Case {
        std::string size;
        std::string raw;
        std::string words;
    };
    const Case cases[] = {
        {"x", "abc", "its size is not a number"},
        {"", "abc", "its size is not a number"},
        {"-1", "abc", "its size is not a number"},
        {"4\n", "abc", "holds 3 bytes, not the 4 it says"},
        {"2\n", "abc", "holds 3 bytes or more, not the 2 it says"},
        {"99999999999\n", "abc", "it is 99999999999 bytes long"},
    };
    for (const Case& one : cases) {
        Fixture machine;
        machine.write_blob("com.coreos", one.size, one.raw);

        const Result<Answer> answer = machine.ask("qemu");

        CAPTURE(one.size, one.raw);
        REQUIRE_FALSE(answer);
        CHECK_THAT(answer.error().describe(), Catch::Contains(one.words));
    }
}

TEST_CASE("the kernel command line names a URL, the last usable one", "[platform][cmdline]") {
    struct Case {
        std::string line;
        std::string bytes;
    };
    const Case cases[] = {
        {"ignition.config.url=data:,a", "a"},
        {"ignition.config.url=data:,a flatcar.config.url=data:,b", "b"},
        {"coreos.config.url=data:,c ignition.config.url=data:,d coreos.config.url=", "d"},
        {"ignition.config.url=data:,e ignition.config.url=:nonsense", "e"},
        {"ignition.config.url=data:,f ignition.config.path=/x", "f"},
    };
    for (const Case& one : cases) {
        Fixture machine;
        machine.write("cmdline", one.line);

        const Result<Answer> answer = ask_command_line(machine.context);

        CAPTURE(one.line);
        REQUIRE(answer);
        CHECK(answer->bytes == one.bytes);
    }
}

TEST_CASE("a kernel command line that names no config passes the question on", "[platform][cmdline]") {
    Fixture machine;
    for (const char* line : {"", "quiet", "ignition.config.url", "ignition.config.url= "}) {
        machine.write("cmdline", line);
        CAPTURE(line);
        CHECK(ask_command_line(machine.context)->kind == Answer::Kind::not_here);
    }
    machine.write("cmdline", "ignition.config.url=data:,");
    CHECK(ask_command_line(machine.context)->kind == Answer::Kind::none); // asked for, and empty
}

TEST_CASE("a kernel command line that cannot be meant is refused", "[platform][cmdline]") {
    struct Case {
        std::string line;
        Fault fault;
        std::string words;
    };
    const Case cases[] = {
        {"ignition.config.url=192.0.2.1/config", Fault::config, "has no scheme"},
        {"ignition.config.url=http://192.0.2.1/config?secret", Fault::needs_network,
         "get the config that the kernel"},
        {"ignition.config.device=IGN", Fault::config, "ignition.config.path is missing"},
        {"ignition.config.path=/x", Fault::config, "ignition.config.device is missing"},
        {"ignition.config.device=.. ignition.config.path=/x", Fault::config, "cannot be the label"},
        {"ignition.config.device=a/b ignition.config.path=/x", Fault::config, "cannot be the label"},
    };
    for (const Case& one : cases) {
        Fixture machine;
        machine.write("cmdline", one.line);

        const Result<Answer> answer = ask_command_line(machine.context);

        CAPTURE(one.line);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().fault() == one.fault);
        CHECK_THAT(answer.error().describe(), Catch::Contains(one.words));
        CHECK_THAT(answer.error().describe(), !Catch::Contains("secret"));
    }
}

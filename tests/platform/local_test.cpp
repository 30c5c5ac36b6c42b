#include "ignite/platform/provider.h"

#include "platform/key_value_pairs.h"
#include "platform/ovf_environment.h"

#include "ignite/core/base64.h"
#include "ignite/journal/sinks.h"
#include "ignite/system/fd.h"
#include "system/scratch.h"
#include "vmware_port.h"

#include <catch2/catch.hpp>

#include <linux/cdrom.h>
#include <linux/hyperv.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <thread>

using namespace ignite;
using namespace ignite::platform;
using namespace std::chrono_literals;
using ignite::tests::Scratch;
using Port = ignite::tests::VmwarePort;

namespace {

class SkippingClock : public fetch::Clock {
public:
    fetch::Moment now() override { return now_; }
    void pass_until(fetch::Moment end, bool, const std::function<bool(fetch::Milliseconds)>&) override {
        now_ = end;
    }

private:
    fetch::Moment now_{0};
};

// A journal that can be read.
class Lines : public journal::Sink {
public:
    void write(journal::Level, std::string_view line, std::span<const journal::Field>) override {
        text += cat(line, "\n");
    }
    std::string text;
};

struct Machine {
    Scratch scratch;
    Lines said;
    journal::Journal journal{said};
    system::RealProcesses processes;
    fetch::Fetcher fetcher{journal, fetch::Network::forbidden};
    SkippingClock clock;
    Surroundings where{
        .sysfs = scratch / "/sys", .devices = scratch / "/dev", .run = scratch.path(), .clock = &clock};
    std::vector<OutputFile> files;
    Context context{
        .journal = journal, .processes = processes, .fetcher = fetcher, .where = where, .files = &files};

    Machine() {
        for (const char* driver : {"/sys/bus/vmbus/drivers/hv_utils", "/sys/devices/virtual/misc/vsock",
                                   "/sys/bus/virtio/drivers/virtio_blk", "/dev/disk/by-id"})
            scratch.directory(driver);
    }
    Result<Answer> ask(std::string_view platform) { return platform::ask(*find_provider(platform), context); }
};

std::string gzipped(const std::string& text) {
    z_stream stream{};
    REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(::deflateBound(&stream, text.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
}

} // namespace

// --- Hyper-V ---

namespace {

hv_kvp_msg pair_of(std::uint8_t pool, std::string_view key, std::string_view value) {
    hv_kvp_msg message{};
    message.kvp_hdr.operation = KVP_OP_SET;
    message.kvp_hdr.pool = pool;
    hv_kvp_exchg_msg_value& data = message.body.kvp_set.data;
    data.key_size = static_cast<__u32>(key.size() + 1);
    data.value_size = static_cast<__u32>(value.size() + 1);
    std::memcpy(data.key, key.data(), key.size());
    std::memcpy(data.value, value.data(), value.size());
    return message;
}

// The driver's end of the device: confirms, and then sends what it is given, one after each answer.
class Driver {
public:
    explicit Driver(std::vector<hv_kvp_msg> messages, bool confirms = true) {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) == 0);
        device = ends[1];
        thread_ = std::thread{[this, end = ends[0], messages = std::move(messages), confirms] {
            const system::Fd mine{end};
            registration = take(end);
            hv_kvp_msg confirmation{};
            confirmation.kvp_hdr.operation = KVP_OP_REGISTER1;
            if (confirms)
                (void)::send(end, &confirmation, sizeof confirmation, 0);
            for (const hv_kvp_msg& message : messages) {
                (void)::send(end, &message, sizeof message, 0);
                answers.push_back(take(end).error);
            }
            (void)take(end); // until the other end is closed
        }};
    }
    ~Driver() { join(); }
    void join() {
        if (thread_.joinable())
            thread_.join();
    }

    int device = -1;
    hv_kvp_msg registration{};
    std::vector<int> answers;

private:
    static hv_kvp_msg take(int end) {
        hv_kvp_msg message{};
        pollfd_wait(end);
        (void)::recv(end, &message, sizeof message, 0);
        return message;
    }
    static void pollfd_wait(int end) {
        fd_set set;
        FD_ZERO(&set);
        FD_SET(end, &set);
        (void)::select(end + 1, &set, nullptr, nullptr, nullptr);
    }
    std::thread thread_;
};

Driver* driver = nullptr;
int opened = 0;
int open_driver(const std::string& path) {
    CHECK(path.ends_with("/dev/vmbus/hv_kvp"));
    ++opened;
    return driver->device;
}

} // namespace

TEST_CASE("Hyper-V's pairs are answered, refused where they break the protocol, and kept in order",
          "[platform][hyperv]") {
    hv_kvp_msg no_key = pair_of(0, "x", "y");
    no_key.body.kvp_set.data.key_size = 0;
    hv_kvp_msg long_value = pair_of(0, "x", "y");
    long_value.body.kvp_set.data.value_size = 2049;
    hv_kvp_msg other{};
    other.kvp_hdr.operation = KVP_OP_ENUMERATE;
    Driver host{{pair_of(0, "b", "first"), pair_of(3, "a", "else"), no_key, long_value, other,
                 pair_of(5, "a", "no such pool"), pair_of(0, "c", std::string(2047, 'x')),
                 pair_of(0, "b", "second")}};
    Lines said;
    journal::Journal journal{said};

    const Result<Pools> pools =
        receive_pairs(host.device, journal, {.before_the_first = 5000ms, .between = 300ms});
    ::close(host.device);
    host.join();

    REQUIRE(pools);
    CHECK(host.registration.kvp_hdr.operation == KVP_OP_REGISTER1);
    const int no = static_cast<int>(HV_E_FAIL);
    CHECK(host.answers == std::vector<int>{0, 0, no, no, no, no, 0, 0});
    CHECK((*pools)[0].find("b") == "second");
    CHECK((*pools)[0].find("c")->size() == 2047);
    CHECK_FALSE((*pools)[0].find("x"));
    CHECK((*pools)[3].find("a") == "else");
    const std::string records = (*pools)[0].records();
    REQUIRE(records.size() == 2 * (512 + 2048));
    CHECK(records.substr(0, 512) == "b" + std::string(511, '\0'));
    CHECK(records.substr(512, 2048) == "second" + std::string(2042, '\0'));
    CHECK(Pool::from_records(records).records() == records);
    CHECK(Pool::from_records(records + "half a record").records() == records);
}

TEST_CASE("a driver that does not confirm is an error, and so is one that is not there",
          "[platform][hyperv]") {
    {
        Driver mute{{}, /*confirms=*/false};
        Lines said;
        journal::Journal journal{said};
        CHECK_FALSE(receive_pairs(mute.device, journal, {.before_the_first = 200ms, .between = 200ms}));
        ::close(mute.device);
    }
    Machine machine;
    const Result<Answer> answer = machine.ask("hyperv");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().fault() == Fault::system);
    CHECK_THAT(answer.error().describe(), Catch::Contains("hv_kvp"));
}

TEST_CASE("a Hyper-V machine's config comes whole or in pieces, and its pairs are kept for the real root",
          "[platform][hyperv]") {
    struct Case {
        std::vector<hv_kvp_msg> pairs;
        std::string config;
    };
    const Case cases[] = {
        {{pair_of(0, "ignition.config", "{whole}"), pair_of(0, "ignition.config.0", "piece")}, "{whole}"},
        {{pair_of(0, "ignition.config.1", "b"), pair_of(0, "ignition.config.0", "a"),
          pair_of(0, "ignition.config.3", "d"), pair_of(0, "ignition.config", "")},
         "ab"},
        {{pair_of(1, "ignition.config", "of another pool")}, ""},
    };
    for (const Case& one : cases) {
        Driver host{one.pairs};
        driver = &host;
        opened = 0;
        Machine machine;
        machine.where.open_pairs = open_driver;

        const Result<Answer> answer = machine.ask("hyperv");

        REQUIRE(answer);
        CHECK(answer->bytes == one.config);
        CHECK((answer->kind == Answer::Kind::none) == one.config.empty());
        REQUIRE(machine.files.size() == 5);
        CHECK(machine.files[0].path == "/var/lib/hyperv/.kvp_pool_0");
        CHECK(machine.files[4].path == "/var/lib/hyperv/.kvp_pool_4");
        CHECK(machine.files[0].mode == 0600);

        // The host sends them once in a boot: the stage that follows reads what this one has kept.
        const Result<Answer> again = machine.ask("hyperv");

        REQUIRE(again);
        CHECK(again->bytes == one.config);
        CHECK(opened == 1);
        CHECK(machine.files.size() == 5);
        host.join();
    }
}

// --- Apple ---

namespace {

// The host's web server. The kernel of most build machines has no vsock loopback, so it is a Unix socket.
class Host {
public:
    explicit Host(std::vector<std::string> replies) : replies_{std::move(replies)} {
        listener_ = system::Fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        path = scratch_ / "/host";
        const sockaddr_un address = address_of(path);
        REQUIRE(::bind(listener_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::listen(listener_.number(), 8) == 0);
        thread_ = std::thread{[this] {
            for (const std::string& reply : replies_) {
                const system::Fd guest{::accept(listener_.number(), nullptr, nullptr)};
                char buffer[4096];
                std::string request;
                while (request.find("\r\n\r\n") == std::string::npos) {
                    const ssize_t got = ::read(guest.number(), buffer, sizeof buffer);
                    if (got <= 0)
                        break;
                    request.append(buffer, static_cast<std::size_t>(got));
                }
                requests.push_back(request);
                (void)::send(guest.number(), reply.data(), reply.size(), MSG_NOSIGNAL);
            }
        }};
    }
    ~Host() { thread_.join(); }

    static sockaddr_un address_of(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        return address;
    }

    std::string path;
    std::vector<std::string> requests;

private:
    Scratch scratch_;
    std::vector<std::string> replies_;
    system::Fd listener_;
    std::thread thread_;
};

std::string host_path;
int dial_host(unsigned port) {
    CHECK(port == 1024);
    const sockaddr_un address = Host::address_of(host_path);
    const int number = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(number, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return number;
    ::close(number);
    return -1;
}

std::string reply_of(const std::string& body, const std::string& status = "200 OK") {
    return cat("HTTP/1.1 ", status, "\r\nContent-Length: ", body.size(), "\r\n\r\n", body);
}

} // namespace

TEST_CASE("an Apple machine's config comes from the host's web server, offline", "[platform][applehv]") {
    struct Case {
        std::vector<std::string> replies;
        std::string config; // "-": an error
    };
    const Case cases[] = {
        {{reply_of("{}")}, "{}"},
        {{"HTTP/1.1 200 OK\r\n\r\nuntil the end"}, "until the end"},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n3\r\nxyz\r\n0\r\n\r\n"},
         "{\"xyz"},
        {{reply_of(gzipped("packed"))}, "packed"},
        {{reply_of("")}, ""},
        {{reply_of("nothing here", "404 Not Found")}, ""},
        {{"HTTP/1.1 204 No Content\r\n\r\n"}, ""},
        {{reply_of("", "503 Busy"), reply_of("late")}, "late"},
        {{"", reply_of("at the second try")}, "at the second try"},
        {{"HTTP/1.1 100 Continue\r\n\r\n" + reply_of("after that")}, "after that"},
        {{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", reply_of("again")}, "again"},
        {{"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n9\r\nhalf", reply_of("again")}, "again"},
        {{"no web server\r\n\r\n", reply_of("again")}, "again"},
        {{reply_of("", "403 Forbidden")}, "-"},
        {{"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n"}, "-"},
    };
    for (const Case& one : cases) {
        Host host{one.replies};
        host_path = host.path;
        Machine machine;
        machine.where.dial_host = dial_host;

        const Result<Answer> answer = machine.ask("applehv");

        CAPTURE(one.replies, machine.said.text);
        REQUIRE(answer.has_value() == (one.config != "-"));
        if (!answer)
            continue;
        CHECK(answer->bytes == one.config);
        CHECK((answer->kind == Answer::Kind::none) == one.config.empty());
        CHECK_THAT(host.requests.at(0), Catch::StartsWith("GET / HTTP/1.1\r\n") &&
                                            Catch::Contains("Host: d\r\n") &&
                                            Catch::Contains("Accept: application/json\r\n") &&
                                            Catch::Contains("Accept-Encoding: identity\r\n"));
    }
}

TEST_CASE("an Apple host that does not answer is an error, after half a minute", "[platform][applehv]") {
    Machine machine;
    host_path = machine.scratch / "/nobody";
    machine.where.dial_host = dial_host;

    const Result<Answer> answer = machine.ask("applehv");

    REQUIRE_FALSE(answer);
    CHECK_THAT(answer.error().describe(), Catch::Contains("in time (30 s)") && Catch::Contains("vsock"));
}

// --- QEMU without a configuration device ---

TEST_CASE("where QEMU has no configuration device a disk holds the config", "[platform][qemu]") {
    Machine machine;
    machine.where.has_firmware_config = false;
    CHECK_THAT(machine.ask("qemu").error().describe(),
               Catch::Contains("virtio-ignition did not appear within 5 minutes"));
    machine.scratch.file("/dev/disk/by-id/virtio-ignition", "{}\n" + std::string(509, '\0'));
    CHECK(machine.ask("qemu")->bytes == "{}\n");
    machine.scratch.file("/dev/disk/by-id/virtio-ignition", std::string(512, '\0'));
    CHECK(machine.ask("qemu")->kind == Answer::Kind::none);
}

// --- VMware ---

namespace {

using Values = std::map<std::string, std::string>;

std::string environment_of(const std::string& data, const std::string& encoding) {
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<Environment xmlns=\"http://schemas.dmtf.org/ovf/environment/1\"\n"
                      "    xmlns:q=\"http://schemas.dmtf.org/ovf/environment/1\" q:id=\"\">\n"
                      "  <PlatformSection><Kind>VMware ESXi</Kind></PlatformSection>\n  <PropertySection>\n"
                      "    <Property key=\"guestinfo.ignition.config.data\" value=\"no prefix\"/>\n"
                      "    <Property x:key=\"guestinfo.ignition.config.data\" x:value=\"other prefix\"/>\n";
    if (!data.empty())
        xml += cat("    <Property q:key=\"guestinfo.ignition.config.data\" q:value=\"", data, "\"/>\n");
    if (!encoding.empty())
        xml += cat("    <Property q:value='", encoding,
                   "' q:key='guestinfo.ignition.config.data.encoding'></Property>\n");
    return xml + "  </PropertySection>\n</Environment>\n";
}

Result<Answer> ask_vmware_with(Machine& machine, Port& port, const Values& values) {
    port.values = values;
    machine.where.backdoor = &port;
    return machine.ask("vmware");
}

} // namespace

TEST_CASE("a VMware machine's config is undone of each encoding", "[platform][vmware]") {
    const std::string packed = gzipped("{}");
    const std::string in_base64 = encode_base64("{}");
    const std::string both = encode_base64(packed);
    const std::pair<std::string, std::string> cases[] = {
        {"", "{}"},       {"b64", in_base64},  {"base64", in_base64}, {"gz", packed},       {"gzip", packed},
        {"gz+b64", both}, {"gz+base64", both}, {"gzip+b64", both},    {"gzip+base64", both}};
    Machine machine;
    Port port;
    for (const auto& [encoding, data] : cases) {
        CAPTURE(encoding);
        const Result<Answer> answer = ask_vmware_with(
            machine, port, {{"ignition.config.data", data}, {"ignition.config.data.encoding", encoding}});
        REQUIRE(answer);
        CHECK(answer->bytes == "{}");
    }
    for (const char* encoding : {"Base64", "GZIP", "zip", "base64+gzip"})
        CHECK_THAT(
            ask_vmware_with(machine, port,
                            {{"ignition.config.data", "SECRET"}, {"ignition.config.data.encoding", encoding}})
                .error()
                .describe(),
            Catch::Contains("is not known") && !Catch::Contains("SECRET"));
    CHECK_FALSE(ask_vmware_with(machine, port,
                                {{"ignition.config.data", "{}"}, {"ignition.config.data.encoding", "gzip"}}));
    CHECK(port.open_channels == 0);
}

TEST_CASE("a VMware machine without data has no config, unless an encoding says otherwise",
          "[platform][vmware]") {
    Machine machine;
    Port port;
    CHECK(ask_vmware_with(machine, port, {})->kind == Answer::Kind::none);
    for (const char* encoding : {"", "base64", "b64"})
        CHECK(ask_vmware_with(machine, port, {{"ignition.config.data.encoding", encoding}})->kind ==
              Answer::Kind::none);
    for (const char* encoding : {"gzip", "gz+b64", "nonsense"})
        CHECK_FALSE(ask_vmware_with(machine, port, {{"ignition.config.data.encoding", encoding}}));
}

TEST_CASE("a VMware machine's config is looked for in its places, one after the other",
          "[platform][vmware]") {
    struct Case {
        Values values;
        std::string config;
        bool warns = false;
    };
    const std::string key = "ignition.config.data";
    const Case cases[] = {
        {{{key, "direct"}, {"ovfenv", environment_of("ovf", "")}, {"coreos.config.data", "old"}}, "direct"},
        {{{"ovfenv", environment_of("b3Zm", "base64")}}, "ovf"},
        {{{"ovfenv", environment_of("{&quot;a&quot;:&#x20;&lt;&amp;&#10;}", "")}}, "{\"a\": <&\n}"},
        {{{key, "ZGlyZWN0"}, {"ovfenv", environment_of("", "base64")}}, "direct", true},
        {{{key, "{direct}"}, {"ovfenv", environment_of("", "base64")}}, "{direct}"},
        {{{key + ".encoding", "base64"}, {"ovfenv", environment_of("b3Zm", "")}}, "ovf", true},
        {{{"ovfenv", "no xml"}, {key, "direct"}}, "direct", true},
        {{{"ovfenv", environment_of("", "")}, {"coreos.config.data", "old"}}, "old"},
        {{{"coreos.config.data", "b2xk"}, {"coreos.config.data.encoding", "base64"}}, "old"},
        {{{"ignition.config.url", "data:,url"}, {"coreos.config.url", "data:,other"}}, "url"},
        {{{"coreos.config.url", "data:,other"}}, "other"},
    };
    for (const Case& one : cases) {
        Machine machine;
        Port port;
        const Result<Answer> answer = ask_vmware_with(machine, port, one.values);

        CAPTURE(one.config, one.values, machine.said.text);
        REQUIRE(answer);
        CHECK(answer->bytes == one.config);
        CHECK((machine.said.text.find("OVF environment") != std::string::npos) == one.warns);
    }
}

TEST_CASE("a URL in guestinfo needs the network, and has to be one", "[platform][vmware]") {
    Machine machine;
    Port port;
    CHECK(ask_vmware_with(machine, port, {{"ignition.config.url", "http://192.0.2.1/x"}}).error().fault() ==
          Fault::needs_network);
    CHECK(ask_vmware_with(machine, port, {{"ignition.config.url", "192.0.2.1/x"}}).error().fault() ==
          Fault::config);
}

TEST_CASE("VMware's port is only touched on VMware", "[platform][vmware]") {
    Machine machine;
    Port port;
    port.is_vmware = false;
    CHECK(ask_vmware_with(machine, port, {})->kind == Answer::Kind::not_here);
    port.is_vmware = true;
    port.answers_version = false;
    CHECK(ask_vmware_with(machine, port, {})->kind == Answer::Kind::not_here);
    Machine real;
    if (const Result<Answer> answer = real.ask("vmware"))
        CHECK(answer->kind == Answer::Kind::not_here); // no machine that builds this is VMware's
}

TEST_CASE("a lost channel is an error, a moved machine begins again, an old host has no cookies",
          "[platform][vmware]") {
    const Values values{{"ignition.config.data", std::string(100'000, 'x')}};
    Machine machine;
    Port port;
    port.is_lost = true;
    CHECK_FALSE(ask_vmware_with(machine, port, values));
    port.is_lost = false;
    port.checkpoints = 3;
    CHECK(ask_vmware_with(machine, port, values)->bytes.size() == 100'000);
    port.checkpoints = 1'000'000;
    CHECK_FALSE(ask_vmware_with(machine, port, values));
    port.checkpoints = 0;
    port.knows_cookies = false;
    CHECK(ask_vmware_with(machine, port, values)->bytes.size() == 100'000);
    CHECK(port.open_channels == 0);
}

// --- a DVD, a card reader, a FIFO ---

namespace {

// Programs that are functions of the test.
class Programs : public system::ProcessStarter {
public:
    using Play = std::function<system::Outcome(const std::vector<std::string>& words)>;

    Result<system::Outcome> run(const system::Command& command) override {
        std::vector<std::string> words;
        for (const system::Word& word : command.arguments)
            words.push_back(word.text);
        std::string line = command.program;
        for (const std::string& word : words)
            line += cat(" ", word);
        lines.push_back(line);
        const auto found = plays.find(command.program);
        return found == plays.end() ? system::Outcome{} : found->second(words);
    }
    std::vector<Result<system::Outcome>> run_all(std::span<const system::Command>, unsigned) override {
        return {};
    }

    std::map<std::string, Play> plays;
    std::vector<std::string> lines;
};

struct MachineWithPrograms : Machine {
    Programs programs;
    Context with_programs{
        .journal = journal, .processes = programs, .fetcher = fetcher, .where = where, .files = &files};
    Result<Answer> ask(std::string_view platform) {
        return platform::ask(*find_provider(platform), with_programs);
    }
};

// Where libblkid looks for the name of the format.
std::string iso9660() {
    std::string image(64UL * 1024, '\0');
    image.replace(32768, 7, "\1CD001\1");
    return image;
}

std::map<std::string, int> statuses;
int status_of_drive(const std::string& device) {
    int& status = statuses[device.substr(device.rfind('/') + 1)];
    return status == CDS_DRIVE_NOT_READY ? std::exchange(status, CDS_DISC_OK) : status;
}

} // namespace

TEST_CASE("Azure's DVD is believed when a drive has a disc, and is looked at again", "[platform][azure]") {
    MachineWithPrograms machine;
    std::map<std::string, std::map<std::string, std::string>> discs;
    machine.where.drive_status = status_of_drive;
    for (const char* name : {"sda", "sr0", "sr1"}) {
        machine.scratch.file(cat("/sys/class/block/", name), "");
        machine.scratch.file(cat("/dev/", name), iso9660());
    }
    machine.programs.plays["mount"] = [&](const std::vector<std::string>& words) {
        CHECK(words[0] == "-o");
        CHECK(words[1] == "ro,nodev,nosuid,noexec");
        CHECK(words[3] == "iso9660");
        const std::string where = words.back().substr(machine.scratch.path().size());
        for (const auto& [file, text] : discs[words[4].substr(words[4].rfind('/') + 1)])
            machine.scratch.file(cat(where, "/", file), text);
        return system::Outcome{};
    };
    discs["sda"] = {{"ovf-env.xml", "<x/>"}, {"CustomData.bin", "of a disk that somebody attached"}};
    discs["sr0"] = {{"CustomData.bin", "of another disc"}};
    discs["sr1"] = {{"ovf-env.xml", "<x/>"}, {"CustomData.bin", "{}"}};
    statuses = {{"sda", -1}, {"sr0", CDS_DISC_OK}, {"sr1", CDS_DRIVE_NOT_READY}};

    CHECK(machine.ask("azurestack")->bytes == "{}");

    discs["sr1"].erase("CustomData.bin");
    CHECK(machine.ask("azurestack")->kind == Answer::Kind::none);
    discs["sr1"].clear();
    CHECK_THAT(machine.ask("azurestack").error().describe(), Catch::Contains("appeared within 300 s"));
}

TEST_CASE("a z/VM guest takes its config out of the card reader", "[platform][zvm]") {
    const std::string list =
        "ORIGINID FILE CLASS RECORDS  CPY HOLD DATE  TIME     NAME      TYPE     DIST\n"
        "LINUX001 0007 A PUN 00000001 001 NONE 06/15 10:22:30 NOTES     TXT      SYSPROG\n"
        "LINUX001 0012 A PUN 00000002 001 NONE 06/15 10:22:31 CONFIG    IGN      SYSPROG\n";
    MachineWithPrograms machine;
    std::string contents = std::string("\0{}\0\0", 5);
    machine.programs.plays["vmur"] = [&](const std::vector<std::string>& words) {
        if (words[0] == "li")
            return system::Outcome{.status = 0, .out = list, .err = {}};
        CHECK(words[0] == "re");
        CHECK(words[2] == "0012");
        CHECK(machine.scratch
                  .look(words[3].substr(machine.scratch.path().size(),
                                        words[3].rfind('/') - machine.scratch.path().size()))
                  .st_mode == (S_IFDIR | 0700));
        if (!contents.empty())
            machine.scratch.file(words[3].substr(machine.scratch.path().size()), contents);
        return system::Outcome{};
    };

    CHECK(machine.ask("zvm")->bytes == "{}");
    CHECK(std::ranges::find(machine.programs.lines, "chccwdev -e 000c") != machine.programs.lines.end());
    contents.clear();
    CHECK_FALSE(machine.ask("zvm")); // received, and not there
    machine.programs.plays["vmur"] = [](const std::vector<std::string>&) {
        return system::Outcome{.status = 0, .out = "ORIGINID FILE\n", .err = {}};
    };
    CHECK(machine.ask("zvm")->kind == Answer::Kind::none);
    machine.programs.plays["vmur"] = [](const std::vector<std::string>&) {
        return system::Outcome{.status = 1, .out = {}, .err = "no reader"};
    };
    CHECK_FALSE(machine.ask("zvm"));
    for (const auto& entry : std::filesystem::directory_iterator{machine.scratch.path()})
        CHECK(entry.path().filename().string().find("reader") == std::string::npos);
}

TEST_CASE("a card reader that is ignored is taken off the list", "[platform][zvm]") {
    MachineWithPrograms machine;
    machine.programs.plays["chccwdev"] = [&](const std::vector<std::string>&) {
        const bool is_free =
            std::ranges::find(machine.programs.lines, "cio_ignore -r 000c") != machine.programs.lines.end();
        return system::Outcome{.status = is_free ? 0 : 1, .out = {}, .err = {}};
    };
    CHECK(machine.ask("zvm")->kind == Answer::Kind::none);
}

TEST_CASE("BlueField's boot FIFO is read without its NUL bytes", "[platform][nvidiabluefield]") {
    MachineWithPrograms machine;
    const std::string fifo = "/sys/bus/platform/devices/MLNXBF04:00/bootfifo";
    CHECK_THAT(machine.ask("nvidiabluefield").error().describe(), Catch::Contains("bootfifo is not there"));
    machine.scratch.file(fifo, std::string("\0{}\0\0", 5));
    CHECK(machine.ask("nvidiabluefield")->bytes == "{}");
    for (const std::string& nothing : {std::string{}, std::string(16, '\0')}) {
        machine.scratch.file(fifo, nothing);
        CHECK(machine.ask("nvidiabluefield")->kind == Answer::Kind::none);
    }
}

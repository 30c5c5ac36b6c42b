// Encrypted volumes: what the tools are told, word by word, and what becomes of the keys.
#include "disk_bench.h"
#include "files_stage.h"
#include "system/image_file.h"
#include "system/scratch.h"

#include "ignite/exec/obtain_keys.h"

#include <sys/stat.h>

using namespace ignite;
using namespace ignite::tests;

namespace {

// The phases that make encrypted volumes, on a device that is an image file, with tools that only keep their
// command lines.
struct Volumes {
    explicit Volumes(std::string_view luks) {
        parsed = config::parse(config_with(
            cat(R"("storage":{"luks":[{"name":"secret","device":")", image.path(), R"(",)", luks, "}]}")));
        REQUIRE(parsed.config);
        fakes.answer = [this](const std::string& line) {
            // What a tool leaves behind is what the next look must find.
            if (line.find("luksFormat") != std::string::npos)
                image.write(0, header);
            for (const auto& [part, status] : statuses)
                if (line.find(part) != std::string::npos)
                    return Result<system::Outcome>{{.status = status, .err = "so it is"}};
            return Result<system::Outcome>{};
        };
    }

    Result<void> run() {
        TRY(exec::obtain_keys(plan::keys_needed(*parsed.config), plan::servers_needed(*parsed.config),
                              hands));
        plan::Machine machine;
        machine.blocks = TRY(
            probe::probe_block_devices({.devices = {image.path()}, .volumes = {"secret"}}, "", "/nowhere"));
        const auto phase = std::ranges::find_if(plan::disks_phases(), [](const plan::DiskPhase& one) {
            return one.name == "createLuks" && !one.obtains_keys;
        });
        const plan::Plan plan = TRY(phase->plan(*parsed.config, machine, {}));
        return exec::apply(plan.steps, hands);
    }

    std::string key_file() const { return hands.keys.file_of("secret"); }

    ImageFile image{2};
    std::string header; // that "luksFormat" writes
    std::vector<std::pair<std::string, int>> statuses;
    FakeProcesses fakes;
    KeptSink sink;
    journal::Journal log{sink};
    fetch::Fetcher fetcher{log, fetch::Network::forbidden};
    Scratch scratch;
    exec::Hands hands{log, fakes, fetcher, "", exec::VolumeKeys{scratch / "/keys"}};
    config::Parsed parsed;
};

// The first block of a volume that has just been made by us.
std::string marked_header() {
    std::string bytes(4096, '\0');
    const auto put = [&](std::size_t offset, std::string_view text) {
        bytes.replace(offset, text.size(), text);
    };
    put(0, std::string_view{"LUKS\xba\xbe\x00\x02", 8});
    put(24, "LABEL");
    put(168, "7a1c5f7e-9c4b-4b0d-8a53-3f1c2c0de001");
    put(208, "ignition-unfinished");
    return bytes;
}

mode_t mode_of(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

std::string lines_of(const FakeProcesses& fakes) {
    std::string out;
    for (const std::string& line : fakes.lines)
        out += line + "\n";
    return out;
}

} // namespace

TEST_CASE("a volume with a key file is formatted, opened and marked as finished", "[exec][luks]") {
    Volumes volumes{
        R"("keyFile":{"source":"data:,the%20key"},"label":"LABEL","discard":true,"wipeVolume":true,
        "uuid":"7a1c5f7e-9c4b-4b0d-8a53-3f1c2c0de001","options":["--cipher","c"],"openOptions":["--o"])"};
    volumes.header = marked_header();
    const std::string device = volumes.image.path(), key = volumes.key_file();

    const auto done = volumes.run();
    INFO((done ? std::string{} : done.error().describe()));
    REQUIRE(done);

    CHECK(lines_of(volumes.fakes) ==
          cat("cryptsetup luksFormat --type luks2 --key-file ", key,
              " --label LABEL --uuid 7a1c5f7e-9c4b-4b0d-8a53-3f1c2c0de001 --subsystem ignition-unfinished",
              " --cipher c ", device, "\n", "cryptsetup luksOpen ", device, " secret --key-file ", key,
              " --persistent --allow-discards --o\n", "cryptsetup config --label LABEL --subsystem  ", device,
              "\n"));
    CHECK(volumes.hands.keys.all() == std::map<std::string, std::string>{{"secret", "the key"}});
}

TEST_CASE("keys lie in files of root's alone, and nowhere when the stage is over", "[exec][luks]") {
    std::string file;
    {
        Volumes volumes{R"("keyFile":{"source":"data:,open%20sesame"})"};
        REQUIRE(volumes.run());
        file = volumes.key_file();
        CHECK(mode_of(file) == 0600);
        CHECK(mode_of(volumes.scratch / "/keys") == 0700);
        CHECK(output("cat", {file}) == "open sesame");
        CHECK_FALSE(volumes.sink.has("open sesame"));
        for (const std::string& input : volumes.fakes.inputs)
            CHECK(input.empty()); // a question would end with the end of the input
    }
    CHECK(::access(file.c_str(), F_OK) != 0);
}

TEST_CASE("a key that nobody gives is made up, twice differently", "[exec][luks]") {
    Volumes one{R"("label":"x")"};
    Volumes other{R"("label":"x")"};
    REQUIRE(one.run());
    REQUIRE(other.run());

    const std::string key = one.hands.keys.all().at("secret");
    CHECK(key.size() == 8192);
    CHECK(key.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(key != other.hands.keys.all().at("secret"));
    // The mark stays until the key is stored.
    CHECK(lines_of(one.fakes).find("cryptsetup config") == std::string::npos);
}

TEST_CASE("Clevis is told the pins, proves that it can open, and the made-up key goes", "[exec][luks]") {
    Volumes volumes{R"("clevis":{"tpm2":true,"threshold":1,
        "tang":[{"url":"http://a\"b","thumbprint":"t","advertisement":"{\"payload\": 1}"}]})"};
    const std::string device = volumes.image.path(), key = volumes.key_file();

    REQUIRE(volumes.run());

    CHECK(
        lines_of(volumes.fakes) ==
        cat("cryptsetup luksFormat --type luks2 --key-file ", key, " --subsystem ignition-unfinished ",
            device, "\n", "cryptsetup luksOpen ", device, " secret --key-file ", key, " --persistent\n",
            "clevis luks bind -f -k ", key, " -d ", device,
            R"( sss {"pins":{"tang":[{"url":"http://a\"b","thp":"t","adv":{"payload": 1}}],"tpm2":{}},"t":1})",
            "\n", "cryptsetup luksClose secret\n", "clevis luks unlock -d ", device, " -n secret\n",
            "cryptsetup luksRemoveKey ", device, " ", key, "\n"));
    CHECK(volumes.hands.keys.all().empty());
    CHECK(::access(key.c_str(), F_OK) != 0);
    {
        exec::VolumeKeys keys{volumes.scratch / "/others"};
        REQUIRE(keys.add("secret", "x"));
        keys.remove("secret");
    }
    CHECK_FALSE(volumes.scratch.has("/others"));
}

TEST_CASE("a custom pin gets its config as it is, and no log shows it", "[exec][luks]") {
    Volumes volumes{
        R"("keyFile":{"source":"data:,k"},"clevis":{"custom":{"pin":"mine","config":"{\"word\":\"hidden\"}"}})"};
    const std::string device = volumes.image.path(), key = volumes.key_file();

    REQUIRE(volumes.run());

    CHECK(volumes.fakes.lines.back() ==
          cat("clevis luks bind -f -k ", key, " -d ", device, R"( mine {"word":"hidden"})"));
    CHECK_FALSE(volumes.sink.has("hidden\""));
    CHECK(volumes.hands.keys.all().contains("secret")); // the user's key stays in its slot
}

TEST_CASE("a key that does not open the volume that is there is a refusal", "[exec][luks]") {
    Volumes volumes{R"("keyFile":{"source":"data:,wrong"})"};
    std::string header = marked_header();
    header.replace(208, 19, std::string(19, '\0'));
    volumes.image.write(0, header);
    volumes.statuses = {{"luksOpen", 2}};

    const auto done = volumes.run();

    REQUIRE_FALSE(done);
    CHECK(done.error().fault() == Fault::refused);
    CHECK(done.error().describe().find("the key does not open the volume on " + volumes.image.path()) !=
          std::string::npos);
    CHECK(volumes.fakes.lines.size() == 1);
}

TEST_CASE("a tool that fails ends the stage with what it said", "[exec][luks]") {
    Volumes volumes{R"("clevis":{"tpm2":true})"};
    volumes.statuses = {{"clevis luks bind", 1}};

    const auto done = volumes.run();

    REQUIRE_FALSE(done);
    CHECK(done.error().fault() == Fault::tool);
    CHECK(done.error().describe().find("so it is") != std::string::npos);
    CHECK(volumes.hands.keys.all().contains("secret"));
}

TEST_CASE("a key that is not what its hash says stops before any tool runs", "[exec][luks]") {
    Volumes volumes{R"("wipeVolume":true,"keyFile":{"source":"data:,k","verification":{"hash":"sha256-)"
                    R"(0000000000000000000000000000000000000000000000000000000000000000"}})"};

    const auto done = volumes.run();

    REQUIRE_FALSE(done);
    CHECK(done.error().describe().find("get the key of volume \"secret\"") != std::string::npos);
    CHECK(volumes.fakes.lines.empty());
}

TEST_CASE("a Tang server that cannot be asked stops before any tool runs", "[exec][luks]") {
    Volumes volumes{R"("clevis":{"tang":[{"url":"http://127.0.0.1:9/x/?q","thumbprint":"t"}]})"};
    CHECK(plan::servers_needed(*volumes.parsed.config).front().url == "http://127.0.0.1:9/x/adv?q");

    const auto done = volumes.run(); // the network is forbidden here

    REQUIRE_FALSE(done);
    CHECK(done.error().fault() == Fault::needs_network);
    CHECK(volumes.fakes.lines.empty());
}

TEST_CASE("what the real tool writes is what we read", "[exec][luks]") {
    const ImageFile image{32};
    Scratch scratch;
    exec::VolumeKeys keys{scratch / "/keys"};
    REQUIRE(keys.add("secret", "0123456789"));
    const auto cryptsetup = [&](std::vector<system::Word> words) {
        words.emplace_back(image.path());
        output("cryptsetup", words);
    };
    const plan::Questions questions{.devices = {image.path()}};

    cryptsetup({"luksFormat", "--type", "luks2", "--key-file", keys.file_of("secret"), "--label", "A B",
                "--subsystem", "ignition-unfinished", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations",
                "1000"});
    auto found = probe::probe_block_devices(questions, "", "/nowhere");
    REQUIRE(found);
    CHECK(found->devices.front().unfinished);
    REQUIRE(found->devices.front().encryption);
    CHECK(found->devices.front().encryption->version == 2);
    CHECK_FALSE(found->devices.front().encryption->discards);

    FakeProcesses fakes;
    KeptSink sink;
    journal::Journal log{sink};
    fetch::Fetcher fetcher{log, fetch::Network::forbidden};
    system::RealProcesses processes;
    exec::Hands hands{log, processes, fetcher, ""};
    const plan::Step finish = plan::FinishVolume{"secret", image.path(), image.path()};
    REQUIRE(exec::apply({&finish, 1}, hands));
    found = probe::probe_block_devices(questions, "", "/nowhere");
    REQUIRE(found);
    CHECK_FALSE(found->devices.front().unfinished);
    CHECK(found->devices.front().signature->label == "A B");

    cryptsetup({"luksFormat", "--batch-mode", "--type", "luks1", "--key-file", keys.file_of("secret"),
                "--iter-time", "1"});
    found = probe::probe_block_devices(questions, "", "/nowhere");
    REQUIRE(found);
    REQUIRE(found->devices.front().encryption);
    CHECK(found->devices.front().encryption->version == 1);
}

namespace {

constexpr std::string_view three_volumes = R"("storage":{"luks":[
    {"name":"keyed","device":"/dev/vdb","keyFile":{"source":"data:,k"}},
    {"name":"tpm","device":"/dev/vdc","clevis":{"tpm2":true}},
    {"name":"tang","device":"/dev/vdd","keyFile":{"source":"data:,k"},
     "clevis":{"tang":[{"url":"http://tang.test","thumbprint":"t"}]}},
    {"name":"own","device":"/dev/vde","clevis":{"custom":{"pin":"tang","config":"{}","needsNetwork":true}}}]})";

void give_volumes(FilesStage& stage) {
    stage.given.luks_uuids = {{"keyed", "u1"}, {"tpm", "u2"}, {"tang", "u3"}, {"own", "u4"}};
    stage.given.luks_key_files = {{"keyed", "data:;base64,AP8="}, {"tang", "data:,not%20stored"}};
}

} // namespace

TEST_CASE("the real root gets the keys that it needs, and a line for each volume", "[exec][luks]") {
    const Scratch root;
    root.file("/etc/crypttab", "before UUID=u none\n");
    FakeProcesses fakes;
    FilesStage stage{root.path(), fakes};
    give_volumes(stage);

    const auto done = stage.run(config_with(three_volumes));

    INFO((done ? std::string{} : done.error().describe()));
    REQUIRE(done);
    CHECK(output("cat", {root / "/etc/crypttab"}) == "before UUID=u none\n"
                                                     "keyed UUID=u1 /etc/luks/keyed luks,x-initrd.attach\n"
                                                     "tpm UUID=u2 none luks,x-initrd.attach\n"
                                                     "tang UUID=u3 none luks,_netdev,x-initrd.attach\n"
                                                     "own UUID=u4 none luks,_netdev,x-initrd.attach\n");
    CHECK(mode_of(root / "/etc/crypttab") == 0600);
    CHECK(mode_of(root / "/etc/luks") == 0700);
    CHECK(mode_of(root / "/etc/luks/keyed") == 0600);
    CHECK(output("cat", {root / "/etc/luks/keyed"}) == std::string_view{"\0\xff", 2});
    CHECK_FALSE(root.has("/etc/luks/tang"));
    for (const std::string& line : stage.sink.lines) {
        CHECK(line.find("AP8=") == std::string::npos);
        CHECK(line.find("stored") == std::string::npos);
    }
}

TEST_CASE("volumes are put behind what a file of the same config says, wherever the run was cut off",
          "[exec][luks]") {
    const std::string config = config_with(cat(
        R"("storage":{"directories":[{"path":"/etc/luks","mode":493}],
                      "files":[{"path":"/etc/crypttab","append":[{"source":"data:,mine%20none%0A"}]}],)",
        three_volumes.substr(std::string_view{R"("storage":{)"}.size())));
    for (std::size_t stop = 0;; ++stop) {
        const Scratch root;
        root.file("/etc/crypttab", "before UUID=u none\n");
        FakeProcesses fakes;
        FilesStage stage{root.path(), fakes};
        give_volumes(stage);
        INFO("cut off before step " << stop);
        if (stage.run(config, stop)) {
            CHECK(stop > 6);
            break;
        }

        REQUIRE(stage.run(config));

        CHECK(output("cat", {root / "/etc/crypttab"})
                  .starts_with("before UUID=u none\nmine none\nkeyed UUID=u1 /etc/luks/keyed luks"));
        CHECK(output("wc", {"-l", root / "/etc/crypttab"}).starts_with("6 "));
        CHECK(mode_of(root / "/etc/luks") == 0755);
    }
}

TEST_CASE("a key file that the same config puts there is not replaced", "[exec][luks]") {
    const Scratch root;
    FakeProcesses fakes;
    FilesStage stage{root.path(), fakes};
    give_volumes(stage);

    const auto done = stage.run(config_with(
        cat(R"("storage":{"files":[{"path":"/etc/luks/keyed","contents":{"source":"data:,mine"}}],)",
            three_volumes.substr(std::string_view{R"("storage":{)"}.size()))));

    REQUIRE_FALSE(done);
    CHECK(done.error().fault() == Fault::refused);
    CHECK(output("cat", {root / "/etc/luks/keyed"}) == "mine");
}

TEST_CASE("a key file that is there already belongs to somebody else", "[exec][luks]") {
    const Scratch root;
    root.file("/etc/luks/keyed", "theirs");
    FakeProcesses fakes;
    FilesStage stage{root.path(), fakes};
    give_volumes(stage);

    const auto done = stage.run(config_with(three_volumes));

    REQUIRE_FALSE(done);
    CHECK(done.error().fault() == Fault::refused);
    CHECK(output("cat", {root / "/etc/luks/keyed"}) == "theirs");
    CHECK_FALSE(root.has("/etc/crypttab"));
}

TEST_CASE("a volume whose key was lost on the way is an error, not a line without a key", "[exec][luks]") {
    const Scratch root;
    FakeProcesses fakes;
    FilesStage stage{root.path(), fakes};
    give_volumes(stage);
    stage.given.luks_key_files.clear();

    const auto done = stage.run(config_with(three_volumes));

    REQUIRE_FALSE(done);
    CHECK(done.error().describe().find("left no key of volume keyed") != std::string::npos);
}

#include "bring.h"
#include "ignite/config/merge.h"
#include "ignite/config/origins.h"
#include "ignite/config/write.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::config;

namespace {

struct Example {
    const char* what;
    const char* parent;
    const char* child;
    const char* result;
};

const Example examples[] = {
    {"files keep the parent's order and the child's come after",
     R"("storage":{"files":[{"path":"/a","mode":420},{"path":"/b"},{"path":"/c"}]})",
     R"("storage":{"files":[{"path":"/z"},{"path":"/b","mode":384},{"path":"/y"}]})",
     R"("storage":{"files":[{"path":"/a","mode":420},{"path":"/b","mode":384},{"path":"/c"},{"path":"/z"},{"path":"/y"}]})"},
    {"a node of another kind takes the place of the parent's",
     R"("storage":{"files":[{"path":"/a"},{"path":"/b"}],"directories":[{"path":"/d","mode":448}]})",
     R"("storage":{"links":[{"path":"/a","target":"/t"}],"files":[{"path":"/d"}]})",
     R"("storage":{"files":[{"path":"/b"},{"path":"/d"}],"links":[{"path":"/a","target":"/t"}]})"},
    {"contents merge member by member",
     R"("storage":{"files":[{"path":"/a","mode":1,"contents":{"source":"http://A","compression":"gzip",
        "verification":{"hash":"H"},"httpHeaders":[{"name":"X","value":"1"}]}}]})",
     R"("storage":{"files":[{"path":"/a","contents":{"source":"data:,y"}}]})",
     R"("storage":{"files":[{"path":"/a","mode":1,"contents":{"source":"data:,y","compression":"gzip",
        "verification":{"hash":"H"},"httpHeaders":[{"name":"X","value":"1"}]}}]})"},
    {"pieces to append are put behind each other",
     R"("storage":{"files":[{"path":"/a","append":[{"source":"P"},{"source":"Q"}]}]})",
     R"("storage":{"files":[{"path":"/a","append":[{"source":"P"}]}]})",
     R"("storage":{"files":[{"path":"/a","append":[{"source":"P"},{"source":"Q"},{"source":"P"}]}]})"},
    {"false in the child counts",
     R"("storage":{"files":[{"path":"/a","overwrite":true,"contents":{"source":"data:,"}}]})",
     R"("storage":{"files":[{"path":"/a","overwrite":false}]})",
     R"("storage":{"files":[{"path":"/a","overwrite":false,"contents":{"source":"data:,"}}]})"},
    {"a header without value takes the parent's away",
     R"("storage":{"files":[{"path":"/a","contents":{"httpHeaders":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}}]})",
     R"("storage":{"files":[{"path":"/a","contents":{"httpHeaders":[{"name":"A"},{"name":"C"},{"name":"b","value":"3"}]}}]})",
     R"("storage":{"files":[{"path":"/a","contents":{"httpHeaders":[{"name":"B","value":"2"},{"name":"C"},{"name":"b","value":"3"}]}}]})"},
    {"a header that the parent would take away gets the child's value",
     R"("storage":{"files":[{"path":"/a","contents":{"httpHeaders":[{"name":"A"}]}}]})",
     R"("storage":{"files":[{"path":"/a","contents":{"httpHeaders":[{"name":"A","value":"1"}]}}]})",
     R"("storage":{"files":[{"path":"/a","contents":{"httpHeaders":[{"name":"A","value":"1"}]}}]})"},
    {"units and drop-ins merge by name, and empty contents replace",
     R"("systemd":{"units":[{"name":"u","enabled":true,"contents":"c","dropins":[{"name":"1","contents":"t"}]}]})",
     R"("systemd":{"units":[{"name":"u","enabled":false,"dropins":[{"name":"2"},{"name":"1","contents":""}]}]})",
     R"("systemd":{"units":[{"name":"u","enabled":false,"contents":"c","dropins":[{"name":"1","contents":""},{"name":"2"}]}]})"},
    {"partitions merge by number, else by label",
     R"("storage":{"disks":[{"device":"/d","wipeTable":true,"partitions":[{"number":1,"label":"r","sizeMiB":100},{"label":"s"}]}]})",
     R"("storage":{"disks":[{"device":"/d","partitions":[{"label":"s","sizeMiB":7},{"number":2,"label":"t"},{"number":1,"sizeMiB":200}]}]})",
     R"("storage":{"disks":[{"device":"/d","wipeTable":true,"partitions":[{"number":1,"label":"r","sizeMiB":200},{"label":"s","sizeMiB":7},{"number":2,"label":"t"}]}]})"},
    {"a label does not find a numbered partition",
     R"("storage":{"disks":[{"device":"/d","partitions":[{"number":1,"label":"a"}]}]})",
     R"("storage":{"disks":[{"device":"/d","partitions":[{"label":"a"}]}]})",
     R"("storage":{"disks":[{"device":"/d","partitions":[{"number":1,"label":"a"},{"label":"a"}]}]})"},
    {"groups and keys of a user are united",
     R"("passwd":{"users":[{"name":"u","groups":["wheel","x"],"sshAuthorizedKeys":["k1","k2"]}]})",
     R"("passwd":{"users":[{"name":"u","groups":["y","x"],"sshAuthorizedKeys":["k3","k1"]}]})",
     R"("passwd":{"users":[{"name":"u","groups":["wheel","x","y"],"sshAuthorizedKeys":["k1","k2","k3"]}]})"},
    {"kernel arguments move between their two lists",
     R"("kernelArguments":{"shouldExist":["a","b"],"shouldNotExist":["c"]})",
     R"("kernelArguments":{"shouldExist":["c","d","a"],"shouldNotExist":["b"]})",
     R"("kernelArguments":{"shouldExist":["a","c","d"],"shouldNotExist":["b"]})"},
    {"options of filesystems repeat",
     R"("storage":{"filesystems":[{"device":"/d","format":"ext4","options":["-a"],"mountOptions":["m"],"path":"/x"}]})",
     R"("storage":{"filesystems":[{"device":"/d","format":"xfs","options":["-a","-b"],"mountOptions":["m"]}]})",
     R"("storage":{"filesystems":[{"device":"/d","format":"xfs","options":["-a","-a","-b"],"mountOptions":["m","m"],"path":"/x"}]})"},
    {"volumes unite their servers and open options",
     R"("storage":{"luks":[{"name":"l","keyFile":{"source":"K"},"openOptions":["o","p"],
        "clevis":{"tang":[{"url":"T","thumbprint":"1"}],"threshold":2}}]})",
     R"("storage":{"luks":[{"name":"l","openOptions":["p","q"],
        "clevis":{"tang":[{"url":"T","thumbprint":"2"},{"url":"U"}],"tpm2":true}}]})",
     R"("storage":{"luks":[{"name":"l","keyFile":{"source":"K"},"openOptions":["o","p","q"],
        "clevis":{"tang":[{"url":"T","thumbprint":"2"},{"url":"U"}],"threshold":2,"tpm2":true}}]})"},
    {"devices of an array are united",
     R"("storage":{"raid":[{"name":"m","devices":["a","b"],"options":["x"]}]})",
     R"("storage":{"raid":[{"name":"m","devices":["c","a"],"options":["x"]}]})",
     R"("storage":{"raid":[{"name":"m","devices":["a","b","c"],"options":["x","x"]}]})"},
    {"null and an empty list remove nothing", R"("passwd":{"users":[{"name":"u","uid":1,"groups":["g"]}]})",
     R"("passwd":{"users":[{"name":"u","uid":null,"groups":[]}]})",
     R"("passwd":{"users":[{"name":"u","uid":1,"groups":["g"]}]})"},
};

std::vector<std::string> lines(const Transcript& transcript) {
    std::vector<std::string> out;
    for (const Mapping& mapping : transcript)
        out.push_back((mapping.side == Side::parent ? "parent " : "child ") + mapping.from + " -> " +
                      mapping.to);
    return out;
}

} // namespace

TEST_CASE("configs merge as in the examples of the spec", "[config][merge]") {
    for (const Example& example : examples) {
        INFO(example.what);
        CHECK(write(merge(bring(example.parent), bring(example.child))) == write(bring(example.result)));
    }
}

TEST_CASE("references, proxies, timeouts and certificates merge", "[config][merge]") {
    const auto with = [](const std::string& members) {
        auto config = read_cache(R"({"ignition":{"version":"3.7.0-experimental",)" + members + "}}");
        REQUIRE(config);
        return *config;
    };
    const Config parent =
        with(R"("config":{"merge":[{"source":"A"}]},"proxy":{"httpProxy":"P","noProxy":["x","y"]},
        "security":{"tls":{"certificateAuthorities":[{"source":"C"}]}},"timeouts":{"httpTotal":9,"httpResponseHeaders":5})");
    const Config child = with(R"("config":{"merge":[{"source":"B"},{"source":"A","compression":"gzip"}]},
        "proxy":{"httpsProxy":"Q","noProxy":["z","x"]},"timeouts":{"httpTotal":0},
        "security":{"tls":{"certificateAuthorities":[{"source":"D"},{"source":"C","verification":{"hash":"h"}}]}})");
    const Config result = with(R"("config":{"merge":[{"source":"A","compression":"gzip"},{"source":"B"}]},
        "proxy":{"httpProxy":"P","httpsProxy":"Q","noProxy":["x","y","z"]},"timeouts":{"httpTotal":0,"httpResponseHeaders":5},
        "security":{"tls":{"certificateAuthorities":[{"source":"C","verification":{"hash":"h"}},{"source":"D"}]}})");

    CHECK(write(merge(parent, child)) == write(result));
}

TEST_CASE("special mode bits are stripped by the older child before it is merged", "[config][merge]") {
    const std::string file = R"("storage":{"files":[{"path":"/a","mode":2541}]})";
    const Parsed parent = parse(document("3.6.0", file));
    const Parsed child = parse(document("3.5.0", file));

    REQUIRE(parent.config);
    REQUIRE(child.config);
    CHECK(merge(*parent.config, *child.config).storage.files[0].mode == 493);
    CHECK(merge(*child.config, *parent.config).storage.files[0].mode == 2541);
}

TEST_CASE("the transcript names the side of every leaf and every container", "[config][merge]") {
    Transcript transcript;
    merge(
        bring(R"("storage":{"files":[{"path":"/a","mode":1,"user":{"id":0}},{"path":"/b"}]})"),
        bring(
            R"("storage":{"links":[{"path":"/b","target":""}],"files":[{"path":"/c"},{"path":"/a","mode":2}]})"),
        &transcript);

    CHECK(lines(transcript) == std::vector<std::string>{
                                   "child $.ignition.version -> $.ignition.version",
                                   "parent $.ignition -> $.ignition",
                                   "child $.ignition -> $.ignition",
                                   "child $.storage.files.1.path -> $.storage.files.0.path",
                                   "parent $.storage.files.0.user.id -> $.storage.files.0.user.id",
                                   "parent $.storage.files.0.user -> $.storage.files.0.user",
                                   "child $.storage.files.1.mode -> $.storage.files.0.mode",
                                   "parent $.storage.files.0 -> $.storage.files.0",
                                   "child $.storage.files.1 -> $.storage.files.0",
                                   "child $.storage.files.0.path -> $.storage.files.1.path",
                                   "child $.storage.files.0 -> $.storage.files.1",
                                   "parent $.storage.files -> $.storage.files",
                                   "child $.storage.files -> $.storage.files",
                                   "child $.storage.links.0.path -> $.storage.links.0.path",
                                   "child $.storage.links.0.target -> $.storage.links.0.target",
                                   "child $.storage.links.0 -> $.storage.links.0",
                                   "child $.storage.links -> $.storage.links",
                                   "parent $.storage -> $.storage",
                                   "child $.storage -> $.storage",
                               });
}

TEST_CASE("a list taken as a whole is in the transcript only when something in it is set",
          "[config][merge]") {
    Transcript transcript;
    merge(bring(""), bring(R"("kernelArguments":{"shouldExist":["","q"],"shouldNotExist":[""]})"),
          &transcript);

    CHECK(lines(transcript) == std::vector<std::string>{
                                   "child $.ignition.version -> $.ignition.version",
                                   "parent $.ignition -> $.ignition",
                                   "child $.ignition -> $.ignition",
                                   "child $.kernelArguments.shouldExist.1 -> $.kernelArguments.shouldExist.1",
                                   "child $.kernelArguments.shouldExist -> $.kernelArguments.shouldExist",
                                   "child $.kernelArguments -> $.kernelArguments",
                               });
}

TEST_CASE("a finding after merging points to the document that brought the value",
          "[config][merge][origins]") {
    const std::string base = document("3.4.0", R"("storage":{"files":[{"path":"/x"},{"path":"/a",
        "contents":{"source":"https://h","httpHeaders":[{"name":"X","value":"1"}]}}]})");
    const std::string more =
        document("3.4.0", R"("storage":{"files":[{"path":"/a","contents":{"source":"data:,y"}}]})");
    const auto traced = [](const std::string& text, std::uint32_t number) {
        Parsed parsed = parse(text, number);
        REQUIRE(parsed.config);
        Origins origins = Origins::of(*parsed.config, text, number);
        return Traced{*std::move(parsed.config), std::move(origins)};
    };

    const Traced merged = merge(traced(base, 7), traced(more, 8));
    const Report report = check_rendered(merged.config);

    REQUIRE(report.findings().size() == 1);
    CHECK(report.findings()[0].place == "$.storage.files.1.contents.httpHeaders");
    CHECK(merged.origins.find(report.findings()[0].place) == Position{7, base.find("[{\"name\"") + 1});
    CHECK(merged.origins.find("$.storage.files.1.contents.source") == Position{8, more.find("\"data:,y\"")});
    CHECK(merged.origins.find("$.storage.files.0.path") == Position{7, base.find("\"/x\"")});
    CHECK_FALSE(Origins{}.find("$.storage"));
}

TEST_CASE("merging what shares no keys does not care about brackets", "[config][merge]") {
    const Config a = bring(examples[0].parent);
    const Config b = bring(examples[8].child);
    const Config c = bring(examples[10].child);

    CHECK(write(merge(merge(a, b), c)) == write(merge(a, merge(b, c))));
}

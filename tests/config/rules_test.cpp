#include "bring.h"
#include "file_text.h"
#include "ignite/config/parse.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

using namespace ignite;

namespace {

struct Case {
    const char* version;
    const char* members;              // beside `ignition`, or `ignition` with the version left out as @
    std::vector<std::string> entries; // "code place", sorted
};

std::string document_of(const Case& given) {
    const std::string members = given.members;
    if (!members.starts_with('@'))
        return document(given.version, members);
    return R"({"ignition":{"version":")" + std::string{given.version} + "\"," + members.substr(1) + "}}";
}

std::string storage(const std::string& members) { return "\"storage\":{" + members + "}"; }

std::vector<std::string> entries_of(const config::Parsed& parsed) {
    std::vector<std::string> entries;
    for (const Finding& finding : parsed.report.findings())
        if (finding.voice == Voice::reference)
            entries.push_back(std::string{finding.code} + (finding.place.empty() ? "" : " " + finding.place));
    std::ranges::sort(entries);
    return entries;
}

std::string long_text(std::size_t size) { return std::string(size, 'x'); }

// What the conformance cases leave out, and the neighbours of what they have.
const Case cases[] = {
    {"3.6.0", R"("storage":{"files":[{}]})", {"path-missing $.storage.files.0.path"}},
    {"3.6.0", R"("storage":{"files":[{"path":"/a/."}]})", {"path-not-clean $.storage.files.0.path"}},
    {"3.6.0", R"("storage":{"files":[{"path":"/a/../b"}]})", {"path-not-clean $.storage.files.0.path"}},
    {"3.6.0", R"("storage":{"files":[{"path":"/a/.b"},{"path":"/a/..b"},{"path":"/a b\u0000"}]})", {}},
    {"3.6.0",
     R"("storage":{"links":[{"path":"/l","target":"/t"},{"path":"/l/m","target":"/t"}],"files":[{"path":"/l/m/f"}]})",
     {"path-through-link $.storage.files.0", "path-through-link $.storage.files.0",
      "path-through-link $.storage.links.1"}},
    {"3.6.0",
     R"("storage":{"links":[{"path":"/lx","target":"/t"}],"files":[{"path":"/l/f"},{"path":"/lxy"}]})",
     {}},
    {"3.2.0",
     R"("storage":{"links":[{"path":"","target":"t"}],"files":[{"path":"/f"}]})",
     {"path-missing $.storage.links.0.path", "path-through-link $.storage.files.0"}},
    {"3.2.0", R"("storage":{"links":[{"path":"/","target":"t"}],"files":[{"path":"/f"}]})", {}},
    {"3.6.0",
     R"("storage":{"links":[{"path":"/l","target":"d","hard":true}],"directories":[{"path":"/l/d"}]})",
     {"hardlink-to-directory $.storage.links.0", "path-through-link $.storage.directories.0"}},
    // What is given twice counts twice.
    {"3.6.0",
     R"("storage":{"links":[{"path":"/l","target":"/d","hard":true}],"directories":[{"path":"/d"},{"path":"/d"}]})",
     {"duplicate-entry $.storage.directories.1", "hardlink-to-directory $.storage.links.0",
      "hardlink-to-directory $.storage.links.0"}},
    {"3.6.0",
     R"("storage":{"disks":[{"device":"/d"},{"device":"/d","partitions":[{"number":1}]},{"device":"/d","wipeTable":true}],
        "filesystems":[{"device":"/d"}]})",
     {"duplicate-entry $.storage.disks.1", "duplicate-entry $.storage.disks.2",
      "fs-implicit-wipe $.storage.filesystems.0.device",
      "fs-over-partitions $.storage.filesystems.0.device"}},
    {"3.6.0",
     R"("storage":{"links":[{"path":"/l","target":"","hard":true,"user":{"id":0}}]})",
     {"link-target-missing $.storage.links.0.target"}},
    {"3.2.0",
     R"("storage":{"links":[{"path":"/l","hard":true,"user":{"id":0},"group":{"name":""}}]})",
     {"hardlink-owner $.storage.links.0.group.name", "hardlink-owner $.storage.links.0.user.id"}},
    {"3.5.0",
     R"("storage":{"files":[{"path":"/a","mode":-1},{"path":"/b","mode":4096},{"path":"/c","mode":-4096}]})",
     {"mode-range $.storage.files.0.mode", "mode-range $.storage.files.1.mode",
      "mode-range $.storage.files.2.mode", "mode-special-bits $.storage.files.0.mode"}},
    {"3.6.0",
     R"("storage":{"files":[{"path":"/a","overwrite":true,"append":[{"source":"data:,"}]}]})",
     {"overwrite-without-source $.storage.files.0.overwrite"}},
    {"3.6.0",
     R"("storage":{"directories":[{"path":"/a","group":{"id":0,"name":"g"},"user":{"id":0,"name":""}}]})",
     {"id-and-name $.storage.directories.0.group"}},
    {"3.6.0",
     R"("systemd":{"units":[{"name":"x.service","contents":"[A]\nb=c"}]},"storage":{"directories":[{"path":"/etc/systemd/system/x.service"}]})",
     {"path-systemd-conflict $.storage.directories.0.path"}},
    {"3.0.0",
     R"("storage":{"files":[{"path":"/a","contents":{"source":"data:,","verification":{"hash":"nohyphen"}}},
       {"path":"/b","contents":{"source":"data:,","verification":{"hash":"sha256-b"}}}]})",
     {"hash-function $.storage.files.1.contents.verification.hash",
      "hash-malformed $.storage.files.0.contents.verification.hash"}},
    {"3.0.0",
     R"(@"config":{"replace":{"verification":{"hash":"sha512-"}}})",
     {"hash-length $.ignition.config.replace.verification.hash"}},
    {"3.1.0",
     R"(@"config":{"replace":{"verification":{"hash":"sha512-"}}})",
     {"hash-length $.ignition.config.replace.verification.hash",
      "hash-without-source $.ignition.config.replace.verification.hash"}},
    {"3.4.0",
     R"(@"config":{"merge":[{"source":":x","httpHeaders":[{}]}]})",
     {"header-name-empty $.ignition.config.merge.0.httpHeaders.0.name",
      "url-unparsable $.ignition.config.merge.0", "url-unparsable $.ignition.config.merge.0.httpHeaders",
      "url-unparsable $.ignition.config.merge.0.source"}},
    {"3.0.0", R"(@"config":{"merge":[{},{"source":""}]})", {"duplicate-entry $.ignition.config.merge.1"}},
    {"3.0.0",
     R"(@"security":{"tls":{"certificateAuthorities":[{}]}})",
     {"url-scheme $.ignition.security.tls.certificateAuthorities.0.source"}},
    {"3.0.0", R"(@"security":{"tls":{"certificateAuthorities":[{"source":"data:,x","source":null}]}})", {}},
    {"3.1.0",
     R"(@"security":{"tls":{"certificateAuthorities":[{"source":"data:,x","source":null}]}})",
     {"source-required $.ignition.security.tls.certificateAuthorities.0"}},
    {"3.4.0",
     R"(@"proxy":{"httpProxy":"","httpsProxy":":"})",
     {"proxy-scheme $.ignition.proxy.httpProxy", "url-unparsable $.ignition.proxy.httpsProxy"}},
    {"3.4.0",
     R"("storage":{"files":[{"path":"/a","contents":{"source":"arn::s3:::/"}},{"path":"/b","contents":{"source":"arn:/x"}},
       {"path":"/c","contents":{"source":"arn:aws:s3:::b/k?versionId="}}]})",
     {"arn-invalid $.storage.files.1.contents.source", "s3-version-empty $.storage.files.2.contents.source"}},
    {"3.6.0", R"("storage":{"disks":[{"device":"a"}]})", {"path-relative $.storage.disks.0.device"}},
    {"3.6.0",
     R"("storage":{"disks":[{"partitions":[{"number":1,"label":"a"},{"number":1,"label":"a"}]}]})",
     {"disk-device-missing $.storage.disks.0.device", "duplicate-entry $.storage.disks.0.partitions.1"}},
    {"3.6.0",
     R"("storage":{"disks":[{"device":"/d","partitions":[{"label":""},{}]}]})",
     {"partition-unidentified $.storage.disks.0.partitions.1"}},
    {"3.6.0",
     R"("storage":{"disks":[{"device":"/d","partitions":[{"number":1,"startMiB":1,"sizeMiB":0},{"number":2,"startMiB":2,"sizeMiB":0}]}]})",
     {}},
    {"3.6.0",
     R"("storage":{"disks":[{"device":"/d","partitions":[{"number":1,"startMiB":5,"sizeMiB":0},{"number":2,"startMiB":1,"sizeMiB":10}]}]})",
     {"partition-overlap $.storage.disks.0.partitions.1"}},
    {"3.6.0",
     R"("storage":{"disks":[{"device":"/d","partitions":[{"number":1,"shouldExist":false,"guid":"","wipePartitionEntry":true},{"number":2,"shouldExist":false,"label":""}]}]})",
     {"absent-with-attributes $.storage.disks.0.partitions.1"}},
    {"3.6.0",
     R"("storage":{"filesystems":[{"device":"/d","wipeFilesystem":true}]})",
     {"format-missing $.storage.filesystems.0.format"}},
    {"3.6.0",
     R"("storage":{"filesystems":[{"device":"/d","wipeFilesystem":false,"path":"","label":"","options":[]}]})",
     {}},
    {"3.6.0",
     R"("storage":{"filesystems":[{"device":"/d","label":"l"}]})",
     {"format-missing $.storage.filesystems.0.format", "label-without-format $.storage.filesystems.0.label"}},
    {"3.7.0-experimental",
     R"("storage":{"filesystems":[{"format":"virtiofs","label":"l","options":["o"],"uuid":"u"}]})",
     {"device-missing $.storage.filesystems.0.device", "virtiofs-label $.storage.filesystems.0.label",
      "virtiofs-options $.storage.filesystems.0.options", "virtiofs-uuid $.storage.filesystems.0.uuid"}},
    {"3.6.0",
     R"("storage":{"raid":[{"devices":["a"],"spares":1,"level":"0"}]})",
     {"path-relative $.storage.raid.0.devices.0", "raid-spares $.storage.raid.0.level"}},
    {"3.2.0",
     R"("storage":{"luks":[{"name":"l","device":"/d","clevis":null},{"name":"m","device":"/d","clevis":{"custom":null}}]})",
     {}},
    {"3.3.0",
     R"("storage":{"luks":[{"name":"l","device":"/d","clevis":null},{"name":"m","device":"/d","clevis":{"custom":null}}]})",
     {"null-object $.storage.luks.0.clevis", "null-object $.storage.luks.1.clevis.custom"}},
    {"3.2.0",
     R"("storage":{"luks":[{"name":"l","device":"/d","clevis":{"custom":{},"tpm2":true}}]})",
     {"custom-with-others $.storage.luks.0.clevis"}},
    {"3.3.0", R"("storage":{"luks":[{"name":"l","device":"/d","clevis":{"custom":{},"tpm2":true}}]})", {}},
    {"3.2.0",
     R"("storage":{"luks":[{"name":"l","device":"/d","clevis":{"custom":{"needsNetwork":true}}}]})",
     {}},
    {"3.3.0",
     R"("storage":{"luks":[{"name":"l","device":"/d","clevis":{"custom":{"needsNetwork":true}}}]})",
     {"clevis-config-missing $.storage.luks.0.clevis.custom.config",
      "clevis-pin-missing $.storage.luks.0.clevis.custom.pin"}},
    {"3.2.0",
     R"("storage":{"luks":[{"name":"l","keyFile":{"source":"ftp://x"}}]})",
     {"disk-device-missing $.storage.luks.0.device", "keyfile-invalid $.storage.luks.0.keys",
      "url-scheme $.storage.luks.0.keyFile.source"}},
    {"3.5.0",
     R"("storage":{"luks":[{"name":"l","device":"/d","cex":{"enabled":true},"clevis":{"threshold":2},"keyFile":{"source":"data:,"}}]})",
     {"cex-with-clevis $.storage.luks.0.cex", "cex-with-keyfile $.storage.luks.0.cex"}},
    {"3.4.0",
     R"("storage":{"luks":[{"name":"l","device":"/d","openOptions":["a","a"]}]})",
     {"duplicate-entry $.storage.luks.0.openOptions.1"}},
    {"3.6.0",
     R"("systemd":{"units":[{"name":"e@.service","contents":"[A]\nb=c"},{"name":"e@x@y.service","enabled":true},{"name":"f@x.service","enabled":true}]})",
     {"template-no-install $.systemd.units.1.contents"}},
    {"3.6.0",
     R"("systemd":{"units":[{"name":"@@.service","contents":" "},{"name":"@@c.service","enabled":true}]})",
     {"template-no-install $.systemd.units.1.contents"}},
    {"3.6.0",
     R"("systemd":{"units":[{"name":"e@.service","contents":"[A","enabled":true},{"name":"e@i.service","enabled":true}]})",
     {"unit-syntax $.systemd.units.0.contents"}},
    {"3.6.0",
     R"("systemd":{"units":[{"name":".service"},{"name":"../x.service"},{"name":"a b.timer"}]})",
     {}},
    {"3.6.0",
     R"("systemd":{"units":[{"name":"x.service/y"},{"name":"x.Service"}]})",
     {"unit-extension $.systemd.units.0.name", "unit-extension $.systemd.units.1.name"}},
    {"3.6.0",
     R"("passwd":{"users":[{},{"name":""}],"groups":[{"name":"a","gid":-1}]})",
     {"duplicate-entry $.passwd.users.1"}},
    {"3.6.0",
     R"("systemd":{"units":[{"name":"x.service","enabled":true,"mask":true,"contents":"[Install]\n"}]})",
     {"no-install $.systemd.units.0.contents"}},
    // How documents are decoded.
    {"3.4.0", R"("STORAGE":{"FILES":[{"Path":"/a","x":1}]})", {"unused-key $.STORAGE"}},
    {"3.4.0",
     R"("\u017Ftorage":{"lu\u212As":[{"name":"l"}]})",
     {"disk-device-missing $.storage.luks.0.device", "unused-key $.ſtorage"}},
    {"3.4.0",
     R"("storage":{"files":[{"path":"/a","contents":{"source":"data:,x"},"contents":{"compression":"xz"}}]})",
     {"compression-unknown $.storage.files.0.contents.compression"}},
    {"3.4.0", R"("storage":{"files":[{"path":"a"}],"files":[]})", {}},
    {"3.4.0", R"("storage":{"files":[{"path":"/a","mode":1,"mode":null,"path":null}]})", {}},
    {"3.4.0", R"("a.b":{},"":1,"a.b":2)", {"unused-key $.", "unused-key $.a.b"}},
    {"3.4.0",
     R"("x":[{"y":1e400}],"storage":{"files":[{"path":"a"}]})",
     {"path-relative $.storage.files.0.path"}},
    {"3.4.0", R"("storage":{"files":{},"links":3})", {"type"}},
    {"3.4.0",
     R"("systemd":{"units":[{"name":"x.service","enabled":null,"contents":null,"dropins":null}]})",
     {}},
    {"3.4.0",
     R"("passwd":{"users":[{"name":"u","groups":[null,""]}]})",
     {"duplicate-entry $.passwd.users.0.groups.1"}},
    {"03.04.00", "", {}},
    {"3.4.0-", "", {}},
    // A unit without a name is nobody's template.
    {"3.6.0",
     R"("systemd":{"units":[{"contents":"[Unit]\nA=b\n"},{"name":"x.timer","enabled":true}]})",
     {"unit-extension $.systemd.units.0.name"}},
    {"3.2.0",
     R"("storage":{"links":[{"path":"/l"}],"raid":[{"level":"raid1","level":null,"devices":["/d"]}]})",
     {}},
};

// The codes that a rule can give, as they stand in the sources.
std::set<std::string> codes_in_sources() {
    std::set<std::string> codes;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator{IGNITE_SOURCE_ROOT "/src/config", failed}) {
        if (entry.path().extension() != ".cpp" || !entry.path().filename().string().starts_with("rules_"))
            continue;
        const std::string text = source_file("src/config/" + entry.path().filename().string());
        for (const std::string call : {"fail(\"", "warn(\"", "wrong(\""})
            for (std::size_t at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
                const std::size_t begin = at + call.size();
                codes.insert(text.substr(begin, text.find('"', begin) - begin));
            }
    }
    REQUIRE_FALSE(failed);
    return codes;
}

} // namespace

TEST_CASE("every document draws exactly its findings", "[config][rules]") {
    for (const Case& given : cases) {
        const std::string text = document_of(given);
        INFO(text);
        CHECK(entries_of(config::parse(text)) == given.entries);
    }
}

TEST_CASE("limits of labels and tags are bytes", "[config][rules]") {
    const auto label = [](const std::string& format, const std::string& text) {
        const config::Parsed parsed =
            config::parse(document("3.6.0", storage(R"("filesystems":[{"device":"/d","format":")" + format +
                                                    R"(","label":")" + text + "\"}]")));
        return parsed.config.has_value();
    };
    for (const auto& [format, longest] :
         {std::pair{"ext4", 16u}, {"btrfs", 256u}, {"xfs", 12u}, {"swap", 15u}, {"vfat", 11u}}) {
        INFO(format);
        CHECK(label(format, long_text(longest)));
        CHECK_FALSE(label(format, long_text(longest + 1)));
    }
    CHECK(label("none", long_text(1000)));
    CHECK_FALSE(label("xfs", "üüüüüüü")); // 7 letters, 14 bytes
    const auto partition = [](const std::string& text) {
        return entries_of(config::parse(document(
            "3.6.0", storage(R"("disks":[{"device":"/d","partitions":[{"label":")" + text + "\"}]}]"))));
    };
    CHECK(partition(long_text(36)).empty());
    CHECK(partition(long_text(36) + ":") ==
          std::vector<std::string>{"partition-label-length $.storage.disks.0.partitions.0.label"});
}

TEST_CASE("every code of every rule is drawn by some case", "[config][rules]") {
    std::set<std::string> drawn = {"partition-label-length"}; // by the limits above
    const auto draw = [&](const std::string& text) {
        const config::Parsed parsed = config::parse(text);
        for (const Finding& finding : parsed.report.findings())
            drawn.emplace(finding.code);
    };
    for (const Case& given : cases)
        draw(document_of(given));
    const std::string lines = source_file("tests/config/validate-cases.jsonl");
    // The objects stand in the lines as they are; what is behind them is for another test.
    constexpr std::string_view before = "\"config\": {", after = ", \"verdict\"";
    for (std::size_t at = lines.find(before); at != std::string::npos; at = lines.find(before, at + 1)) {
        const std::size_t begin = at + before.size() - 1;
        draw(lines.substr(begin, lines.find(after, begin) - begin));
    }

    const std::set<std::string> codes = codes_in_sources();
    CHECK(codes.size() > 60);
    for (const std::string& code : codes) {
        INFO(code);
        CHECK(drawn.contains(code));
    }
}

TEST_CASE("nothing in a document breaks the text of a finding into lines", "[config][rules]") {
    const config::Parsed parsed = config::parse(document(
        "3.5.0",
        storage(R"("\n":1,"links":[{"path":"/\n","target":"t"}],"files":[{"path":"/\n/a","mode":-1,"\u001b":1,
            "contents":{"compression":"\n","source":"\n:","verification":{"hash":"\n-"}}}],
            "filesystems":[{"device":"/d","format":"\n"}],"raid":[{"name":"\n","level":"\n","devices":["\n"]}],
            "luks":[{"name":"\n","device":"/d","clevis":{"custom":{"pin":"\n","config":"\n"}}}])")));

    CHECK(parsed.report.findings().size() > 10);
    for (const Finding& finding : parsed.report.findings()) {
        INFO(finding.code);
        CHECK(finding.text.find_first_of("\n\x1b") == std::string::npos);
    }
}

TEST_CASE("all mismatches are told, and the reference's is the first", "[config][rules]") {
    const config::Parsed parsed = config::parse(document("3.4.0", R"("storage":{"files":{},"links":3})"));

    REQUIRE(parsed.report.findings().size() == 2);
    CHECK(parsed.rejection == config::Rejection::type);
    CHECK(parsed.report.findings()[0].voice == Voice::reference);
    CHECK(parsed.report.findings()[1].voice == Voice::ours);
}

TEST_CASE("a config refused by its own version is refused by the newest as well", "[config][rules]") {
    // Rules that later versions relaxed on purpose: spec §8.
    const std::set<std::string> relaxed = {"url-scheme",         "hash-function",      "format-unknown",
                                           "clevis-pin-unknown", "custom-with-others", "raid-level-unknown",
                                           "mode-special-bits"};
    for (const Case& given : cases) {
        const std::string text = document_of(given);
        const config::Parsed own = config::parse(text);
        if (own.rejection != config::Rejection::invalid)
            continue;
        const bool may_relax = std::ranges::any_of(own.report.findings(), [&](const Finding& finding) {
            return relaxed.contains(std::string{finding.code});
        });
        std::string newer = text;
        newer.replace(newer.find(given.version), std::string{given.version}.size(), "3.7.0-experimental");
        INFO(text);
        CHECK((may_relax || config::parse(newer).rejection == config::Rejection::invalid));
    }
}

TEST_CASE("what an older version lets pass may fail after translation", "[config][rules]") {
    const auto rendered = [](const std::string& text) {
        const config::Parsed parsed = config::parse(text);
        REQUIRE(parsed.config);
        std::vector<std::string> codes;
        const Report report = config::check_rendered(*parsed.config);
        for (const Finding& finding : report.findings())
            codes.emplace_back(finding.code);
        return codes;
    };
    CHECK(rendered(document("3.2.0", storage(R"("links":[{"path":"/l"}])"))) ==
          std::vector<std::string>{"link-target-missing"});
    CHECK(rendered(document(
              "3.2.0",
              storage(R"("luks":[{"name":"l","device":"/d","clevis":{"custom":{"needsNetwork":true}}}])"))) ==
          std::vector<std::string>{"clevis-pin-missing", "clevis-config-missing"});
    CHECK(rendered(R"({"ignition":{"version":"3.0.0","config":{"merge":[{}]}}})") ==
          std::vector<std::string>{"source-required"});
    CHECK(rendered(document("3.5.0", storage(R"("files":[{"path":"/a","mode":2541}])"))).empty());
}

TEST_CASE("an advertisement of a 3.4.0 config is forgotten, one of 3.5.0 is kept", "[config][rules]") {
    const std::string members = storage(R"("luks":[{"name":"l","device":"/d","clevis":{"tang":
        [{"url":"http://t","thumbprint":"p","advertisement":"{}"}]}}])");

    CHECK_FALSE(
        config::parse(document("3.4.0", members)).config->storage.luks[0].clevis.tang[0].advertisement);
    CHECK(config::parse(document("3.5.0", members)).config->storage.luks[0].clevis.tang[0].advertisement ==
          "{}");
}

TEST_CASE("a document that is no Ignition config is told what it is", "[config][rules]") {
    const auto hint = [](const std::string& text) {
        const config::Parsed parsed = config::parse(text);
        REQUIRE_FALSE(parsed.report.empty());
        return parsed.report.findings()[0].hint;
    };
    CHECK(hint("#cloud-config\n").find("cloud-config") != std::string::npos);
    CHECK(hint("#!/bin/sh\n").find("script") != std::string::npos);
    CHECK(hint("\x1f\x8b\x08").find("gzip") != std::string::npos);
    CHECK(hint("variant: flatcar\n").find("Butane") != std::string::npos);
    CHECK(hint("# Ours\nversion: 1.1.0\nvariant: flatcar\n").find("Butane") != std::string::npos);
    CHECK(hint(document("2.3.0", "")).find("convert") != std::string::npos);
    CHECK(hint(document("3.4.0", R"("storage":{"fiels":[]})")) == "did you mean `files`?");
    CHECK(hint(document("3.0.0", R"("storage":{"luks":[]})")).find("3.2") != std::string::npos);
}

TEST_CASE("whoever holds the text hears how much of it is behind us, and findings have their positions all "
          "the same",
          "[config][rules]") {
    std::string text = R"({"ignition":{"version":"3.4.0"},"storage":{"files":[)";
    for (int i = 0; i < 4000; ++i)
        text += cat(i ? "," : "", R"({"path":"/f)", i, R"(","contents":{"source":"data:,)",
                    std::string(200, 'a'), R"("}})");
    text += R"(,{"path":"relative","colour":1}]}})";
    std::vector<std::size_t> heard;

    const config::Parsed parsed = config::parse(text, 0, [&](std::size_t bytes) { heard.push_back(bytes); });

    const auto steps = std::ranges::count_if(heard, [&](std::size_t bytes) { return bytes < text.size(); });
    CHECK(steps >= 3); // of 256 KiB, while the config is made
    CHECK(steps <= 4); // but not for every file
    CHECK(std::ranges::none_of(heard, [&](std::size_t bytes) { return bytes > text.size(); }));
    REQUIRE(parsed.report.findings().size() == 2);
    CHECK(parsed.report.findings()[0].place == "$.storage.files.4000.path");
    CHECK(parsed.report.findings()[0].position.offset == text.find("\"relative"));
    CHECK(parsed.report.findings()[1].place == "$.storage.files.4000.colour");
    CHECK(parsed.report.findings()[1].position.offset == text.find("\"colour"));
}

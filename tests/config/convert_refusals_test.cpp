#include "ignite/config/convert.h"

#include "convert/told.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ignite;
using config::convert;

namespace {

struct Refusal {
    const char* what;
    const char* version;
    const char* then;                // what stands behind the section `ignition`
    std::vector<std::string> errors; // "error code place"
};

Report report_of(std::string_view version, std::string_view rest) {
    const std::string text = version == "1"
                                 ? cat(R"({"ignitionVersion":1,)", rest, "}")
                                 : cat(R"({"ignition":{"version":")", version, R"("},)", rest, "}");
    auto conversion = convert(text, 3);
    REQUIRE(conversion);
    CHECK_FALSE(conversion->config);
    for (const Finding& finding : conversion->report.findings()) {
        CHECK(finding.position.document == 3);
        CHECK(finding.position.offset < text.size());
    }
    return std::move(conversion->report);
}

void check(const Refusal& refusal) {
    INFO(refusal.what);
    std::vector<std::string> errors = told(report_of(refusal.version, refusal.then));
    std::erase_if(errors, [](const std::string& line) { return !line.starts_with("error"); });
    CHECK(errors == refusal.errors);
}

std::string text_of(const Report& report, std::string_view code) {
    const auto found = std::ranges::find(report.findings(), code, &Finding::code);
    return found == report.findings().end() ? std::string{} : found->text;
}

} // namespace

TEST_CASE("versions of spec 2 that never were are refused", "[config][convert]") {
    for (const char* version : {"2.0.1", "2.5.0", "2.4.0-dev", "2.5.0-experimental", "2.9.0", "2.0.0+x"}) {
        INFO(version);
        const auto conversion = convert(cat(R"({"ignition":{"version":")", version, R"("},"storage":[]})"));
        REQUIRE(conversion);
        CHECK_FALSE(conversion->config);
        CHECK(told(conversion->report) ==
              std::vector<std::string>{"error version-unsupported $.ignition.version"});
    }
}

TEST_CASE("values of a wrong type are all told", "[config][convert]") {
    const Report report =
        report_of("2.4.0", "\n\"storage\":{\"files\":[{\"mode\":\"0644\"},{\"mode\":420.0}]},\n"
                           "\"passwd\":[],\"systemd\":{\"units\":{}}");

    REQUIRE(report.findings().size() == 4);
    CHECK(report.findings()[0].text == "$.storage.files.0.mode must be a whole number, not a string");
    CHECK(report.findings()[3].text == "$.systemd.units must be a list, not an object");
}

TEST_CASE("what spec 2 refuses is refused", "[config][convert]") {
    const Refusal refusals[] = {
        {"a scheme that never was",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"contents":{"source":"gs://b/k"}}]})",
         {"error url-scheme $.storage.files.0.contents.source"}},
        {"a scheme of a later version",
         "2.0.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"contents":{"source":"s3://b/k"}}]})",
         {"error url-scheme $.storage.files.0.contents.source"}},
        {"a broken URL",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"contents":{"source":"http://[x"}}]})",
         {"error url-unparsable $.storage.files.0.contents.source"}},
        {"a broken data URL",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"contents":{"source":"data:x"}}]})",
         {"error data-url-invalid $.storage.files.0.contents.source"}},
        {"a hash of another function",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"contents":{"source":"data:,",)"
         R"("verification":{"hash":"sha256-0000000000000000000000000000000000000000000000000000000000000000"}}}]})",
         {"error hash-function $.storage.files.0.contents.verification.hash"}},
        {"a short hash",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"contents":{"source":"data:,",)"
         R"("verification":{"hash":"sha512-00"}}}]})",
         {"error hash-length $.storage.files.0.contents.verification.hash"}},
        {"another compression",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"contents":{"source":"data:,",)"
         R"("compression":"xz"}}]})",
         {"error compression-unknown $.storage.files.0.contents.compression"}},
        {"headers without http",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"contents":{"source":"data:,",)"
         R"("httpHeaders":[{"name":"a","value":"b"}]}}]})",
         {"error headers-scheme $.storage.files.0.contents.httpHeaders"}},
        {"create beside what it describes",
         "2.4.0",
         R"("passwd":{"users":[{"name":"core","shell":"/s","uid":0,"create":{"uid":1}}]})",
         {"error create-and-user $.passwd.users.0.shell", "error create-and-user $.passwd.users.0.uid"}},
        {"negative ids, when they had no sign",
         "2.0.0",
         R"("passwd":{"users":[{"name":"a","create":{"uid":-1}}],"groups":[{"name":"g","gid":-1}]})",
         {"error id-negative $.passwd.users.0.create.uid", "error id-negative $.passwd.groups.0.gid"}},
        {"mount and path",
         "2.4.0",
         R"("storage":{"filesystems":[{"path":"/p","mount":{"device":"/dev/a","format":"xfs"}}]})",
         {"error mount-and-path $.storage.filesystems.0"}},
        {"neither mount nor path",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"a"}]})",
         {"error mount-missing $.storage.filesystems.0"}},
        {"relative paths",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"root","path":"p"},{"name":"root","mount":{"device":"d","format":"xfs"}},)"
         R"({"mount":{"device":"d","format":"xfs"}}],"files":[{"filesystem":"root","path":"f","mode":1}]})",
         {"error path-relative $.storage.filesystems.0.path",
          "error path-relative $.storage.filesystems.1.mount.device",
          "error path-relative $.storage.files.0.path",
          "error path-relative $.storage.filesystems.2.mount.device"}},
        {"a format that is not known yet",
         "2.0.0",
         R"("storage":{"filesystems":[{"mount":{"device":"/dev/a","format":"swap"}}]})",
         {"error format-unknown $.storage.filesystems.0.mount.format"}},
        {"a format that is not known, of the root too",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"root","mount":{"device":"/dev/a","format":"ext3"}},)"
         R"({"mount":{"device":"/dev/b","format":"none"}},{"mount":{"device":"/dev/c"}}]})",
         {"error format-unknown $.storage.filesystems.0.mount.format",
          "error format-unknown $.storage.filesystems.1.mount.format",
          "error format-unknown $.storage.filesystems.2.mount.format"}},
        {"labels that are too long",
         "2.4.0",
         R"("storage":{"filesystems":[{"mount":{"device":"/dev/a","format":"xfs","label":"0123456789abc"}},)"
         R"({"name":"root","mount":{"device":"/dev/b","format":"vfat","label":"0123456789ab"}}]})",
         {"error label-length $.storage.filesystems.0.mount.label",
          "error label-length $.storage.filesystems.1.mount.label"}},
        {"create beside newer members",
         "2.4.0",
         R"("storage":{"filesystems":[{"mount":{"device":"/dev/a","format":"xfs","wipeFilesystem":true,"options":["x"],)"
         R"("create":{"force":true}}}]})",
         {"error create-and-wipe $.storage.filesystems.0.mount",
          "error create-and-options $.storage.filesystems.0.mount"}},
        {"nodes on no filesystem",
         "2.4.0",
         R"("storage":{"files":[{"path":"/f","mode":1}],"directories":[{"path":"/d","mode":1}],)"
         R"("links":[{"path":"/l","target":"t"}]})",
         {"error filesystem-missing $.storage.directories.0", "error filesystem-missing $.storage.files.0",
          "error filesystem-missing $.storage.links.0"}},
        {"a node without path",
         "2.4.0",
         R"("storage":{"directories":[{"filesystem":"root","mode":1}]})",
         {"error path-missing $.storage.directories.0.path"}},
        {"appending and overwriting",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"append":true,"overwrite":true}]})",
         {"error append-and-overwrite $.storage.files.0"}},
        {"a mode out of range",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":4096}]})",
         {"error mode-range $.storage.files.0.mode"}},
        {"an owner by id and name",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1,"user":{"id":1,"name":"u"}}]})",
         {"error id-and-name $.storage.files.0.user"}},
        {"a link that leads nowhere",
         "2.4.0",
         R"("storage":{"links":[{"filesystem":"root","path":"/l"}]})",
         {"error link-target-missing $.storage.links.0.target"}},
        {"a hard link to a directory",
         "2.4.0",
         R"("storage":{"links":[{"filesystem":"root","path":"/l","target":"/d","hard":true}],)"
         R"("directories":[{"filesystem":"root","path":"/d","mode":1}]})",
         {"error hardlink-to-directory $.storage.links.0"}},
        {"a relative hard link to a directory",
         "2.4.0",
         R"("storage":{"links":[{"filesystem":"root","path":"/l","target":"../d","hard":true}],)"
         R"("directories":[{"filesystem":"root","path":"/d","mode":1}]})",
         {"error hardlink-to-directory $.storage.links.0"}},
        {"absent partitions beside unnumbered ones",
         "2.3.0",
         R"("storage":{"disks":[{"device":"/dev/a","partitions":[{"number":1,"shouldExist":false,)"
         R"("wipePartitionEntry":true},{"label":"x"}]}]})",
         {"error absent-and-unnumbered $.storage.disks.0.partitions"}},
        {"partitions that nothing tells apart, and wrong GUIDs",
         "2.4.0",
         R"("storage":{"disks":[{"device":"/dev/a","partitions":[{"sizeMiB":1},{"number":2,"guid":"x"}]}]})",
         {"error guid-format $.storage.disks.0.partitions.1.guid",
          "error partition-unidentified $.storage.disks.0.partitions.0"}},
        {"an array of a level that never was",
         "2.4.0",
         R"("storage":{"raid":[{"name":"d","level":"raid7","devices":["/dev/a"]}]})",
         {"error raid-level-unknown $.storage.raid.0.level"}},
        {"spares where there can be none",
         "2.4.0",
         R"("storage":{"raid":[{"name":"d","level":"raid0","devices":["/dev/a"],"spares":1}]})",
         {"error raid-spares $.storage.raid.0.level"}},
        {"network units of another kind, or broken",
         "2.4.0",
         R"("networkd":{"units":[{"name":"a.service","contents":"[Match"},{"name":"b.link",)"
         R"("dropins":[{"name":"c","contents":"[X"}]}]})",
         {"error unit-syntax $.networkd.units.0.contents",
          "error network-unit-extension $.networkd.units.0.name",
          "error unit-syntax $.networkd.units.1.dropins.0.contents",
          "error network-unit-extension $.networkd.units.1.dropins.0.name"}},
        {"units of another kind, or broken",
         "2.4.0",
         R"("systemd":{"units":[{"name":"a.network","contents":"[Unit"},{"name":"b.service","dropins":[{"name":"c"}]}]})",
         {"error unit-extension $.systemd.units.0.name",
          "error dropin-extension $.systemd.units.1.dropins.0.name",
          "error unit-syntax $.systemd.units.0.contents"}},
    };
    for (const Refusal& refusal : refusals)
        check(refusal);
}

TEST_CASE("what the new spec has no word for is refused", "[config][convert]") {
    const Refusal refusals[] = {
        {"partitions in sectors",
         "2.0.0",
         R"("storage":{"disks":[{"device":"/dev/a","partitions":[{"number":1,"size":2048,"start":4096}]}]})",
         {"error partition-in-sectors $.storage.disks.0.partitions.0.size",
          "error partition-in-sectors $.storage.disks.0.partitions.0.start"}},
        {"the same in spec 1",
         "1",
         R"("storage":{"disks":[{"device":"/dev/a","partitions":[{"number":1,"size":2048}]}]})",
         {"error partition-in-sectors $.storage.disks.0.partitions.0.size"}},
        {"a creation without force",
         "2.4.0",
         R"("storage":{"filesystems":[{"mount":{"device":"/dev/a","format":"xfs","create":{}}}]})",
         {"error create-without-force $.storage.filesystems.0.mount.create"}},
        {"a creation without force, in spec 1",
         "1",
         R"("storage":{"filesystems":[{"device":"/dev/a","format":"xfs","create":{"force":false}}]})",
         {"error create-without-force $.storage.filesystems.0.create"}},
        {"a filesystem that is mounted already",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"a","path":"/mnt"}],)"
         R"("files":[{"filesystem":"a","path":"/f","mode":1}]})",
         {"error filesystem-path $.storage.filesystems.0.path"}},
        {"a node on a filesystem of another config",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"data","path":"/f","mode":1}]})",
         {"error filesystem-unknown $.storage.files.0.filesystem"}},
        {"a reference without source",
         "2.4.0",
         R"("networkd":{},"Ignition":{"config":{"append":[{}]}})",
         {"error source-required $.ignition.config.append.0"}},
        {"a unit and a file of the same path",
         "2.4.0",
         R"("systemd":{"units":[{"name":"a.service","contents":"[Unit]"}]},)"
         R"("storage":{"files":[{"filesystem":"root","path":"/etc/systemd/system/a.service","mode":1}]})",
         {"error path-systemd-conflict $.storage.files.0.path"}},
        {"a key given twice",
         "2.4.0",
         R"("passwd":{"users":[{"name":"core","sshAuthorizedKeys":["k","k"]}]})",
         {"error duplicate-entry $.passwd.users.0.sshAuthorizedKeys.1"}},
        {"two filesystems on a device",
         "2.4.0",
         R"("storage":{"filesystems":[{"mount":{"device":"/dev/a","format":"xfs"}},)"
         R"({"mount":{"device":"/dev/a","format":"xfs"}}]})",
         {"error duplicate-entry $.storage.filesystems.1.mount"}},
        {"paths that are not in their simplest form, but for nodes",
         "2.4.0",
         R"("storage":{"filesystems":[{"mount":{"device":"/dev//a","format":"xfs"}}],)"
         R"("raid":[{"name":"d","level":"1","devices":["/dev/b/"]}]})",
         {"error path-not-clean $.storage.filesystems.0.mount.device",
          "error path-not-clean $.storage.raid.0.devices.0"}},
    };
    for (const Refusal& refusal : refusals)
        check(refusal);
}

TEST_CASE("two entries for one thing are refused, and both are named", "[config][convert]") {
    struct Pair {
        const char* what;
        const char* then;
        const char* error;
        const char* names;
    };
    const Pair pairs[] = {
        {"two files, of which the last once won",
         R"("storage":{"files":[{"filesystem":"root","path":"/a","mode":1},{"filesystem":"root","path":"//a/","mode":2}]})",
         "error duplicate-entry $.storage.files.1", "$.storage.files.0"},
        {"a file and a directory",
         R"("storage":{"files":[{"filesystem":"root","path":"/a","mode":1}],)"
         R"("directories":[{"filesystem":"root","path":"/a","mode":2}]})",
         "error duplicate-entry $.storage.files.0", "$.storage.directories.0"},
        {"a directory and a link",
         R"("storage":{"links":[{"filesystem":"root","path":"/a","target":"b"}],)"
         R"("directories":[{"filesystem":"root","path":"/a","mode":2}]})",
         "error duplicate-entry $.storage.links.0", "$.storage.directories.0"},
        {"two that are the same only once their filesystem is known",
         R"("storage":{"files":[{"filesystem":"root","path":"/oem/a","mode":1},{"filesystem":"oem","path":"/a","mode":2}]})",
         "error duplicate-entry $.storage.files.1", "$.storage.files.0"},
        {"a network unit given twice",
         R"("networkd":{"units":[{"name":"a.link","contents":"[A]"},{"name":"a.link","contents":"[B]"}]})",
         "error duplicate-entry $.networkd.units.1", "$.networkd.units.0"},
        {"a network unit and a file",
         R"("networkd":{"units":[{"name":"a.link","contents":"[A]"}]},)"
         R"("storage":{"files":[{"filesystem":"root","path":"/etc/systemd/network/a.link","mode":1}]})",
         "error duplicate-entry $.networkd.units.0", "$.storage.files.0"},
        {"a file below a link",
         R"("storage":{"links":[{"filesystem":"root","path":"/a","target":"/b"}],)"
         R"("files":[{"filesystem":"root","path":"/a/c/d","mode":1}]})",
         "error path-through-link $.storage.files.0", "$.storage.links.0"},
        {"a link below a link",
         R"("storage":{"links":[{"filesystem":"root","path":"/a","target":"/b"},)"
         R"({"filesystem":"root","path":"/a/c","target":"/b"}]})",
         "error path-through-link $.storage.links.1", "$.storage.links.0"},
        {"drop-ins of one unit",
         R"("systemd":{"units":[{"name":"a.service","dropins":[{"name":"b.conf"},{"name":"b.conf"}]}]})",
         "error duplicate-entry $.systemd.units.0.dropins.1", "$.systemd.units.0.dropins.0"},
        {"drop-ins of a unit that is given twice",
         R"("systemd":{"units":[{"name":"a.service","dropins":[{"name":"b.conf"}]},)"
         R"({"name":"a.service","dropins":[{"name":"b.conf"}]}]})",
         "error duplicate-entry $.systemd.units.1.dropins.0", "$.systemd.units.0.dropins.0"},
        {"a user with two sets of keys",
         R"("passwd":{"users":[{"name":"core","sshAuthorizedKeys":["a"]},{"name":"core","sshAuthorizedKeys":["b"]}]})",
         "error duplicate-entry $.passwd.users.1", "$.passwd.users.0"},
    };
    for (const Pair& pair : pairs) {
        INFO(pair.what);
        check({pair.what, "2.4.0", pair.then, {pair.error}});
        const Report report = report_of("2.4.0", pair.then);
        const std::string text =
            cat(text_of(report, "duplicate-entry"), text_of(report, "path-through-link"));
        INFO(text);
        CHECK(text.find(pair.names) != std::string::npos);
    }
}

TEST_CASE("a finding stands where the user wrote its cause", "[config][convert]") {
    const std::string text = "{\"ignition\":{\"version\":\"2.4.0\"},\n"
                             " \"storage\":{\"filesystems\":[\n"
                             "  {\"name\":\"d\",\"mount\":{\"device\":\"dev\",\"format\":\"xfs\"}}]}}";
    const auto conversion = convert(text);

    REQUIRE(conversion);
    const auto found = std::ranges::find(conversion->report.findings(), "path-relative", &Finding::code);
    REQUIRE(found != conversion->report.findings().end());
    CHECK(found->position.offset == text.find("\"dev\""));
}

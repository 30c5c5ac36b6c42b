#include "ignite/config/convert.h"

#include "convert/told.h"
#include "ignite/config/parse.h"

#include <catch2/catch.hpp>

using namespace ignite;
using config::convert;
using config::write_converted;

namespace {

struct Row {
    const char* what;
    const char* version;
    const char* then;                 // what stands behind the section `ignition`
    const char* now;                  // the same
    std::vector<std::string> remarks; // "severity code place"
};

std::string whole(std::string_view version, std::string_view rest) {
    const std::string_view comma = rest.empty() ? "" : ",";
    if (version == "1")
        return cat(R"({"ignitionVersion":1)", comma, rest, "}");
    return cat(R"({"ignition":{"version":")", version, R"("})", comma, rest, "}");
}

// A config that the new rules have nothing against but warnings, with its members in the order in which we
// write.
std::string in_our_order(const std::string& text) {
    INFO(text);
    const config::Parsed parsed = config::parse(text);
    for (const Finding& finding : parsed.report.findings())
        CHECK(finding.code != "unused-key");
    REQUIRE(parsed.config);
    return write_converted(*parsed.config, "3.1.0");
}

// What is checked of every conversion that succeeds.
void check_that_it_is_new(const std::string& text) { CHECK(in_our_order(text) == text); }

void check(const Row& row) {
    INFO(row.what);
    const std::string text = whole(row.version, row.then);
    const auto conversion = convert(text, 7);

    REQUIRE(conversion);
    CHECK(told(conversion->report) == row.remarks);
    REQUIRE(conversion->config);
    const std::string now = write_converted(*conversion->config, "3.1.0");
    CHECK(now == in_our_order(whole("3.1.0", row.now)));
    check_that_it_is_new(now);
    for (const Finding& finding : conversion->report.findings()) {
        CHECK(finding.position.document == 7);
        CHECK(finding.position.offset < text.size());
    }
}

} // namespace

TEST_CASE("what the old spec and the new one have in common stays as it is", "[config][convert]") {
    const Row rows[] = {
        {"an empty config", "2.4.0", "", "", {}},
        {"an empty config of every version", "2.0.0", "", "", {}},
        {"an empty config of every version", "2.1.0", "", "", {}},
        {"an empty config of every version", "2.2.0", "", "", {}},
        {"an empty config of every version", "2.3.0", "", "", {}},
        {"an empty config of spec 1", "1", "", "", {}},
        {"groups, with and without a number",
         "2.4.0",
         R"("passwd":{"groups":[{"name":"a","gid":500,"passwordHash":"x","system":true},{"name":"b"}]})",
         R"("passwd":{"groups":[{"gid":500,"name":"a","passwordHash":"x","system":true},{"name":"b"}]})",
         {}},
        {"users",
         "2.4.0",
         R"("passwd":{"users":[{"name":"core","passwordHash":"x","sshAuthorizedKeys":["k1","k2"],"uid":0,"gecos":"g",)"
         R"("homeDir":"/h","noCreateHome":true,"primaryGroup":"p","groups":["q","r"],"noUserGroup":true,)"
         R"("noLogInit":true,"shell":"/s","system":true}]})",
         R"("passwd":{"users":[{"gecos":"g","groups":["q","r"],"homeDir":"/h","name":"core","noCreateHome":true,)"
         R"("noLogInit":true,"noUserGroup":true,"passwordHash":"x","primaryGroup":"p","shell":"/s",)"
         R"("sshAuthorizedKeys":["k1","k2"],"system":true,"uid":0}]})",
         {}},
        {"an empty password hash empties the password",
         "2.1.0",
         R"("passwd":{"users":[{"name":"core","passwordHash":""}]})",
         R"("passwd":{"users":[{"name":"core","passwordHash":""}]})",
         {}},
        {"disks and partitions",
         "2.4.0",
         R"("storage":{"disks":[{"device":"/dev/sda","wipeTable":true,"partitions":[{"label":"l","number":1,)"
         R"("sizeMiB":0,"startMiB":4,"typeGuid":"0FC63DAF-8483-4772-8E79-3D69D8477DE4",)"
         R"("guid":"0FC63DAF-8483-4772-8E79-3D69D8477DE5","wipePartitionEntry":true,"shouldExist":true}]}]})",
         R"("storage":{"disks":[{"device":"/dev/sda","partitions":[{"guid":"0FC63DAF-8483-4772-8E79-3D69D8477DE5",)"
         R"("label":"l","number":1,"shouldExist":true,"sizeMiB":0,"startMiB":4,)"
         R"("typeGuid":"0FC63DAF-8483-4772-8E79-3D69D8477DE4","wipePartitionEntry":true}],"wipeTable":true}]})",
         {}},
        {"arrays",
         "2.2.0",
         R"("storage":{"raid":[{"name":"data","level":"raid1","devices":["/dev/sda","/dev/sdb"],"spares":1,)"
         R"("options":["--x","--x"]}]})",
         R"("storage":{"raid":[{"devices":["/dev/sda","/dev/sdb"],"level":"raid1","name":"data",)"
         R"("options":["--x","--x"],"spares":1}]})",
         {}},
        {"a filesystem without name has no mount point",
         "2.4.0",
         R"("storage":{"filesystems":[{"mount":{"device":"/dev/sdb","format":"xfs","label":"l","uuid":"u",)"
         R"("wipeFilesystem":true,"options":["-a","-a"]}}]})",
         R"("storage":{"filesystems":[{"device":"/dev/sdb","format":"xfs","label":"l","options":["-a","-a"],)"
         R"("uuid":"u","wipeFilesystem":true}]})",
         {}},
        {"units with drop-ins",
         "2.4.0",
         R"("systemd":{"units":[{"name":"a.service","enabled":true,"contents":"[Install]\nAlias=b.service",)"
         R"("dropins":[{"name":"x.conf","contents":"[Unit]"}]},{"name":"b.service","mask":true}]})",
         R"("systemd":{"units":[{"contents":"[Install]\nAlias=b.service","dropins":[{"contents":"[Unit]",)"
         R"("name":"x.conf"}],"enabled":true,"name":"a.service"},{"mask":true,"name":"b.service"}]})",
         {}},
    };
    for (const Row& row : rows)
        check(row);
}

TEST_CASE("nothing and false become not set", "[config][convert]") {
    const Row rows[] = {
        {"of users",
         "2.4.0",
         R"("passwd":{"users":[{"name":"core","gecos":"","homeDir":"","primaryGroup":"","shell":"","noCreateHome":false,)"
         R"("noLogInit":false,"noUserGroup":false,"system":false,"groups":[],"sshAuthorizedKeys":null}]})",
         R"("passwd":{"users":[{"name":"core"}]})",
         {}},
        {"of users before 2.1.0, the password hash too",
         "2.0.0",
         R"("passwd":{"users":[{"name":"core","passwordHash":""}]})",
         R"("passwd":{"users":[{"name":"core"}]})",
         {}},
        {"of groups",
         "2.4.0",
         R"("passwd":{"groups":[{"name":"g","passwordHash":"","system":false}]})",
         R"("passwd":{"groups":[{"name":"g"}]})",
         {}},
        {"of disks and partitions",
         "2.4.0",
         R"("storage":{"disks":[{"device":"/dev/sda","wipeTable":false,"partitions":[{"number":1,"label":"","guid":"",)"
         R"("typeGuid":"","wipePartitionEntry":false,"size":0,"start":0}]}]})",
         R"("storage":{"disks":[{"device":"/dev/sda","partitions":[{"number":1}]}]})",
         {}},
        {"of arrays: no spares",
         "2.4.0",
         R"("storage":{"raid":[{"name":"d","level":"stripe","devices":["/dev/sda"],"spares":0}]})",
         R"("storage":{"raid":[{"devices":["/dev/sda"],"level":"stripe","name":"d"}]})",
         {}},
        {"of filesystems",
         "2.4.0",
         R"("storage":{"filesystems":[{"mount":{"device":"/dev/sdb","format":"ext4","wipeFilesystem":false}}]})",
         R"("storage":{"filesystems":[{"device":"/dev/sdb","format":"ext4"}]})",
         {}},
        {"of units",
         "2.4.0",
         R"("systemd":{"units":[{"name":"a.service","contents":"","mask":false,"enable":false,)"
         R"("dropins":[{"name":"x.conf","contents":""}]}]})",
         R"("systemd":{"units":[{"dropins":[{"name":"x.conf"}],"name":"a.service"}]})",
         {}},
        {"of owners",
         "2.4.0",
         R"("storage":{"directories":[{"filesystem":"root","path":"/d","mode":493,"user":{"name":""},)"
         R"("group":{"id":0,"name":""}}]})",
         R"("storage":{"directories":[{"group":{"id":0},"mode":493,"path":"/d"}]})",
         {}},
        {"of links",
         "2.4.0",
         R"("storage":{"links":[{"filesystem":"root","path":"/l","target":"t","hard":false}]})",
         R"("storage":{"links":[{"path":"/l","target":"t"}]})",
         {}},
    };
    for (const Row& row : rows)
        check(row);
}

TEST_CASE("units of networkd become files", "[config][convert]") {
    const Row rows[] = {
        {"a unit",
         "2.0.0",
         R"("networkd":{"units":[{"name":"00-eth.network","contents":"[Match]\nName=eth 0\n"}]})",
         R"("storage":{"files":[{"contents":{"source":"data:,%5BMatch%5D%0AName%3Deth%200%0A"},"mode":420,)"
         R"("overwrite":true,"path":"/etc/systemd/network/00-eth.network"}]})",
         {"info network-unit-to-file $.networkd.units.0"}},
        {"only a drop-in",
         "2.2.0",
         R"("networkd":{"units":[{"name":"a.link","dropins":[{"name":"b.conf","contents":"[Link]"},{"name":"c.conf"}]}]})",
         R"("storage":{"files":[{"contents":{"source":"data:,%5BLink%5D"},"mode":420,"overwrite":true,)"
         R"("path":"/etc/systemd/network/a.link.d/b.conf"}]})",
         {"info network-unit-to-file $.networkd.units.0.dropins.0"}},
        {"a unit without contents is no file",
         "2.4.0",
         R"("networkd":{"units":[{"name":"a.netdev","contents":""}]})",
         "",
         {}},
        {"after the files of the config",
         "2.4.0",
         R"("networkd":{"units":[{"name":"a.netdev","contents":"[N]"}]},)"
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":1}]})",
         R"("storage":{"files":[{"contents":{"source":""},"mode":1,"overwrite":true,"path":"/f"},)"
         R"({"contents":{"source":"data:,%5BN%5D"},"mode":420,"overwrite":true,)"
         R"("path":"/etc/systemd/network/a.netdev"}]})",
         {"info network-unit-to-file $.networkd.units.0"}},
    };
    for (const Row& row : rows)
        check(row);
}

TEST_CASE("a unit is enabled when either member says so, but no means no", "[config][convert]") {
    const std::string install = R"("contents":"[Install]\nAlias=b.service")";
    struct Answer {
        const char* then;
        const char* now;
        bool is_old;
    };
    const Answer answers[] = {
        {R"("enable":true)", R"(,"enabled":true)", true},
        {R"("enable":false)", "", false},
        {R"("enabled":true)", R"(,"enabled":true)", false},
        {R"("enabled":false)", R"(,"enabled":false)", false},
        {R"("enable":true,"enabled":false)", R"(,"enabled":false)", false},
        {R"("enable":false,"enabled":true)", R"(,"enabled":true)", false},
        {R"("enable":true,"enabled":true)", R"(,"enabled":true)", false},
    };
    for (const Answer& answer : answers) {
        const std::string then =
            cat(R"("systemd":{"units":[{"name":"a.service",)", install, ",", answer.then, "}]}");
        const std::string now =
            cat(R"("systemd":{"units":[{)", install, answer.now, R"(,"name":"a.service"}]})");
        const std::vector<std::string> remarks =
            answer.is_old ? std::vector<std::string>{"info enable-to-enabled $.systemd.units.0.enable"}
                          : std::vector<std::string>{};
        check({answer.then, "2.4.0", then.c_str(), now.c_str(), remarks});
    }
}

TEST_CASE("units of one name are merged in order", "[config][convert]") {
    const Row rows[] = {
        {"the order is that of their first appearance, and later members win",
         "2.4.0",
         R"("systemd":{"units":[{"name":"b.service","contents":"[A]","mask":true,"dropins":[{"name":"1.conf"}]},)"
         R"({"name":"a.service"},{"name":"b.service","contents":"[B]","enabled":false,"dropins":[{"name":"2.conf"}]}]})",
         R"("systemd":{"units":[{"contents":"[B]","dropins":[{"name":"1.conf"},{"name":"2.conf"}],"enabled":false,)"
         R"("mask":true,"name":"b.service"},{"name":"a.service"}]})",
         {"info units-merged $.systemd.units.2"}},
        {"what the later one leaves out stays",
         "2.0.0",
         R"("systemd":{"units":[{"name":"e.service","enable":true,"contents":"[Install]\nAlias=x.service"},)"
         R"({"name":"e.service","dropins":[{"name":"1.conf","contents":"[S]"}]}]})",
         R"("systemd":{"units":[{"contents":"[Install]\nAlias=x.service","dropins":[{"contents":"[S]",)"
         R"("name":"1.conf"}],"enabled":true,"name":"e.service"}]})",
         {"info enable-to-enabled $.systemd.units.0.enable", "info units-merged $.systemd.units.1"}},
    };
    for (const Row& row : rows)
        check(row);
}

TEST_CASE("the object create gives a user its attributes", "[config][convert]") {
    const Row rows[] = {
        {"all of them",
         "2.0.0",
         R"("passwd":{"users":[{"name":"core","sshAuthorizedKeys":["k"],"create":{"uid":1001,"gecos":"g","homeDir":"/h",)"
         R"("noCreateHome":true,"primaryGroup":"p","groups":["q"],"noUserGroup":true,"noLogInit":true,"shell":"/s",)"
         R"("system":true}}]})",
         R"("passwd":{"users":[{"gecos":"g","groups":["q"],"homeDir":"/h","name":"core","noCreateHome":true,)"
         R"("noLogInit":true,"noUserGroup":true,"primaryGroup":"p","shell":"/s","sshAuthorizedKeys":["k"],)"
         R"("system":true,"uid":1001}]})",
         {"info create-to-user $.passwd.users.0.create"}},
        {"none of them",
         "1",
         R"("passwd":{"users":[{"name":"core","create":{}}]})",
         R"("passwd":{"users":[{"name":"core"}]})",
         {"info create-to-user $.passwd.users.0.create"}},
        {"null is no object",
         "2.4.0",
         R"("passwd":{"users":[{"name":"core","shell":"/s","create":null}]})",
         R"("passwd":{"users":[{"name":"core","shell":"/s"}]})",
         {}},
    };
    for (const Row& row : rows)
        check(row);
}

TEST_CASE("names of filesystems become mount points", "[config][convert]") {
    const Row rows[] = {
        {"a name of the user's",
         "2.4.0",
         R"("storage":{"filesystems":[{"mount":{"device":"/dev/a","format":"swap"}},)"
         R"({"name":"da/ta","mount":{"device":"/dev/b","format":"vfat"}}],)"
         R"("directories":[{"filesystem":"da/ta","path":"/","mode":493},{"filesystem":"root","path":"/x/","mode":493}],)"
         R"("files":[{"filesystem":"da/ta","path":"/a//b","mode":420,"contents":{"source":"data:,x"}}]})",
         R"("storage":{"directories":[{"mode":493,"path":"/tmp/da_ta-ign1"},{"mode":493,"path":"/x"}],)"
         R"("files":[{"contents":{"source":"data:,x"},"mode":420,"overwrite":true,"path":"/tmp/da_ta-ign1/a/b"}],)"
         R"("filesystems":[{"device":"/dev/a","format":"swap"},)"
         R"({"device":"/dev/b","format":"vfat","path":"/tmp/da_ta-ign1"}]})",
         {"info filesystem-to-path $.storage.filesystems.1", "info path-joined $.storage.directories.0",
          "info path-joined $.storage.files.0"}},
        {"root is implied",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"root","mount":{"device":"/dev/disk/by-label/ROOT","format":"ext4"}},)"
         R"({"name":"root","path":"/sysroot"}]})",
         "",
         {"warning filesystem-shadowed $.storage.filesystems.1",
          "info root-filesystem-dropped $.storage.filesystems.0",
          "info root-filesystem-dropped $.storage.filesystems.1"}},
        {"a root that is made anew stays as it is, and the user is told",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"root","mount":{"device":"/dev/disk/by-label/ROOT","format":"btrfs",)"
         R"("wipeFilesystem":true,"label":"ROOT"}}]})",
         "",
         {"warning root-filesystem-dropped $.storage.filesystems.0"}},
        {"the same in the older way",
         "2.0.0",
         R"("storage":{"filesystems":[{"name":"root","mount":{"device":"/dev/disk/by-label/ROOT","format":"btrfs",)"
         R"("create":{"force":true}}}]})",
         "",
         {"warning root-filesystem-dropped $.storage.filesystems.0"}},
        {"oem has its own place, and the format of today",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"oem","mount":{"device":"/dev/disk/by-label/OEM","format":"ext4",)"
         R"("label":"OEM"}}],)"
         R"("files":[{"filesystem":"oem","path":"/grub.cfg","append":true,"mode":420,"contents":{"source":"data:,x"}}]})",
         R"("storage":{"files":[{"append":[{"source":"data:,x"}],"mode":420,"overwrite":false,"path":"/oem/grub.cfg"}],)"
         R"("filesystems":[{"device":"/dev/disk/by-label/OEM","format":"btrfs","label":"OEM","path":"/oem"}]})",
         {"warning oem-format $.storage.filesystems.0.mount.format",
          "info filesystem-to-path $.storage.filesystems.0", "info path-joined $.storage.files.0",
          "info append-to-list $.storage.files.0"}},
        {"OEM is a name of the user's",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"OEM","mount":{"device":"/dev/disk/by-label/OEM","format":"ext4"}}]})",
         R"("storage":{"filesystems":[{"device":"/dev/disk/by-label/OEM","format":"btrfs","path":"/tmp/OEM-ign0"}]})",
         {"warning oem-format $.storage.filesystems.0.mount.format",
          "info filesystem-to-path $.storage.filesystems.0"}},
        {"an oem that is made anew has the format that the user says",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"oem","mount":{"device":"/dev/disk/by-label/OEM","format":"ext4",)"
         R"("wipeFilesystem":true}}]})",
         R"("storage":{"filesystems":[{"device":"/dev/disk/by-label/OEM","format":"ext4","path":"/oem",)"
         R"("wipeFilesystem":true}]})",
         {"info filesystem-to-path $.storage.filesystems.0"}},
        {"oem is there without being mentioned",
         "2.4.0",
         R"("storage":{"links":[{"filesystem":"oem","path":"/l","target":"/t"}]})",
         R"("storage":{"links":[{"path":"/oem/l","target":"/t"}]})",
         {"info path-joined $.storage.links.0"}},
        {"a name given twice is that of the last",
         "2.4.0",
         R"("storage":{"filesystems":[{"name":"d","mount":{"device":"/dev/a","format":"ext4"}},)"
         R"({"name":"d","mount":{"device":"/dev/b","format":"ext4"}}],)"
         R"("directories":[{"filesystem":"d","path":"/x","mode":493}]})",
         R"("storage":{"directories":[{"mode":493,"path":"/tmp/d-ign1/x"}],)"
         R"("filesystems":[{"device":"/dev/a","format":"ext4","path":"/tmp/d-ign0"},)"
         R"({"device":"/dev/b","format":"ext4","path":"/tmp/d-ign1"}]})",
         {"warning filesystem-shadowed $.storage.filesystems.1",
          "info filesystem-to-path $.storage.filesystems.0",
          "info filesystem-to-path $.storage.filesystems.1", "info path-joined $.storage.directories.0"}},
    };
    for (const Row& row : rows)
        check(row);
}

TEST_CASE("a creation by force becomes a wipe", "[config][convert]") {
    check({"with its options",
           "2.0.0",
           R"("storage":{"filesystems":[{"mount":{"device":"/dev/a","format":"ext4","create":{"force":true,)"
           R"("options":["-L","x"]}}}]})",
           R"("storage":{"filesystems":[{"device":"/dev/a","format":"ext4","options":["-L","x"],)"
           R"("wipeFilesystem":true}]})",
           {"info create-to-wipe $.storage.filesystems.0.mount.create"}});
}

TEST_CASE("files, directories and links keep what they say", "[config][convert]") {
    const Row rows[] = {
        {"a file overwrites, unless it says otherwise",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/a","mode":420,"contents":{"source":"data:,a"}},)"
         R"({"filesystem":"root","path":"/b","mode":420,"overwrite":true,"contents":{"source":"data:,b"}},)"
         R"({"filesystem":"root","path":"/c","mode":420,"overwrite":false,"contents":{"source":"data:,c"}}]})",
         R"("storage":{"files":[{"contents":{"source":"data:,a"},"mode":420,"overwrite":true,"path":"/a"},)"
         R"({"contents":{"source":"data:,b"},"mode":420,"overwrite":true,"path":"/b"},)"
         R"({"contents":{"source":"data:,c"},"mode":420,"overwrite":false,"path":"/c"}]})",
         {}},
        {"a file without source is an empty one",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/a","mode":420,"overwrite":true}]})",
         R"("storage":{"files":[{"contents":{"source":""},"mode":420,"overwrite":true,"path":"/a"}]})",
         {}},
        {"appending",
         "2.2.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/a","mode":420,"append":true,)"
         R"("contents":{"source":"data:,a","compression":"gzip"}}]})",
         R"("storage":{"files":[{"append":[{"compression":"gzip","source":"data:,a"}],"mode":420,"overwrite":false,)"
         R"("path":"/a"}]})",
         {"info append-to-list $.storage.files.0"}},
        {"contents that are fetched and checked",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/a","mode":420,"user":{"id":500},"group":{"name":"g"},)"
         R"("contents":{"source":"https://h/f","compression":"","httpHeaders":[{"name":"X","value":"y"}],)"
         R"("verification":{"hash":"sha512-)"
         "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "00000"
         R"(000000000000000000000000"}}}]})",
         R"("storage":{"files":[{"contents":{"httpHeaders":[{"name":"X","value":"y"}],"source":"https://h/f",)"
         R"("verification":{"hash":"sha512-)"
         "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "00000"
         R"(000000000000000000000000"}},"group":{"name":"g"},"mode":420,"overwrite":true,"path":"/a",)"
         R"("user":{"id":500}}]})",
         {}},
        {"until 2.2.0 no mode is mode 0",
         "2.1.0",
         R"("storage":{"directories":[{"filesystem":"root","path":"/d"}],"files":[{"filesystem":"root","path":"/f"}]})",
         R"("storage":{"directories":[{"mode":0,"path":"/d"}],"files":[{"contents":{"source":""},"mode":0,)"
         R"("overwrite":true,"path":"/f"}]})",
         {}},
        {"from then on no mode is the default, which is another now",
         "2.2.0",
         R"("storage":{"directories":[{"filesystem":"root","path":"/d"}],"files":[{"filesystem":"root","path":"/f"}]})",
         R"("storage":{"directories":[{"path":"/d"}],"files":[{"contents":{"source":""},"overwrite":true,"path":"/f"}]})",
         {"warning mode-unset $.storage.directories.0", "warning mode-unset $.storage.files.0"}},
        {"a mode in decimal that looks like octal is taken at its word, but for the special bits",
         "2.4.0",
         R"("storage":{"files":[{"filesystem":"root","path":"/f","mode":644}]})",
         R"("storage":{"files":[{"contents":{"source":""},"mode":132,"overwrite":true,"path":"/f"}]})",
         {"warning mode-special-bits $.storage.files.0.mode"}},
        {"directories and links say themselves whether they overwrite",
         "2.4.0",
         R"("storage":{"directories":[{"filesystem":"root","path":"/d","mode":448,"overwrite":true,"user":{"name":"u"}}],)"
         R"("links":[{"filesystem":"root","path":"/l","target":"../x","overwrite":false}]})",
         R"("storage":{"directories":[{"mode":448,"overwrite":true,"path":"/d","user":{"name":"u"}}],)"
         R"("links":[{"overwrite":false,"path":"/l","target":"../x"}]})",
         {}},
        {"a hard link, also a relative one, leads where it led",
         "2.4.0",
         R"("storage":{"links":[{"filesystem":"root","path":"/l","target":"/t","hard":true},)"
         R"({"filesystem":"root","path":"/m","target":"t","hard":true},)"
         R"({"filesystem":"oem","path":"/n","target":"/t","hard":true}]})",
         R"("storage":{"links":[{"hard":true,"path":"/l","target":"/t"},{"hard":true,"path":"/m","target":"t"},)"
         R"({"hard":true,"path":"/oem/n","target":"/oem/t"}]})",
         {"info path-joined $.storage.links.2", "info target-joined $.storage.links.2.target"}},
    };
    for (const Row& row : rows)
        check(row);
}

TEST_CASE("files of spec 1 stand in their filesystem", "[config][convert]") {
    check(
        {"with owner and mode",
         "1",
         R"("storage":{"filesystems":[{"device":"/dev/a","format":"ext4"},{"device":"/dev/b","format":"btrfs",)"
         R"("create":{"force":true,"options":["-f"]},"files":[{"path":"/a b","contents":"x y\n","mode":420,"uid":500,)"
         R"("gid":501}]}]})",
         R"("storage":{"files":[{"contents":{"source":"data:,x%20y%0A"},"group":{"id":501},"mode":420,)"
         R"("overwrite":true,"path":"/tmp/_translate-filesystem-1-ign1/a b","user":{"id":500}}],)"
         R"("filesystems":[{"device":"/dev/a","format":"ext4"},{"device":"/dev/b","format":"btrfs","options":["-f"],)"
         R"("path":"/tmp/_translate-filesystem-1-ign1","wipeFilesystem":true}]})",
         {"info create-to-wipe $.storage.filesystems.1.create",
          "info filesystem-to-path $.storage.filesystems.1",
          "info path-joined $.storage.filesystems.1.files.0"}});
}

TEST_CASE("what a config says about fetching stays, but for append", "[config][convert]") {
    const auto conversion = convert(
        R"({"ignition":{"version":"2.4.0","config":{"append":[{"source":"http://h/a","httpHeaders":[{"name":"N","value":)"
        R"("v"}]},{"source":"data:,b"}],"replace":null},"timeouts":{"httpResponseHeaders":0,"httpTotal":30},)"
        R"("security":{"tls":{"certificateAuthorities":[{"source":"https://h/ca"}]}},"proxy":{"httpProxy":"http://p",)"
        R"("httpsProxy":"","noProxy":["x"]}}})");

    REQUIRE(conversion);
    CHECK(conversion->declared == "2.4.0");
    CHECK(told(conversion->report) ==
          std::vector<std::string>{"info append-to-merge $.ignition.config.append.0",
                                   "info append-to-merge $.ignition.config.append.1"});
    REQUIRE(conversion->config);
    const std::string now = write_converted(*conversion->config, "3.1.0");
    CHECK(
        now ==
        R"({"ignition":{"config":{"merge":[{"httpHeaders":[{"name":"N","value":"v"}],"source":"http://h/a"},)"
        R"({"source":"data:,b"}]},"proxy":{"httpProxy":"http://p","noProxy":["x"]},"security":{"tls":)"
        R"({"certificateAuthorities":[{"source":"https://h/ca"}]}},"timeouts":{"httpResponseHeaders":0,)"
        R"("httpTotal":30},"version":"3.1.0"}})");
    check_that_it_is_new(now);
}

TEST_CASE("a config may be replaced by another", "[config][convert]") {
    const auto conversion =
        convert(R"({"ignition":{"version":"2.0.0","config":{"replace":{"source":"http://h/r"}}}})");

    REQUIRE(conversion);
    CHECK(conversion->report.empty());
    REQUIRE(conversion->config);
    CHECK(write_converted(*conversion->config, "3.1.0") ==
          R"({"ignition":{"config":{"replace":{"source":"http://h/r"}},"version":"3.1.0"}})");
}

TEST_CASE("what is converted is a config of the newest version", "[config][convert]") {
    const auto conversion = convert(R"({"ignition":{"version":"2.4.0"}})");

    REQUIRE(conversion);
    REQUIRE(conversion->config);
    CHECK(conversion->config->ignition.version == "3.7.0-experimental");
}

TEST_CASE("keys of a later version have no effect, and are told", "[config][convert]") {
    const Row rows[] = {
        {"a timeout",
         "2.0.0",
         R"("storage":{"links":[]},"nonsense":{"a":1})",
         "",
         {"warning unused-key $.storage.links", "warning unused-key $.nonsense"}},
        {"spec 1 has no files beside filesystems",
         "1",
         R"("storage":{"files":[{"path":1}]})",
         "",
         {"warning unused-key $.storage.files"}},
        {"keys in another case are taken",
         "2.4.0",
         R"("PASSWD":{"users":[{"name":"core"}]})",
         R"("passwd":{"users":[{"name":"core"}]})",
         {"warning unused-key $.PASSWD"}},
    };
    for (const Row& row : rows)
        check(row);
}

TEST_CASE("only configs of spec 1 and 2 are converted", "[config][convert]") {
    for (const char* text :
         {"", "#cloud-config\n", "{", "[]", "{}", R"({"ignition":{}})", R"({"ignition":{"version":"3.0.0"}})",
          R"({"ignition":{"version":"1.0.0"}})", R"({"ignition":{"version":"4.0.0"}})",
          R"({"ignitionVersion":2})", R"({"ignitionVersion":"1"})", R"({"ignitionVersion":1.0})",
          R"({"ignitionVersion":null})", R"({"ignition":{"version":"2"}})", R"({"ignition":{"version":2}})",
          R"({"ignition":[],"ignitionVersion":1})",
          R"({"ignition":{"version":"3.1.0"},"ignitionVersion":1})"}) {
        INFO(text);
        CHECK_FALSE(convert(text));
    }
}

TEST_CASE("the version of spec 2 counts more than that of spec 1", "[config][convert]") {
    const auto conversion = convert(R"({"ignition":{"version":"2.1.0"},"ignitionVersion":1})");

    REQUIRE(conversion);
    CHECK(conversion->declared == "2.1.0");
    CHECK(told(conversion->report) == std::vector<std::string>{"warning unused-key $.ignitionVersion"});
}

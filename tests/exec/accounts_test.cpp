#include "files_stage.h"

#include <sys/mount.h>

using namespace ignite;
using namespace ignite::tests;

namespace {

using Lines = std::vector<std::string>;

// A small system's databases.
void put_down_accounts(const Scratch& scratch) {
    scratch.file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nold:x:1234:1234:Old:/home/old:/bin/sh\n");
    scratch.file("/etc/group", "root:x:0:\nold:x:1234:\nwheel:x:10:\ndocker:x:11:old\n");
    scratch.file("/etc/shadow", "root:*:19000:0:99999:7:::\nold:$6$o:19000:0:99999:7:::\n");
    scratch.file("/etc/gshadow", "root:*::\nold:!::\nwheel:!::\ndocker:!::old\n");
    scratch.file("/etc/login.defs",
                 "UID_MIN 1000\nUID_MAX 60000\nGID_MIN 1000\nGID_MAX 60000\nSYS_UID_MIN 100\n"
                 "SYS_UID_MAX 999\nSYS_GID_MIN 100\nSYS_GID_MAX 999\nUSERGROUPS_ENAB yes\n");
    scratch.file("/etc/skel/.profile", "umask 027\n");
    scratch.file("/home/old/file", "theirs");
    ::chmod((scratch / "/etc/shadow").c_str(), 0640);
    ::chmod((scratch / "/etc/gshadow").c_str(), 0640);
    (void)::chown((scratch / "/home/old").c_str(), 1234, 1234);
}

bool may_change_root() {
    if (::geteuid() == 0)
        return true;
    WARN("skipped: needs root");
    return false;
}

std::string line_of(const Scratch& scratch, const std::string& file, const std::string& name) {
    std::istringstream lines{scratch.text(file)};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name + ":"))
            return line;
    return "";
}

struct Tools {
    Scratch scratch;
    FakeProcesses fake;
    system::RealProcesses real;

    // The command lines that the stage begins with; what the tools would do is not done, so the stage does
    // not end well.
    Lines words(std::string_view passwd) {
        put_down_accounts(scratch);
        FilesStage stage{scratch.path(), fake};
        (void)stage.run(config_with(cat(R"("passwd":{)", passwd, "}")));
        Lines lines = fake.lines;
        for (std::string& line : lines)
            if (const std::size_t at = line.find(scratch.path()); at != std::string::npos)
                line.replace(at, scratch.path().size(), "ROOT");
        return lines;
    }
};

} // namespace

TEST_CASE("groups are made, changed and removed in the words of the specification",
          "[exec][accounts][root]") {
    if (!may_change_root())
        return;
    Tools t;
    CHECK(t.words(R"("groups":[{"name":"new","gid":1500,"passwordHash":"$6$h","system":true},{"name":"plain"},
                               {"name":"wheel","gid":12},{"name":"docker","shouldExist":false},
                               {"name":"absent","shouldExist":false}])") ==
          Lines{"groupadd --root ROOT --gid 1500 --password $6$h --system new", "groupadd --root ROOT plain",
                "groupmod --root ROOT --gid 12 wheel", "groupdel --root ROOT docker"});
}

TEST_CASE("users are made in the words of the specification", "[exec][accounts][root]") {
    if (!may_change_root())
        return;
    Tools t;
    CHECK(t.words(R"("users":[{"name":"plain"},{"name":"full","homeDir":"/var/full","noCreateHome":true,
        "noUserGroup":true,"system":true,"noLogInit":true,"passwordHash":"$6$h","uid":77,"gecos":"A Name",
        "primaryGroup":"wheel","groups":["docker","wheel"],"shell":"/bin/zsh"},
        {"name":"locked","passwordHash":""},{"name":"absent","shouldExist":false}])") ==
          Lines{"useradd --root ROOT --create-home --password * plain",
                "useradd --root ROOT --home-dir /var/full --no-create-home --no-user-group --system "
                "--no-log-init "
                "--password $6$h --uid 77 --comment A Name --gid wheel --groups docker,wheel --shell "
                "/bin/zsh full",
                "usermod --root ROOT --password $6$h full",
                "useradd --root ROOT --create-home --password * locked",
                "usermod --root ROOT --password * locked"});
}

TEST_CASE("users are changed and removed in the words of the specification", "[exec][accounts][root]") {
    if (!may_change_root())
        return;
    {
        Tools t;
        const Lines lines = t.words(R"("users":[{"name":"old","homeDir":"/var/old","passwordHash":"","uid":7,
            "gecos":"G","primaryGroup":"wheel","groups":["docker"],"shell":"/bin/s","noCreateHome":true,
            "noUserGroup":true,"system":true,"noLogInit":true}])");
        REQUIRE_FALSE(lines.empty());
        CHECK(lines[0] ==
              "usermod --root ROOT --home /var/old --move-home --password * --uid 7 --comment G --gid wheel "
              "--groups docker --shell /bin/s old");
    }
    Tools t;
    CHECK(t.words(R"("users":[{"name":"old","shouldExist":false}])") ==
          Lines{"userdel --remove --root ROOT old"});
}

TEST_CASE("a password is set once more, and never logged", "[exec][accounts][root]") {
    if (!may_change_root())
        return;
    Scratch scratch;
    put_down_accounts(scratch);
    FakeProcesses processes;
    FilesStage stage{scratch.path(), processes};

    REQUIRE(stage.run(config_with(R"("passwd":{"users":[{"name":"old","passwordHash":"$6$secret"}]})")));

    CHECK(processes.lines == Lines{"usermod --root " + scratch.path() + " --password $6$secret old",
                                   "usermod --root " + scratch.path() + " --password $6$secret old"});
    CHECK(stage.sink.has("\"--password\" \"<hidden>\""));
    CHECK_FALSE(stage.sink.has("$6$secret"));
    for (const std::string& line : stage.described)
        CHECK(line.find("$6$secret") == std::string::npos);
}

TEST_CASE("a user with a key can log in, and one without a password cannot", "[exec][accounts][root]") {
    if (!may_change_root())
        return;
    Tools t;
    put_down_accounts(t.scratch);
    FilesStage stage{t.scratch.path(), t.real};

    const Result<void> done = stage.run(config_with(
        R"("passwd":{"groups":[{"name":"ops","gid":1500}],"users":[
            {"name":"core","passwordHash":"$6$x","groups":["ops","wheel"],"sshAuthorizedKeys":["ssh-a AAA","ssh-b BBB"]},
            {"name":"jenkins","uid":1020}]},
           "storage":{"files":[{"path":"/home/core/file","user":{"name":"core"},"group":{"name":"ops"}}]})"));

    INFO((done ? "" : done.error().describe()));
    REQUIRE(done);
    CHECK(line_of(t.scratch, "/etc/shadow", "core").starts_with("core:$6$x:"));
    CHECK(line_of(t.scratch, "/etc/shadow", "jenkins").starts_with("jenkins:*:"));
    CHECK(line_of(t.scratch, "/etc/passwd", "jenkins").starts_with("jenkins:x:1020:"));
    CHECK(line_of(t.scratch, "/etc/group", "ops") == "ops:x:1500:core");
    const std::string keys = "/home/core/.ssh/authorized_keys.d/ignition";
    CHECK(t.scratch.text(keys) == "ssh-a AAA\nssh-b BBB\n");
    const struct stat home = t.scratch.look("/home/core");
    CHECK(t.scratch.look(keys).st_uid == home.st_uid);
    CHECK(t.scratch.look(keys).st_gid == home.st_gid);
    CHECK((t.scratch.look(keys).st_mode & 07777) == 0600);
    CHECK((t.scratch.look("/home/core/.ssh").st_mode & 07777) == 0700);
    CHECK(t.scratch.look("/home/core/.ssh/authorized_keys.d").st_uid == home.st_uid);
    CHECK(t.scratch.look("/home/core/file").st_gid == 1500);
    CHECK(t.scratch.text("/home/core/.profile") == "umask 027\n");
}

TEST_CASE("keys go to the main file when that is asked for, and replace what is there",
          "[exec][accounts][root]") {
    if (!may_change_root())
        return;
    Tools t;
    put_down_accounts(t.scratch);
    t.scratch.file("/home/old/.ssh/authorized_keys", "ssh-long-key-of-somebody-who-has-left AAAA\n");
    ::chown((t.scratch / "/home/old/.ssh").c_str(), 1234, 1234);
    FilesStage stage{t.scratch.path(), t.real};
    stage.given.keys = plan::KeysPlace::main_file;

    REQUIRE(
        stage.run(config_with(R"("passwd":{"users":[{"name":"old","sshAuthorizedKeys":["ssh-a AAA\n"]}]})")));

    CHECK(t.scratch.text("/home/old/.ssh/authorized_keys") == "ssh-a AAA\n");
    CHECK(t.scratch.look("/home/old/.ssh/authorized_keys").st_uid == 1234);
}

TEST_CASE("a key is written with the rights of its user, wherever a link in the home leads",
          "[exec][accounts][root]") {
    if (!may_change_root())
        return;
    Tools t;
    put_down_accounts(t.scratch);
    t.scratch.directory("/etc/not-yours");
    t.scratch.link("/home/old/.ssh", "/etc/not-yours");
    FilesStage stage{t.scratch.path(), t.real};

    const Result<void> done =
        stage.run(config_with(R"("passwd":{"users":[{"name":"old","sshAuthorizedKeys":["ssh-a AAA"]}]})"));

    REQUIRE_FALSE(done);
    CHECK(done.error().describe().find("Permission denied") != std::string::npos);
    CHECK_FALSE(t.scratch.has("/etc/not-yours/authorized_keys.d"));
}

TEST_CASE("a user and a group are removed with all their lines, and absent ones are no error",
          "[exec][accounts][root]") {
    if (!may_change_root())
        return;
    Tools t;
    put_down_accounts(t.scratch);
    FilesStage stage{t.scratch.path(), t.real};

    const Result<void> done = stage.run(config_with(
        R"("passwd":{"users":[{"name":"old","shouldExist":false},{"name":"test","shouldExist":false}]})"));

    INFO((done ? "" : done.error().describe()));
    REQUIRE(done);
    for (const char* file : {"/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow"})
        CHECK(line_of(t.scratch, file, "old").empty());
    CHECK_FALSE(t.scratch.has("/home/old"));
}

TEST_CASE("directories that were made for mounts below a home become the user's", "[exec][accounts][root]") {
    if (!may_change_root())
        return;
    Tools t;
    put_down_accounts(t.scratch);
    t.scratch.directory("/home/test/.ssh/foo/bar");
    FilesStage stage{t.scratch.path(), t.real};
    stage.given.notated_directories = {"/home/test", "/home/test/.ssh", "/home/test/.ssh/foo",
                                       "/home/test/.ssh/foo/bar", "/srv"};
    t.scratch.directory("/srv");

    const Result<void> done = stage.run(config_with(
        R"("passwd":{"users":[{"name":"test","uid":1000,"sshAuthorizedKeys":["ssh-a AAA"]}]},
           "storage":{"directories":[{"path":"/home/test/.ssh","mode":488}]})"));

    INFO((done ? "" : done.error().describe()));
    REQUIRE(done);
    CHECK(t.scratch.look("/home").st_uid == 0);
    for (const char* path : {"/home/test", "/home/test/.ssh/foo", "/home/test/.ssh/foo/bar"}) {
        CAPTURE(path);
        CHECK(t.scratch.look(path).st_uid == 1000);
        CHECK((t.scratch.look(path).st_mode & 07777) == 0700);
    }
    CHECK((t.scratch.look("/home/test/.ssh").st_mode & 07777) == 0750);
    CHECK(t.scratch.look("/srv").st_uid == 0);
    CHECK(t.scratch.look("/home/test/.ssh/authorized_keys.d/ignition").st_uid == 1000);
}

TEST_CASE("accounts that others added after a finished run are never taken back",
          "[exec][accounts][cut][root]") {
    if (!may_change_root())
        return;
    const std::string config = config_with(R"("passwd":{"users":[{"name":"core"}]})");
    Scratch scratch;
    put_down_accounts(scratch);
    system::RealProcesses real;
    FilesStage first{scratch.path(), real};
    REQUIRE_FALSE(first.run(config, 2)); // the user is there, the record as well
    REQUIRE(exec::conclude_tree(first.hands, exec::RecordFate::kept_until_mark_goes, first.given.boot_id));
    scratch.file("/etc/passwd", scratch.text("/etc/passwd") + "service:x:990:990::/:/bin/false\n");

    FilesStage second{scratch.path(), real};
    second.given.boot_id = "22222222-2222-2222-2222-222222222222";
    REQUIRE_FALSE(second.run(config, 2));
    FilesStage third{scratch.path(), real};
    third.given.boot_id = "33333333-3333-3333-3333-333333333333";
    REQUIRE(third.run(config));

    CHECK_FALSE(line_of(scratch, "/etc/passwd", "service").empty());
    CHECK_FALSE(line_of(scratch, "/etc/passwd", "core").empty());
}

TEST_CASE("accounts that a broken-off run left half made are made once more from the beginning",
          "[exec][accounts][cut][root]") {
    if (!may_change_root())
        return;
    const std::string config = config_with(
        R"("passwd":{"groups":[{"name":"ops"}],"users":[{"name":"core","sshAuthorizedKeys":["ssh-a AAA"]},
                                                        {"name":"old","shouldExist":false}]})");
    const auto databases = [](const Scratch& scratch) {
        std::string all;
        for (const char* name : {"passwd", "shadow", "group", "gshadow"})
            all += scratch.text(cat("/etc/", name)) + scratch.text(cat("/etc/", name, "-"));
        return all;
    };
    Scratch uncut;
    system::RealProcesses real;
    put_down_accounts(uncut);
    FilesStage whole{uncut.path(), real};
    REQUIRE(whole.run(config));

    for (std::size_t cut = 1; cut < whole.done; ++cut) {
        CAPTURE(cut);
        Scratch scratch;
        put_down_accounts(scratch);
        FilesStage first{scratch.path(), real};
        REQUIRE_FALSE(first.run(config, cut));
        // What a tool leaves that dies in the middle: a user in one database only, half a home, and its lock.
        scratch.file("/etc/passwd", scratch.text("/etc/passwd") + "half:x:1777:1777::/home/half:/bin/sh\n");
        scratch.file("/etc/passwd.lock", cat(::getpid()));
        scratch.file("/etc/passwd.4711", "4711");
        FilesStage second{scratch.path(), real};

        const Result<void> done = second.run(config);

        INFO((done ? "" : done.error().describe()));
        REQUIRE(done);
        CHECK(databases(scratch) == databases(uncut));
        CHECK_FALSE(scratch.has("/etc/passwd.lock"));
        CHECK_FALSE(scratch.has("/etc/passwd.4711"));
        CHECK(scratch.text("/home/core/.profile") == "umask 027\n");
        CHECK_FALSE(scratch.has("/home/old"));
    }
}

#include "cli/status_shown.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::cli;

TEST_CASE("what took longest is shown first, and lists end where a line does", "[cli][status]") {
    Provisioned what;
    what.report = state::BootReport{
        .version = "1.2",
        .date = "2026-01-02T03:04:05Z",
        .boot_id = "b",
        .configs = {{"user", "", true}},
        .stages = {{"disks",
                    61234,
                    {{"make-filesystem", 3, 9}, {"open-volume", 1, 61001}, {"unmount", 1, 0}}},
                   {"files", 7, {}}},
        .earlier_tries = {"2026-01-02T03:00:00Z"}};
    for (int number = 10; number < 30; ++number)
        what.report->written.files.push_back(cat("/etc/file-", number));
    what.result = state::BootResult{.boot_id = "b", .date = "", .user_config_provided = true, .earlier = 2};

    CHECK(status_as_text(what) == R"(Provisioned on 2026-01-02 03:04:05 UTC by ignite 1.2
  boot            b
  user config     yes
  took            61.241 s
  broken off      1 earlier try, begun on 2026-01-02 03:00:00 UTC
  before that     provisioned 2 times already

Configs
  user            given in another config (referenced)

Stages
  disks            61.234 s   open-volume 61.001 s, make-filesystem ×3 0.009 s
  files             0.007 s

Written
  files                  20   /etc/file-10, /etc/file-11, /etc/file-12, /etc/file-13, /etc/file-14 and 15 more
)");
}

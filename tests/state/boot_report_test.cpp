#include "ignite/state/boot_report.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::state;

namespace {

BootReport full_report() {
    return {.version = "1.2",
            .date = "2026-01-02T03:04:05Z",
            .boot_id = "b",
            .configs = {{"base", "system", false}, {"user", "/part", true}},
            .resources = {{"/etc/motd", "https://host/motd"}},
            .stages = {{"disks", 12, {{"make-filesystem", 2, 9}}}, {"files", 3, {}}},
            .written = {.files = {"/etc/motd", "/\"quoted\""},
                        .directories = {"/opt"},
                        .links = {"/l"},
                        .units = {{"a.service", {"written", "enabled"}}},
                        .users = {{"core", {"added", "ssh keys"}}},
                        .groups = {{"wheel", {"changed"}}}},
            .earlier_tries = {"2026-01-02T03:00:00Z"}};
}

} // namespace

TEST_CASE("a report is read as it was written", "[state][report]") {
    CHECK(*decode_report(encode(full_report())) == full_report());
    CHECK(*decode_report(encode(BootReport{})) == BootReport{});
}

TEST_CASE("a report that is none is an error", "[state][report]") {
    CHECK_FALSE(decode_report("{"));
    CHECK_FALSE(decode_report("[]"));
    CHECK(*decode_report("{\"stages\": 7}") == BootReport{});
}

TEST_CASE("a result tells how often the machine was provisioned before", "[state][report]") {
    const auto result = decode_result(R"({"provisioningBootID": "b", "provisioningDate": "d",
        "userConfigProvided": true, "previousReport": {"previousReport": {}}})");

    REQUIRE(result);
    CHECK(result->boot_id == "b");
    CHECK(result->date == "d");
    CHECK(result->user_config_provided);
    CHECK(result->earlier == 2);
    CHECK_FALSE(decode_result("null"));
}

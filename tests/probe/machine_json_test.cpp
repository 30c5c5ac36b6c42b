#include "ignite/probe/machine_json.h"

#include "plan/machines.h"

using namespace ignite;
using namespace ignite::tests;

TEST_CASE("a machine that is written is read as the same machine", "[probe][json]") {
    plan::Machine machine =
        machine_with(disk(520, {partition(1, 2, 128, "a \"b\" \x01"), partition(9, 258, 128, "ROOT")}));
    machine.blocks.disks[0].damages = {"something"};
    machine.blocks.disks[0].partitions[0].use = "mounted at /";
    machine.blocks.devices.push_back({.device = "/dev/vda1",
                                      .alias = "/run/alias/dev/vda1",
                                      .node = "/dev/vda1",
                                      .signature = plan::Signature{"ext4", "u", "l"},
                                      .encryption = plan::Encryption{2, true},
                                      .doubt = "hm",
                                      .unfinished = true,
                                      .use = "held by dm-0"});
    machine.blocks.devices.push_back({.device = "/dev/vda9"});
    machine.blocks.volumes.push_back(
        {.name = "secret", .node = "/dev/dm-0", .on = "/dev/vda1", .use = "mounted at /var"});
    machine.blocks.means = {"cryptsetup", "/dev/tpm0"};
    machine.blocks.places.push_back({.path = "/var", .missing = {"/var"}, .mounted = {"/dev/vda1"}});

    const std::string text = probe::write_machine(machine);
    const auto again = probe::read_machine(text);

    INFO(text << (again ? "" : again.error().describe()));
    REQUIRE(again);
    CHECK(probe::write_machine(*again) == text);
    CHECK(plan::differences(machine.blocks, again->blocks).empty());
    machine.blocks.devices[0].unfinished = false;
    CHECK(plan::differences(machine.blocks, again->blocks).size() == 1);
    CHECK(again->blocks.disks[0].partitions[0].label == "a \"b\" \x01");
    CHECK(again->blocks.disks[0].table == plan::TableKind::gpt);
    CHECK(again->blocks.devices[0].signature->type == "ext4");
    CHECK(again->blocks.devices[0].encryption->version == 2);
    CHECK(again->blocks.devices[0].encryption->discards);
    CHECK_FALSE(again->blocks.devices[1].signature);
    REQUIRE(again->blocks.volumes.size() == 1);
    CHECK(again->blocks.volumes[0].on == "/dev/vda1");
    CHECK(again->blocks.means == machine.blocks.means);
}

TEST_CASE("a machine that is half understood is refused", "[probe][json]") {
    const auto reason = [](std::string_view text) {
        const auto machine = probe::read_machine(text);
        REQUIRE_FALSE(machine);
        return machine.error().describe();
    };

    CHECK(reason(R"({"blocks": {"disk": []}})") == R"(blocks: at byte 12: nobody knows the key "disk")");
    CHECK(reason(R"({"blocks": {"disks": {}}})") == "blocks: disks: at byte 21: this has to be a list");
    CHECK(reason(R"({"blocks": {"disks": [{"length": -1}]}})").find("whole number") != std::string::npos);
    CHECK(reason(R"({"blocks": {"disks": [{"partitions": [{"id": "x"}]}]}})").find("a GUID") !=
          std::string::npos);
    CHECK(reason("{").starts_with("at byte "));
}

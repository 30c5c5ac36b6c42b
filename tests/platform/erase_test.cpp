#include "ignite/platform/provider.h"

#include "platform/ovf_environment.h"

#include "ignite/core/text.h"
#include "ignite/journal/sinks.h"
#include "system/scratch.h"
#include "vmware_port.h"

#include <catch2/catch.hpp>
#include <linux/vbox_err.h>
#include <linux/vbox_vmmdev_types.h>
#include <linux/vboxguest.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>
#include <cstring>
#include <map>

using namespace ignite;
using namespace ignite::platform;
using ignite::tests::Scratch;

namespace {

// The host of a VirtualBox machine, as its driver shows it: what a driver checks of each packet is checked.
struct VirtualBoxHost {
    std::map<std::string, std::string> properties;
    std::string read_only; // a property that no guest may change
    int connections = 0;

    static constexpr std::uint32_t client = 77;

    int connect(vbg_ioctl_hgcm_connect& packet) {
        CHECK(packet.hdr.size_in == sizeof packet.hdr + sizeof packet.u.in);
        CHECK(packet.hdr.size_out == sizeof packet.hdr + sizeof packet.u.out);
        CHECK(packet.u.in.loc.type == VMMDEV_HGCM_LOC_LOCALHOST_EXISTING);
        CHECK(std::string{packet.u.in.loc.u.localhost.service_name} == "VBoxGuestPropSvc");
        packet.u.out.client_id = client;
        ++connections;
        return VINF_SUCCESS;
    }
    int call(vbg_ioctl_hgcm_call& packet) {
        CHECK(packet.client_id == client);
        CHECK(packet.hdr.size_in == packet.hdr.size_out);
        auto* parameters = reinterpret_cast<vmmdev_hgcm_function_parameter*>(&packet + 1);
        const auto* name = reinterpret_cast<const char*>(parameters[0].u.pointer.u.linear_addr);
        CHECK(parameters[0].u.pointer.size == std::strlen(name) + 1);
        const auto found = properties.find(name);
        if (packet.function == 4) {
            CHECK(packet.parm_count == 1);
            if (name == read_only)
                return VERR_PERMISSION_DENIED;
            return properties.erase(name) ? VINF_SUCCESS : VERR_NOT_FOUND;
        }
        CHECK(packet.function == 1);
        CHECK(packet.parm_count == 4);
        if (found == properties.end())
            return VERR_NOT_FOUND;
        const std::string value = found->second + std::string{"\0RDONLYGUEST\0", 13};
        parameters[3].u.value32 = static_cast<__u32>(value.size());
        if (parameters[1].u.pointer.size < value.size())
            return VERR_BUFFER_OVERFLOW;
        std::memcpy(reinterpret_cast<void*>(parameters[1].u.pointer.u.linear_addr), value.data(),
                    value.size());
        return VINF_SUCCESS;
    }
};

VirtualBoxHost* host = nullptr;

} // namespace

// The driver's side. Every other request goes where it would.
extern "C" int ioctl(int device, unsigned long request, ...) noexcept {
    std::va_list arguments;
    va_start(arguments, request);
    void* packet = va_arg(arguments, void*);
    va_end(arguments);
    if (!host || _IOC_TYPE(request) != 'V')
        return static_cast<int>(::syscall(SYS_ioctl, device, request, packet));
    auto& head = *static_cast<vbg_ioctl_hdr*>(packet);
    CHECK(head.version == VBG_IOCTL_HDR_VERSION);
    if (request == VBG_IOCTL_DRIVER_VERSION_INFO)
        head.rc = VINF_SUCCESS;
    else if (request == VBG_IOCTL_HGCM_CONNECT)
        head.rc = host->connect(*static_cast<vbg_ioctl_hgcm_connect*>(packet));
    else if (request == VBG_IOCTL_HGCM_CALL(head.size_in))
        head.rc = host->call(*static_cast<vbg_ioctl_hgcm_call*>(packet));
    else if (request == VBG_IOCTL_HGCM_DISCONNECT)
        --host->connections;
    else
        FAIL_CHECK("a request that nobody knows");
    return 0;
}

namespace {

struct Machine {
    Scratch scratch;
    journal::NullSink sink;
    journal::Journal journal{sink};
    ignite::tests::VmwarePort port;
    system::RealProcesses processes;
    fetch::Fetcher fetcher{journal, fetch::Network::forbidden};
    Surroundings where{.devices = scratch.path(), .backdoor = &port};
    Context context{.journal = journal, .processes = processes, .fetcher = fetcher, .where = where};
    VirtualBoxHost virtualbox;

    Machine() {
        scratch.file("/vboxguest", "");
        host = &virtualbox;
    }
    ~Machine() { host = nullptr; }

    Result<void> erase(std::string_view platform) {
        return platform::erase(*find_provider(platform), context);
    }
    Result<Answer> ask(std::string_view platform) { return platform::ask(*find_provider(platform), context); }
};

} // namespace

TEST_CASE("only two platforms let the guest delete its config", "[platform][erase]") {
    Machine machine;
    for (const Provider& provider : providers()) {
        CAPTURE(provider.id);
        const bool deletes = provider.id == "virtualbox" || provider.id == "vmware";
        CHECK(deletes == (provider.erase != nullptr));
        if (!deletes)
            CHECK(platform::erase(provider, machine.context).error().describe() ==
                  cat("cannot delete config on this platform: ", provider.id));
    }
}

TEST_CASE("a VirtualBox machine's config is the guest property, without its flags",
          "[platform][virtualbox]") {
    Machine machine;
    CHECK(machine.ask("virtualbox")->kind == Answer::Kind::none);
    machine.virtualbox.properties["/Ignition/Config"] = "";
    CHECK(machine.ask("virtualbox")->kind == Answer::Kind::none);
    machine.virtualbox.properties["/Ignition/Config"] = std::string(100'000, 'x');
    CHECK(machine.ask("virtualbox")->bytes == std::string(100'000, 'x'));
    machine.virtualbox.properties["/Ignition/Config/Encoding"] = "";
    CHECK(machine.ask("virtualbox"));
    machine.virtualbox.properties["/Ignition/Config/Encoding"] = "base64";
    CHECK(machine.ask("virtualbox").error().describe().find("\"base64\"") != std::string::npos);
    CHECK(machine.virtualbox.connections == 0);
}

TEST_CASE("a VirtualBox machine's config is deleted, and again is fine", "[platform][erase]") {
    Machine machine;
    machine.virtualbox.properties = {
        {"/Ignition/Config", "{}"}, {"/Ignition/Config/Encoding", ""}, {"/Other", "x"}};
    REQUIRE(machine.erase("virtualbox"));
    CHECK(machine.virtualbox.properties.size() == 1);
    CHECK(machine.erase("virtualbox"));
    machine.virtualbox.read_only = "/Ignition/Config";
    CHECK(machine.erase("virtualbox").error().fault() == Fault::refused);
    CHECK(machine.virtualbox.connections == 0);
}

TEST_CASE("a VMware machine's config is overwritten once, wherever it was given", "[platform][erase]") {
    Machine machine;
    auto& values = machine.port.values;
    values = {{"ignition.config.data", "secret"},
              {"coreos.config.data", "e30K"},
              {"coreos.config.data.encoding", "gzip"},
              {"coreos.config.url", "http://10.0.0.1/secret"}};

    REQUIRE(machine.erase("vmware"));

    CHECK(values == std::map<std::string, std::string>{{"ignition.config.data", "e30K"},
                                                       {"ignition.config.data.encoding", "base64"},
                                                       {"coreos.config.data", "e30K"},
                                                       {"coreos.config.data.encoding", "base64"},
                                                       {"coreos.config.url", "data:;base64,e30K"}});
    machine.port.sets = 0;
    CHECK(machine.erase("vmware"));
    CHECK(machine.port.sets == 0);
}

TEST_CASE("a VMware host that is not reached or refuses is an error", "[platform][erase]") {
    Machine machine;
    machine.port.is_lost = true;
    CHECK_FALSE(machine.erase("vmware"));
    machine.port.is_lost = false;
    CHECK(machine.erase("vmware")); // there is nothing to delete
    machine.port.values["ignition.config.data"] = "secret";
    machine.port.refuses = true;
    const std::string said = machine.erase("vmware").error().describe();
    CHECK(said.find("Permission denied") != std::string::npos);
    CHECK(said.find("secret") == std::string::npos);
    CHECK(machine.port.open_channels == 0);
    machine.port.is_vmware = false;
    CHECK_FALSE(machine.erase("vmware"));
}

TEST_CASE("a VMware machine's config is cut out of its OVF environment", "[platform][erase]") {
    Machine machine;
    const std::string other = R"(<oe:Property oe:key="hostname" oe:value="a>b"/>)";
    const std::string before =
        "<?xml version=\"1.0\"?>\n<!-- <oe:Property oe:key=\"guestinfo.ignition.config.data\"/> "
        "-->\n<Environment xmlns:oe=\"http://schemas.dmtf.org/ovf/environment/1\">\n" +
        other;
    const std::string behind = "<Property key=\"guestinfo.ignition.config.data\"/>\n</Environment>\n";
    const std::string ours =
        R"(<oe:Property oe:key="guestinfo.ignition.config.data" oe:value="secret"/>)"
        R"(<oe:Property oe:value="gzip" oe:key='guestinfo.ignition.config.data.encoding'></oe:Property>)";
    machine.port.values["ovfenv"] = before + ours + behind;

    REQUIRE(machine.erase("vmware"));

    CHECK(machine.port.values["ovfenv"] == before + behind);
    CHECK(machine.port.sets == 1);
    CHECK(machine.erase("vmware"));
    CHECK(machine.port.sets == 1);
}

TEST_CASE("an OVF environment that is no XML is an error", "[platform][erase]") {
    for (const char* text : {"", "words", "<a", "<a b", "<a b=\"c", "<a><!-- ", "<?xml ", "< >"}) {
        CAPTURE(text);
        CHECK_FALSE(without_properties(text, {}));
    }
}

// Where each platform keeps the user's bytes. A provider answers with bytes, never with a config.
// Spec platforms.md §1, §3.2, §5.
#pragma once

#include "ignite/core/result.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/journal/journal.h"
#include "ignite/system/process.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace ignite::platform {

struct Answer {
    enum class Kind : std::uint8_t {
        bytes,    // somebody supplied this
        none,     // the source works, nobody supplied anything: boot goes on without a user config
        not_here, // this source does not apply: the next one is asked
    };
    Kind kind = Kind::not_here;
    std::string bytes;
};

// Bytes of no length are "none", and nothing else is.
Answer answer_of(std::string bytes);

// A file that a platform wants written into the new root. Spec stages.md §3.2.
struct OutputFile {
    std::string path;
    std::string bytes;
    mode_t mode = 0600;
};

class Backdoor; // of VMware, see src/platform/backdoor.h

// Where things stand on the machine; tests move them.
struct Surroundings {
    std::string config_file = "config.ign"; // of the platform "file"
    std::string command_line = "/proc/cmdline";
    std::string sysfs = "/sys";
    std::string procfs = "/proc";
    std::string devices = "/dev";
    std::string run = "/run";      // what udev and DHCP clients leave there; mount points of our own
    std::string oem = "/oem";      // what oem:///… reads from
    fetch::Clock* clock = nullptr; // not owned; nullptr: the machine's
    int (*drive_status)(const std::string& device) = nullptr; // of a DVD drive; nullptr: asks the kernel
    int (*open_pairs)(const std::string& device) = nullptr;   // of Hyper-V, as open(2); nullptr: the device
    int (*dial_host)(unsigned port) = nullptr; // a connected socket, or -1 with errno; nullptr: by vsock
    Backdoor* backdoor = nullptr;              // not owned; nullptr: the machine's
    // QEMU has no configuration device there, and puts the config onto a disk instead.
#if defined(__s390x__) || defined(__powerpc64__)
    bool has_firmware_config = false;
#else
    bool has_firmware_config = true;
#endif
};

struct Context {
    journal::Journal& journal;
    system::ProcessStarter& processes;
    fetch::Fetcher& fetcher;
    const Surroundings& where;
    // What providers want written, those of earlier stages of this boot among it; not owned; nullptr: nobody
    // would write it.
    std::vector<OutputFile>* files = nullptr;
};

enum class Group : std::uint8_t {
    local,   // answers in full without a network
    network, // asks for the network at once, also where a drive might have answered
};

struct HeaderRow {
    std::string_view name; // empty: none
    std::string_view value;
};

// A token that a question has to carry. Spec platforms.md §5.1, §5.2, §5.4.
struct Token {
    std::string_view path; // of a PUT
    HeaderRow lifetime;
    HeaderRow also;          // what else the PUT carries
    std::string_view header; // that the token goes into
    enum class When : std::uint8_t {
        always,
        if_there_is_one, // 404 on the PUT: asked without
        when_refused,    // asked without first; 401 and 403 call for it
    };
    When when = When::always;
    bool awaits_network = false; // asked for once more beforehand, as the reference does in every stage
};

enum class Decoding : std::uint8_t { none, base64, gunzip_if_packed };

// A question to a service of the platform. Link-local addresses are literals on purpose: a name could be
// answered by a hostile resolver.
struct Service {
    std::string_view base;  // "http://169.254.169.254"
    std::string_view base6; // when the machine has no IPv4 address; "%" stands for an interface; empty: none
    std::string_view path;
    HeaderRow header;
    const Token* token = nullptr;
    bool absent_is_none = true; // 404: nobody supplied a config; otherwise it is an error
    bool from_privileged_port = false;
    std::array<std::uint16_t, 3> retried{}; // statuses beside those from 500 up; 0: none
    std::array<Decoding, 2> decoding{};
    // Where else to ask at the same time, looked for anew as long as nobody has answered; nullptr: nowhere.
    std::vector<std::string> (*more_bases)(Context& context) = nullptr;
};

// A filesystem that holds the config, found by its label.
struct Drive {
    std::array<std::string_view, 4> labels{}; // any of them will do
    std::array<std::string_view, 2> files{};  // the first that counts; a drive without: nobody supplied one
    std::chrono::seconds patience{0};         // how long it may take to appear
    bool may_stay_away = false;               // then: nobody supplied a config; otherwise it is an error
    bool (*is_for_others)(std::string_view bytes) = nullptr; // such a file does not count
};

struct Provider {
    std::string_view id;
    Group group;
    // What asking says: Fault::needs_network when offline; every other error is final.
    // Several of them are asked at once, by the rule of spec platforms.md §2.4.
    Service service = {};                              // no base: none
    std::array<Drive, 2> drives = {};                  // no labels: none
    Result<Answer> (*ask)(Context& context) = nullptr; // what no row can say, instead of all that
    std::string_view asks = {};                        // whom that asks, for people
    // Takes the config away from where the user put it. None: this platform does not let the guest.
    Result<void> (*erase)(Context& context) = nullptr;
};

// In the order of their ids.
std::span<const Provider> providers();

// By id or by any name met in the field ("ec2" is "aws"); nullptr for one we do not know.
const Provider* find_provider(std::string_view name);

// Where its configs come from, for people: "http://169.254.169.254", "a filesystem labelled cidata".
std::string transport_of(const Provider& provider);

Result<Answer> ask(const Provider& provider, Context& context);

// So that no program of the running machine can read it. Once it is gone, again is fine.
Result<void> erase(const Provider& provider, Context& context);

// What the platform lends its machines to get at its own storage: credentials of the instance's role, tokens
// of its service account. Nothing is asked before it is needed. The journal must live longer. Spec stages.md
// §4.5, §4.6.
fetch::Lenders lenders_of(const Provider& provider, journal::Journal& journal);

// The config that the kernel command line asks for: `ignition.config.url=` and its older spellings, or
// `ignition.config.device=` with `.path=`. Spec stages.md §2.3, platforms.md §4.1, §4.2.
Result<Answer> ask_command_line(Context& context);

} // namespace ignite::platform

// Where each platform keeps the user's bytes. A provider answers with bytes, never with a config.
// Spec platforms.md §1, §3.2, §5.
#pragma once

#include "ignite/core/result.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/journal/journal.h"
#include "ignite/system/process.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

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

// Where things stand on the machine; tests move them.
struct Surroundings {
    std::string config_file = "config.ign"; // of the platform "file"
    std::string command_line = "/proc/cmdline";
    std::string sysfs = "/sys";
    std::string devices = "/dev";
    std::string scratch = "/run"; // for mount points of our own
};

struct Context {
    journal::Journal& journal;
    system::ProcessStarter& processes;
    fetch::Fetcher& fetcher;
    const Surroundings& where;
};

enum class Group : std::uint8_t {
    local,   // answers in full without a network
    network, // asks for the network at once
};

struct Provider {
    std::string_view id;
    Group group;
    // Fault::needs_network when offline; every other error is final.
    Result<Answer> (*ask)(Context& context);
    // Takes the config away from where the user put it. None: this platform does not let the guest.
    Result<void> (*erase)(Context& context) = nullptr;
};

// In the order of their ids.
std::span<const Provider> providers();

// By id or by any name met in the field ("ec2" is "aws"); nullptr for one we do not know.
const Provider* find_provider(std::string_view name);

Result<Answer> ask(const Provider& provider, Context& context);

// So that no program of the running machine can read it. Once it is gone, again is fine.
Result<void> erase(const Provider& provider, Context& context);

// The config that the kernel command line asks for: `ignition.config.url=` and its older spellings, or
// `ignition.config.device=` with `.path=`. Spec stages.md §2.3, platforms.md §4.1, §4.2.
Result<Answer> ask_command_line(Context& context);

} // namespace ignite::platform

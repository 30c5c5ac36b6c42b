#include "ignite/boot/failure_note.h"

#include "ignite/core/quoted.h"
#include "ignite/system/small_file.h"

#include <array>

namespace ignite::boot {

namespace {

struct Advice {
    Fault fault;
    std::string_view text;
};

constexpr std::array advices = {
    Advice{Fault::config, "correct the config (\"ignite validate\" checks it on any machine) and boot again"},
    Advice{Fault::refused,
           "nothing was overwritten: allow it in the config (\"wipe…\", \"overwrite\"), or take the data "
           "away, and boot again"},
    Advice{Fault::tool, "the program's own words stand above; mend what it names and boot again"},
    Advice{Fault::absent, "check the name, and that the device or resource is there, and boot again"},
    Advice{Fault::needs_network, "check the network of this machine and boot again"},
    Advice{Fault::system, "mend what the line above names and boot again"},
};

std::string_view advice_for(Fault fault) {
    for (const Advice& advice : advices)
        if (advice.fault == fault)
            return advice.text;
    return "";
}

// "  why:   first line" with the lines that follow set in below it.
void append_entry(std::string& out, std::string_view name, std::string_view text) {
    constexpr std::size_t column = 9;
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    if (text.empty())
        return;
    std::string head = cat("  ", name, ":");
    head.resize(column, ' ');
    for (std::string_view rest = text; !rest.empty() || !head.empty();) {
        const std::size_t end = rest.find('\n');
        out += cat(head, tame(rest.substr(0, end)), "\n");
        head.clear();
        if (end == std::string_view::npos)
            break;
        rest.remove_prefix(end + 1);
        out.append(column, ' ');
    }
}

} // namespace

std::string describe(const Failure& failure) {
    std::string out = cat("Provisioning failed in stage ", failure.stage, ".\n");
    append_entry(out, "why", failure.error->describe());
    append_entry(out, "where", failure.place);
    append_entry(out, "found", failure.findings);
    append_entry(out, "next", advice_for(failure.error->fault()));
    append_entry(out, "log", "journalctl -t ignition");
    out += "The machine counts as not provisioned: the next boot tries again from the start.\n";
    return out;
}

Result<void> leave_failure_note(const std::string& path, const Failure& failure) {
    // The first stage may fail before it has left anything else there.
    if (const std::size_t slash = path.rfind('/'); slash != std::string::npos && slash != 0)
        TRY(system::make_directories(path.substr(0, slash), 0700)
                .map_error(within("leave a note of the failure")));
    return system::replace_small_file(path, describe(failure), 0600)
        .map_error(within("leave a note of the failure"));
}

} // namespace ignite::boot

// `ignite status`: what the first boot made of this machine, by what it left behind.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "print.h"
#include "status_shown.h"
#include "usage.h"

#include "ignite/core/quoted.h"
#include "ignite/plan/record.h"
#include "ignite/system/root_dir.h"

#include <algorithm>
#include <array>

namespace ignite::cli {

namespace {

constexpr std::size_t largest_report = 64UL * 1024 * 1024; // bytes

struct Format {
    std::string_view name;
    std::string (*print)(const Provisioned& what);
};

constexpr std::array formats = {
    Format{"text", status_as_text},
    Format{"json", status_as_json},
};

// Nothing when there is no such file.
template <class Take>
auto read_with(const system::RootDir& root, std::string_view path, Take&& take)
    -> Result<std::optional<typename decltype(take(std::string{}))::value_type>> {
    const Result<std::string> text = root.read_file(path, largest_report);
    if (!text && text.error().fault() == Fault::absent)
        return std::nullopt;
    if (!text)
        return tl::unexpected{text.error()};
    return TRY(take(*text).map_error(within("read ", root.outside(path))));
}

Result<Provisioned> look(const std::string& path) {
    const auto root = TRY(system::RootDir::open(path));
    Provisioned found;
    found.result = TRY(read_with(root, plan::result_path, state::decode_result));
    found.report = TRY(read_with(root, plan::report_path, state::decode_report));
    // Another Ignition has been here since.
    if (found.report && found.result && found.report->boot_id != found.result->boot_id)
        found.report.reset();
    if (found.report || found.result)
        return found;
    const bool was_begun = TRY(root.look(plan::record_path)).has_value();
    return fail(Fault::absent, "nothing says that this machine was provisioned: there is neither ",
                root.outside(plan::report_path), " nor ", root.outside(plan::result_path),
                was_begun ? cat("; a run that was broken off has left ", root.outside(plan::record_path))
                          : "");
}

} // namespace

int status(const std::string& program, std::span<const std::string> words) {
    std::string root = "/";
    std::string format_name = "text";
    const Flag flags[] = {
        {"format", "name", "text or json", &format_name},
        {"root", "path", "the root of the machine", &root},
    };
    const Usage usage{
        program,
        cat("usage: ", program, " [flags]\n", describe(flags),
            "\nTells what the first boot did. Exit code 1: nothing says that there has been one.\n")};
    if (const auto read = usage.read(words, flags, {0, 0, "it takes flags only"}); !read)
        return read.error();
    const auto format = std::ranges::find(formats, format_name, &Format::name);
    if (format == formats.end())
        return usage.wrong(cat("there is no format ", quoted(format_name)));
    const Result<Provisioned> found = look(root);
    if (!found) {
        print_error(cat(program, ": ", found.error().describe(), "\n"));
        return exit_failed;
    }
    print(format->print(*found));
    return exit_done;
}

} // namespace ignite::cli

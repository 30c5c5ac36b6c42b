// ignite convert: a config of spec 1 or 2.x as one of 3.x, on standard output; what was converted, what is
// lost and what cannot be converted, on standard error.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "input.h"
#include "print.h"
#include "report_text.h"

#include "ignite/config/convert.h"
#include "ignite/config/parse.h"
#include "ignite/config/versions.h"
#include "ignite/core/quoted.h"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace ignite::cli {

namespace {

// The versions that a converted config can be declared as: from the first that has all it may hold.
std::span<const config::SpecVersion> targets() {
    const std::span<const config::SpecVersion> known = config::spec_versions();
    const auto first = std::ranges::find(known, config::converted_version, &config::SpecVersion::text);
    return {first, known.end()};
}

std::string names_of(std::span<const config::SpecVersion> versions) {
    std::string names;
    for (const config::SpecVersion& version : versions)
        names += cat(names.empty() ? "" : ", ", version.text);
    return names;
}

void print_remarks(const Report& report, const Documents& documents) {
    const bool terminal = isatty(STDERR_FILENO) == 1;
    print_error(report_as_text(report, documents, terminal ? Colour::always : Colour::never));
}

// A config that needs no converting is passed on as it is; anything else is no config.
int pass_on(const Documents& documents, const std::string& program) {
    const DocumentText& document = *documents.find(0);
    config::Parsed parsed = config::parse(document.text, 0);
    if (parsed.config) {
        print_error(cat(program, ": ", document.name, ": it is of version ", parsed.declared.major, ".",
                        parsed.declared.minor, ".0 already\n"));
        print(document.text);
        return exit_done;
    }
    print_remarks(parsed.report, documents);
    if (!parsed.reason.empty())
        print_error(cat(program, ": ", document.name, ": ", parsed.reason, "\n"));
    return exit_invalid_config;
}

} // namespace

int convert(const std::string& program, std::span<const std::string> words) {
    std::string version{config::converted_version};
    const std::array flags = {
        Flag{"to", "version", "the version to declare the result as", &version},
    };
    const std::string usage =
        cat("usage: ", program, " [flags] FILE\n\nA FILE of \"-\" is standard input.\n\n", describe(flags));
    const Result<Words> parsed = parse_flags(words, flags);
    if (parsed && parsed->help_wanted) {
        print(usage);
        return exit_done;
    }
    if (!parsed || parsed->rest.size() != 1) {
        print_error(cat(parsed ? "" : cat(program, ": ", parsed.error().describe(), "\n"), usage));
        return exit_wrong_usage;
    }
    if (std::ranges::find(targets(), version, &config::SpecVersion::text) == targets().end()) {
        print_error(cat(program, ": nothing is converted to version ", quoted(version), ", but to one of ",
                        names_of(targets()), "\n"));
        return exit_wrong_usage;
    }
    const std::string& file = parsed->rest.front();
    Result<std::string> text = read_input(file);
    if (!text) {
        print_error(cat(program, ": ", text.error().describe(), "\n"));
        return exit_failed;
    }
    Documents documents;
    documents.add(name_of_input(file), std::move(*text));
    const std::optional<config::Conversion> conversion = config::convert(documents.text(0), 0);
    if (!conversion)
        return pass_on(documents, program);
    print_remarks(conversion->report, documents);
    if (!conversion->config)
        return exit_invalid_config;
    print(cat(write_converted(*conversion->config, version, config::Style::indented), "\n"));
    return exit_done;
}

} // namespace ignite::cli

// In the words of the reference's program: `ignition-validate [-version] FILE`. Spec config.md §2.7.
#include "commands.h"

#include "flags.h"
#include "input.h"
#include "print.h"
#include "report_reference.h"

#include "ignite/config/parse.h"
#include "ignite/json/document.h"

namespace ignite::cli {

namespace {

// Exit codes of that program.
constexpr int reference_good = 0;
constexpr int reference_bad = 1;
constexpr int reference_bad_flag = 2;

// An oddity of the reference: a number beyond all bounds, wherever it stands, costs its findings their lines.
// Spec config.md §2.5.
void forget_lines_as_reference(Report& report, std::string_view text) {
    const auto document = json::Document::parse(text);
    if (!document || !document->has_overflowing_number())
        return;
    for (Finding& finding : report.findings())
        if (!finding.place.empty())
            finding.position = {};
}

} // namespace

int ignition_validate(const std::string& program, std::span<const std::string> words) {
    bool show_version = false;
    const Flag flags[] = {{"version", "", "print the version and exit", &show_version}};
    const std::string usage = cat("Usage: ", program, " [flags] config.ign\n", describe(flags),
                                  "\nUse - to read from standard input.\n");

    const Result<Words> parsed = parse_flags(words, flags);
    if (!parsed) {
        print_error(cat(parsed.error().describe(), "\n", usage));
        return reference_bad_flag;
    }
    if (parsed->help_wanted) {
        print_error(usage);
        return reference_good;
    }
    if (show_version) {
        print(cat("Ignition ", IGNITE_VERSION, "\n"));
        return reference_good;
    }
    if (parsed->rest.size() != 1) {
        print_error(usage);
        return reference_bad;
    }
    const std::string& path = parsed->rest.front();
    Result<std::string> text = read_input(path);
    if (!text) {
        print_error(cat("couldn't read config: ", text.error().describe(), "\n"));
        return reference_bad;
    }
    Documents documents;
    const std::uint32_t number = documents.add(path, std::move(*text));
    config::Parsed config = config::parse(documents.text(number), number);
    if (!config.report.empty())
        forget_lines_as_reference(config.report, documents.text(number));
    const std::string said = report_as_reference(config.report, documents);
    print(said);
    if (config.config)
        return reference_good;
    if (said.empty())
        print_error(cat("couldn't parse config: ", config.reason, "\n"));
    return reference_bad;
}

} // namespace ignite::cli

// `ignite validate [flags] FILE…`: every finding of every file, for people or for programs.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "input.h"
#include "print.h"
#include "report_json.h"
#include "report_sarif.h"
#include "report_text.h"

#include "ignite/config/origins.h"
#include "ignite/config/parse.h"
#include "ignite/core/handle.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace ignite::cli {

namespace {

struct Format {
    std::string_view name;
    std::string (*print)(const Report& report, const Documents& documents);
};

// Colour is for people at a terminal who have not said that they want none (no-color.org).
std::string as_text(const Report& report, const Documents& documents) {
    const char* unwanted = ::getenv("NO_COLOR"); // NOLINT(concurrency-mt-unsafe): there are no threads
    const bool coloured = ::isatty(STDOUT_FILENO) == 1 && (!unwanted || !*unwanted);
    return report_as_text(report, documents, coloured ? Colour::always : Colour::never);
}

constexpr std::array formats = {
    Format{"text", as_text},
    Format{"json", report_as_json},
    Format{"sarif", report_as_sarif},
};

using Directory = Handle<DIR, ::closedir>;

bool is_directory(const std::string& path) {
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

// The fragments of a directory, in byte order of their names: the order in which they are merged.
Result<std::vector<std::string>> fragments_of(const std::string& path) {
    const Directory directory{::opendir(path.c_str())};
    if (!directory)
        return tl::unexpected{Error::from_errno().within("open ", path)};
    std::vector<std::string> files;
    while (const dirent* entry = ::readdir(directory.get())) { // NOLINT(concurrency-mt-unsafe): no threads
        const std::string name = entry->d_name;
        if (name != "." && name != "..")
            files.push_back(cat(path, path.ends_with('/') ? "" : "/", name));
    }
    std::ranges::sort(files);
    return files;
}

Result<std::vector<std::string>> expand(const std::vector<std::string>& words) {
    std::vector<std::string> files;
    for (const std::string& word : words) {
        if (!is_directory(word)) {
            files.push_back(word);
            continue;
        }
        const std::vector<std::string> fragments = TRY(fragments_of(word));
        files.insert(files.end(), fragments.begin(), fragments.end());
    }
    return files;
}

// What has been found so far, in all files.
struct Findings {
    Documents documents;
    Report report;
    bool all_parsed = true;
    std::vector<config::Traced> configs; // only kept for merging
};

void check(Findings& findings, const std::string& path, std::string text, bool keep) {
    const std::uint32_t number = findings.documents.add(name_of_input(path), std::move(text));
    config::Parsed parsed = config::parse(findings.documents.text(number), number);
    if (!parsed.config && parsed.report.empty())
        parsed.report.fail("not-a-config", {}, parsed.reason).position = {.document = number, .offset = 0};
    findings.all_parsed = findings.all_parsed && parsed.config;
    if (keep && parsed.config) {
        config::Origins origins =
            config::Origins::of(*parsed.config, findings.documents.text(number), number);
        findings.configs.push_back({.config = std::move(*parsed.config), .origins = std::move(origins)});
    }
    findings.report.append(std::move(parsed.report));
}

// The rules once more over what all files make together, pointing at the lines that brought the values.
void check_merged(Findings& findings) {
    if (!findings.all_parsed || findings.configs.empty())
        return;
    config::Traced merged = std::move(findings.configs.front());
    for (std::size_t i = 1; i < findings.configs.size(); ++i)
        merged = config::merge(merged, findings.configs[i]);
    Report report = config::check_rendered(merged.config);
    // Each file has had its own say already.
    Report fresh;
    for (Finding& finding : report.findings()) {
        finding.position = merged.origins.find(finding.place);
        const bool told = std::ranges::any_of(findings.report.findings(), [&](const Finding& other) {
            return other.code == finding.code && other.position == finding.position;
        });
        if (!told)
            fresh.findings().push_back(std::move(finding));
    }
    findings.report.append(std::move(fresh));
}

bool has_warnings(const Report& report) {
    return std::ranges::any_of(report.findings(),
                               [](const Finding& finding) { return finding.severity == Severity::warning; });
}

} // namespace

int validate(const std::string& program, std::span<const std::string> words) {
    std::string format_name = "text";
    bool strict = false;
    bool merges = false;
    const Flag flags[] = {
        {"format", "name", "text, json or sarif", &format_name},
        {"merge", "", "check what all files make when each is merged onto those before it", &merges},
        {"strict", "", "warnings fail, too", &strict},
    };
    const std::string usage = cat("usage: ", program, " [flags] FILE…\n", describe(flags),
                                  "\nA directory stands for the files in it, \"-\" for standard input.\n");
    const Result<Words> parsed = parse_flags(words, flags);
    if (parsed && parsed->help_wanted) {
        print(usage);
        return exit_done;
    }
    const auto format = std::ranges::find(formats, format_name, &Format::name);
    if (!parsed || parsed->rest.empty() || format == formats.end()) {
        const std::string wrong = !parsed                   ? parsed.error().describe()
                                  : format == formats.end() ? cat("there is no format \"", format_name, "\"")
                                                            : "no file is named";
        print_error(cat(program, ": ", wrong, "\n", usage));
        return exit_wrong_usage;
    }

    const Result<std::vector<std::string>> files = expand(parsed->rest);
    if (!files) {
        print_error(cat(program, ": ", files.error().describe(), "\n"));
        return exit_failed;
    }
    Findings findings;
    bool all_read = true;
    for (const std::string& path : *files) {
        Result<std::string> text = read_input(path);
        if (text) {
            check(findings, path, std::move(*text), merges);
            continue;
        }
        print_error(cat(program, ": ", text.error().describe(), "\n"));
        all_read = false;
    }
    if (merges)
        check_merged(findings);
    print(format->print(findings.report, findings.documents));
    if (findings.report.has_errors() || (strict && has_warnings(findings.report)))
        return exit_invalid_config;
    return all_read ? exit_done : exit_failed;
}

} // namespace ignite::cli

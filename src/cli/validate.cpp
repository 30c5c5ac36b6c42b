// `ignite validate [flags] FILE…`: every finding of every file, for people or for programs.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "input.h"
#include "print.h"
#include "report_json.h"
#include "report_sarif.h"
#include "report_text.h"
#include "usage.h"

#include "ignite/config/advice.h"
#include "ignite/config/origins.h"
#include "ignite/config/parse.h"
#include "ignite/config/versions.h"
#include "ignite/config/write.h"
#include "ignite/core/quoted.h"
#include "ignite/platform/provider.h"
#include "ignite/system/directory.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>

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

bool is_directory(const std::string& path) {
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

// The fragments of a directory, in byte order of their names: the order in which they are merged.
Result<std::vector<std::string>> fragments_of(const std::string& path) {
    std::vector<std::string> files;
    for (const std::string& name : TRY(system::names_in(path)))
        files.push_back(cat(path, path.ends_with('/') ? "" : "/", name));
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

// Of a platform we can ask, or one whose user data is limited; empty for any other.
std::string_view id_of_platform(std::string_view name) {
    if (const platform::Provider* provider = platform::find_provider(name))
        return provider->id;
    return config::user_data_limit(name) != 0 ? name : std::string_view{};
}

std::string known_platforms() {
    std::vector<std::string_view> names;
    for (const platform::Provider& provider : platform::providers())
        names.push_back(provider.id);
    for (const config::PlatformLimit& limit : config::platform_limits())
        names.push_back(limit.platform);
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    std::string list;
    for (const std::string_view name : names)
        list += cat(list.empty() ? "" : ", ", name);
    return list;
}

// What has been found so far, in all files.
struct Findings {
    std::string_view platform; // whose limits count, or empty
    bool merges = false;
    std::deque<system::FileText> texts; // of the documents
    Documents documents;
    Report report;
    bool all_parsed = true;
    std::vector<config::Traced> configs; // only kept for merging
};

void check(Findings& findings, const std::string& path, system::FileText taken) {
    const system::FileText& text = findings.texts.emplace_back(std::move(taken));
    const std::uint32_t number = findings.documents.add_held(name_of_input(path), text.view());
    config::Parsed parsed =
        config::parse(text.view(), number, [&](std::size_t bytes) { text.let_go(bytes); });
    if (!parsed.config && parsed.report.empty())
        parsed.report.fail("not-a-config", {}, parsed.reason).position = {.document = number, .offset = 0};
    findings.all_parsed = findings.all_parsed && parsed.config;
    findings.report.append(std::move(parsed.report));
    if (!parsed.config)
        return;
    const std::string_view document = findings.documents.text(number);
    if (findings.merges) {
        config::Origins origins = config::Origins::of(*parsed.config, document, number);
        findings.configs.push_back({.config = std::move(*parsed.config), .origins = std::move(origins)});
        return;
    }
    Report advice = config::advise(
        *parsed.config,
        {.declared = parsed.declared, .bytes = document.size(), .platform = findings.platform});
    config::locate(advice, document, number);
    findings.report.append(std::move(advice));
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

    // Advice is about the whole: the directory that one file leaves out may be listed in another.
    Report advice = config::advise(merged.config, {.declared = config::newest_version().version,
                                                   .bytes = config::write(merged.config).size(),
                                                   .platform = findings.platform});
    config::locate(advice, merged.origins);
    findings.report.append(std::move(advice));
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
    std::string platform;
    const Flag flags[] = {
        {"format", "name", "text, json or sarif", &format_name},
        {"merge", "", "check what all files make when each is merged onto those before it", &merges},
        {"platform", "name", "warn when the config is too large for this platform", &platform},
        {"strict", "", "warnings fail, too", &strict},
    };
    const Usage usage{program, cat("usage: ", program, " [flags] FILE…\n", describe(flags),
                                   "\nA directory stands for the files in it, \"-\" for standard input.\n")};
    const auto named = usage.read(words, flags, {1, words.size(), "no file is named"});
    if (!named)
        return named.error();
    const auto format = std::ranges::find(formats, format_name, &Format::name);
    if (format == formats.end())
        return usage.wrong(cat("there is no format ", quoted(format_name)));
    if (!platform.empty() && id_of_platform(platform).empty())
        return usage.wrong(cat("there is no platform ", quoted(platform), " but ", known_platforms()));

    const Result<std::vector<std::string>> files = expand(*named);
    if (!files) {
        print_error(cat(program, ": ", files.error().describe(), "\n"));
        return exit_failed;
    }
    Findings findings{.platform = id_of_platform(platform), .merges = merges};
    bool all_read = true;
    for (const std::string& path : *files) {
        Result<system::FileText> text = read_large_input(path);
        if (text) {
            check(findings, path, std::move(*text));
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

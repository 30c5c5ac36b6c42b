#include "status_shown.h"

#include "ignite/json/writer.h"

#include <algorithm>
#include <span>

namespace ignite::cli {

namespace {

constexpr std::size_t first_column = 16;
constexpr std::size_t most_listed = 80; // columns that names may take, the first one always

std::string padded(std::string_view text, std::size_t width) {
    std::string out{text};
    out.resize(std::max(width, out.size() + 1), ' ');
    return out;
}

std::string row(std::string_view name, std::string_view value) {
    return cat("  ", padded(name, first_column), value, "\n");
}

// "2026-01-02T03:04:05Z" as people write it.
std::string moment(std::string date) {
    if (date.size() != 20 || date[10] != 'T' || date.back() != 'Z')
        return date;
    date[10] = ' ';
    date.pop_back();
    return date + " UTC";
}

// "1.203 s"
std::string seconds(std::int64_t milliseconds) {
    const std::int64_t rest = milliseconds % 1000;
    return cat(milliseconds / 1000, ".", rest < 100 ? "0" : "", rest < 10 ? "0" : "", rest, " s");
}

std::string right(std::string text, std::size_t width) {
    if (text.size() < width)
        text.insert(0, width - text.size(), ' ');
    return text;
}

// As many as fit in a line.
std::string listed(std::span<const std::string> names) {
    std::string out;
    std::size_t shown = 0;
    for (; shown < names.size(); ++shown) {
        if (shown > 0 && out.size() + 2 + names[shown].size() > most_listed)
            break;
        out += cat(shown > 0 ? ", " : "", names[shown]);
    }
    if (shown < names.size())
        out += cat(" and ", names.size() - shown, " more");
    return out;
}

std::string joined(std::span<const std::string> words) {
    std::string out;
    for (const std::string& word : words)
        out += cat(out.empty() ? "" : ", ", word);
    return out;
}

std::vector<std::string> with_deeds(const std::vector<state::Touched>& things) {
    std::vector<std::string> out;
    for (const state::Touched& thing : things)
        out.push_back(cat(thing.name, " (", joined(thing.deeds), ")"));
    return out;
}

std::string count_row(std::string_view name, std::span<const std::string> names) {
    if (names.empty())
        return {};
    return cat("  ", padded(name, first_column), right(cat(names.size()), 9), "   ", listed(names), "\n");
}

std::string configs_as_text(const std::vector<state::FetchedConfig>& configs) {
    std::string out;
    for (const state::FetchedConfig& one : configs)
        out += row(one.kind, cat(one.source.empty() ? "given in another config" : one.source,
                                 one.referenced ? " (referenced)" : ""));
    return out;
}

std::string stages_as_text(const std::vector<state::StageRun>& stages) {
    std::string out;
    for (const state::StageRun& stage : stages) {
        std::vector<state::StepsRun> longest = stage.steps;
        std::erase_if(longest, [](const state::StepsRun& steps) { return steps.milliseconds == 0; });
        std::ranges::stable_sort(longest, std::ranges::greater{}, &state::StepsRun::milliseconds);
        std::vector<std::string> kinds;
        for (const state::StepsRun& steps : longest)
            kinds.push_back(cat(steps.kind, steps.count > 1 ? cat(" ×", steps.count) : "", " ",
                                seconds(steps.milliseconds)));
        out += cat("  ", padded(stage.name, first_column), right(seconds(stage.milliseconds), 9),
                   kinds.empty() ? "" : cat("   ", listed(kinds)), "\n");
    }
    return out;
}

// Those that a config brings along are only counted.
std::string resources_as_text(const std::vector<state::ResourceUse>& uses) {
    std::string out;
    std::size_t given = 0;
    for (const state::ResourceUse& use : uses) {
        if (use.source.starts_with("data:"))
            ++given;
        else
            out += cat("  ", use.source, "  for ", use.of, "\n");
    }
    if (given > 0)
        out += cat("  ", given, " in the configs themselves\n");
    return out;
}

std::string written_as_text(const state::Written& written) {
    return cat(count_row("files", written.files), count_row("directories", written.directories),
               count_row("links", written.links), count_row("units", with_deeds(written.units)),
               count_row("users", with_deeds(written.users)),
               count_row("groups", with_deeds(written.groups)));
}

std::string section(std::string_view title, const std::string& text) {
    return text.empty() ? "" : cat("\n", title, "\n", text);
}

std::string head(std::string_view by, const std::string& date, const std::string& boot_id) {
    return cat("Provisioned on ", moment(date), " by ", by, "\n", row("boot", boot_id));
}

std::string earlier_row(const std::optional<state::BootResult>& result) {
    if (!result || result->earlier == 0)
        return {};
    return row("before that", result->earlier == 1 ? "provisioned once already"
                                                   : cat("provisioned ", result->earlier, " times already"));
}

std::string tries_row(const std::vector<std::string>& tries) {
    if (tries.empty())
        return {};
    std::vector<std::string> moments;
    for (const std::string& date : tries)
        moments.push_back(moment(date));
    return row("broken off",
               cat(tries.size(), tries.size() == 1 ? " earlier try, begun on " : " earlier tries, begun on ",
                   listed(moments)));
}

bool user_config_provided(const Provisioned& what) {
    if (what.result)
        return what.result->user_config_provided;
    return std::ranges::find(what.report->configs, "user", &state::FetchedConfig::kind) !=
           what.report->configs.end();
}

} // namespace

std::string status_as_text(const Provisioned& what) {
    if (!what.report)
        return cat(head("another Ignition than ignite, which says no more than this", what.result->date,
                        what.result->boot_id),
                   row("user config", what.result->user_config_provided ? "yes" : "none"),
                   earlier_row(what.result));
    const state::BootReport& report = *what.report;
    std::int64_t milliseconds = 0;
    for (const state::StageRun& stage : report.stages)
        milliseconds += stage.milliseconds;
    return cat(head(cat("ignite ", report.version), report.date, report.boot_id),
               row("user config", user_config_provided(what) ? "yes" : "none"),
               row("took", seconds(milliseconds)), tries_row(report.earlier_tries), earlier_row(what.result),
               section("Configs", configs_as_text(report.configs)),
               section("Stages", stages_as_text(report.stages)),
               section("Written", written_as_text(report.written)),
               section("Contents from", resources_as_text(report.resources)));
}

std::string status_as_json(const Provisioned& what) {
    std::string text;
    json::Writer writer{text, json::Layout::indented};
    writer.begin_object()
        .member("by", what.report ? "ignite" : "ignition")
        .member("date", what.report ? what.report->date : what.result->date)
        .member("bootID", what.report ? what.report->boot_id : what.result->boot_id)
        .member("userConfigProvided", user_config_provided(what))
        .member("earlierResults", what.result ? what.result->earlier : 0);
    if (what.report) {
        writer.key("report");
        state::write(writer, *what.report);
    }
    writer.end_object();
    return text + '\n';
}

} // namespace ignite::cli

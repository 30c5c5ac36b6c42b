#include "boot_report.h"

#include "ignite/fetch/fetcher.h"

#include <algorithm>

namespace ignite::stage {

namespace {

std::int64_t in_milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

void add_use(const std::string& of, const config::Resource& resource, std::vector<state::ResourceUse>& uses) {
    if (resource.source && !resource.source->empty())
        uses.push_back({of, fetch::shown(*resource.source)});
}

void add_path(std::vector<std::string>& paths, const std::string& path) {
    if (paths.empty() || paths.back() != path)
        paths.push_back(path);
}

} // namespace

// One function for each kind of step that writes something below the new root.
struct Notes {
    Notebook& book;
    state::Written& out = book.written_;

    static void touch(std::vector<state::Touched>& things, Notebook::Index& index, const std::string& name,
                      std::string_view deed) {
        const auto [at, is_new] = index.try_emplace(name, things.size());
        if (is_new)
            things.push_back({.name = name});
        std::vector<std::string>& deeds = things[at->second].deeds;
        if (std::ranges::find(deeds, deed) == deeds.end())
            deeds.emplace_back(deed);
    }
    void group(const std::string& name, std::string_view deed) {
        touch(out.groups, book.groups_, name, deed);
    }
    void user(const std::string& name, std::string_view deed) { touch(out.users, book.users_, name, deed); }
    void unit(const std::string& name, std::string_view deed) { touch(out.units, book.units_, name, deed); }

    void operator()(const plan::AddGroup& step) { group(step.group.name, "added"); }
    void operator()(const plan::ChangeGroup& step) { group(step.group.name, "changed"); }
    void operator()(const plan::RemoveGroup& step) { group(step.name, "removed"); }
    void operator()(const plan::AddUser& step) { user(step.user.name, "added"); }
    void operator()(const plan::ChangeUser& step) { user(step.user.name, "changed"); }
    void operator()(const plan::RemoveUser& step) { user(step.name, "removed"); }
    void operator()(const plan::SetPassword& step) { user(step.user, "password"); }
    void operator()(const plan::WriteKeys& step) { user(step.user, "ssh keys"); }
    void operator()(const plan::MakeDirectory& step) { add_path(out.directories, step.path); }
    void operator()(const plan::WriteFile& step) { add_path(out.files, step.path); }
    void operator()(const plan::MakeSymlink& step) { add_path(out.links, step.path); }
    void operator()(const plan::MakeHardLink& step) { add_path(out.links, step.path); }
    void operator()(const plan::WriteUnit& step) {
        if (!step.dropins.empty())
            unit(step.name, "drop-in");
        if (step.unit)
            unit(step.name, "written");
    }
    void operator()(const plan::MaskUnit& step) { unit(step.name, "masked"); }
    void operator()(const plan::UnmaskUnit& step) { unit(step.name, "unmasked"); }
    void operator()(const plan::DisableUnit& step) { unit(step.name, "disabled"); }
    void operator()(const plan::AddPreset& step) {
        unit(step.unit, step.enabled ? "enabled" : "disabled");
        add_path(out.files, step.path);
    }
    void operator()(const plan::AddCrypttabLines& step) { add_path(out.files, step.path); }
    void operator()(const plan::WriteKeyFile& step) { add_path(out.files, step.path); }
};

state::StageRun stage_run(std::string_view name, Clock::time_point begun, const exec::StepTimes& times) {
    state::StageRun run{.name = std::string{name}, .milliseconds = in_milliseconds(Clock::now() - begun)};
    for (const exec::KindTime& kind : times)
        run.steps.push_back({std::string{kind.kind}, kind.count, in_milliseconds(kind.took)});
    return run;
}

std::vector<state::ResourceUse> resources_of(const config::Config& config) {
    std::vector<state::ResourceUse> uses;
    for (const config::File& file : config.storage.files) {
        add_use(file.path, file.contents, uses);
        for (const config::Resource& more : file.append)
            add_use(file.path, more, uses);
    }
    for (const config::Luks& luks : config.storage.luks)
        add_use(cat("volume ", luks.name), luks.key_file, uses);
    return uses;
}

void Notebook::note(const plan::Step& step) {
    std::visit(
        [&](const auto& one) {
            if constexpr (requires(Notes notes) { notes(one); })
                Notes{*this}(one);
        },
        step);
}

} // namespace ignite::stage

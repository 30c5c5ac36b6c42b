// The distribution's fragments. Spec stages.md §2.1.
#include "ignite/acquire/sources.h"

#include "ignite/acquire/parse.h"

#include "ignite/config/merge.h"
#include "ignite/system/directory.h"
#include "ignite/system/small_file.h"

#include <cerrno>
#include <map>

namespace ignite::acquire {

namespace {

// A name, and where it was found first. The map is in byte order of names, which is the order of merging.
using Fragments = std::map<std::string, std::string>;

// A directory that is not there, or a link that leads nowhere, has no fragments.
Result<void> collect(const std::string& path, Fragments& fragments) {
    const Result<std::vector<std::string>> names = system::names_in(path);
    if (!names && names.error().code() == ENOENT)
        return {};
    for (const std::string& name : TRY(Result<std::vector<std::string>>{names}))
        fragments.try_emplace(name, cat(path, "/", name));
    return {};
}

// Every file counts, whatever its name; a sub-directory or a file that is no config is an error.
// Nothing when there are none.
Result<std::optional<config::Config>> merge_fragments(Errand& errand, const std::string& kind) {
    Fragments fragments;
    for (const std::string& directory : errand.system_directories) // the highest priority first
        TRY(collect(cat(directory, "/", kind), fragments));
    std::optional<config::Config> merged;
    for (const auto& [name, path] : fragments) {
        errand.journal.info("reading system config file \"", path, "\"");
        std::string bytes = TRY(system::read_small_file(path).map_error(within("read base config ", name)));
        std::optional<config::Traced> fragment =
            TRY(parse(errand, path, std::move(bytes)).map_error(within("base config ", path)));
        if (!fragment)
            return fail(Fault::config, "base config ", path, " is empty");
        merged = merged ? config::merge(*merged, fragment->config) : std::move(fragment->config);
    }
    return merged;
}

} // namespace

Result<std::optional<config::Config>> base_config(Errand& errand, std::string_view platform_id) {
    std::optional<config::Config> general = TRY(merge_fragments(errand, "base.d"));
    Result<std::optional<config::Config>> special =
        merge_fragments(errand, cat("base.platform.d/", platform_id));
    if (!special) {
        errand.journal.info("going on without the base configs of platform ", platform_id, ": ",
                            special.error().describe());
        errand.report = {};
        return general;
    }
    if (general && *special)
        return config::merge(*general, **special);
    return general ? std::move(general) : *std::move(special);
}

} // namespace ignite::acquire

#include "ignite/state/state.h"

#include "ignite/system/small_file.h"
#include "writing.h"

namespace ignite::state {

namespace {

// The reference writes a list or map that holds nothing as null.
template <class Container, class Write>
void member_or_null(json::Writer& writer, std::string_view key, const Container& container, Write&& write) {
    writer.key(key);
    if (container.empty())
        writer.null();
    else
        write();
}

void write_map(json::Writer& writer, std::string_view key, const std::map<std::string, std::string>& map) {
    member_or_null(writer, key, map, [&] {
        writer.begin_object();
        for (const auto& [name, value] : map)
            writer.member(name, value);
        writer.end_object();
    });
}

void write_names(json::Writer& writer, std::string_view key, const std::vector<std::string>& names) {
    member_or_null(writer, key, names, [&] {
        writer.begin_array();
        for (const std::string& name : names)
            writer.value(name);
        writer.end_array();
    });
}

void write_fetched(json::Writer& writer, const std::vector<FetchedConfig>& configs) {
    member_or_null(writer, "fetchedConfigs", configs, [&] { write_list(writer, configs); });
}

// File entries, as a config has them.
void write_files(json::Writer& writer, const std::vector<ProviderFile>& files) {
    member_or_null(writer, "providerOutputFiles", files, [&] {
        writer.begin_array();
        for (const ProviderFile& one : files) {
            writer.begin_object().member("path", one.path).key("contents");
            writer.begin_object().member("source", one.contents).end_object();
            writer.member("mode", one.mode).end_object();
        }
        writer.end_array();
    });
}

// What the reference does not know stands under a key of our own.
void write_ours(json::Writer& writer, const State& state) {
    writer.key("ignite").begin_object().key("stages");
    write_list(writer, state.stages);
    writer.key("origins").begin_object();
    write_names(writer, "documents", state.origins.documents);
    writer.member("places", state.origins.places).end_object().end_object();
}

} // namespace

Result<void> save(const State& state, const std::string& path) {
    std::string text;
    json::Writer writer{text};
    writer.begin_object();
    write_fetched(writer, state.fetched_configs);
    write_map(writer, "luksPersistKeyFiles", state.luks_persist_key_files);
    write_names(writer, "notatedDirectories", state.notated_directories);
    write_files(writer, state.provider_files);
    write_map(writer, "luksPersistVolumeKeyFiles", state.luks_persist_volume_key_files);
    write_ours(writer, state);
    writer.end_object();
    text += '\n';
    if (const std::size_t slash = path.rfind('/'); slash != std::string::npos && slash != 0)
        TRY(system::make_directories(path.substr(0, slash), 0700));
    return system::replace_small_file(path, text, 0600);
}

} // namespace ignite::state

#include "ignite/acquire/cache.h"

#include "ignite/config/parse.h"
#include "ignite/config/positions.h"
#include "ignite/config/write.h"
#include "ignite/core/line_column.h"
#include "ignite/system/file_text.h"
#include "ignite/system/small_file.h"

namespace ignite::acquire {

namespace {

state::Origins origins_of(const config::Config& config, const Documents& documents) {
    state::Origins origins;
    std::vector<LineIndex> lines;
    for (std::uint32_t number = 0; number < documents.count(); ++number) {
        origins.documents.push_back(documents.find(number)->name);
        lines.emplace_back(documents.text(number));
    }
    config::for_each_position(config, [&](const Place&, const Position& position) {
        state::OriginPlace place;
        if (position.document < lines.size()) {
            const LineColumn where = lines[position.document].at(position.offset);
            place = {.document = position.document, .line = where.line, .column = where.column};
        }
        origins.add(place);
    });
    return origins;
}

} // namespace

Result<CachedConfig> read_cache(const std::string& path, Errand& errand) {
    const system::FileText text =
        TRY(system::FileText::read(path).map_error(within("read the config cache")));
    const auto let_go = [&](std::size_t bytes) { text.let_go(bytes); };
    CachedConfig cached{
        .config =
            TRY(config::read_cache(text.view(), let_go).map_error(within("read the config cache ", path))),
        .document = errand.documents.add("cache", "")};
    std::uint64_t next = 0;
    config::for_each_position(cached.config, [&](const Place&, Position& position) {
        position = {.document = cached.document, .offset = next++};
    });
    return cached;
}

Result<void> write_cache(const std::string& path, const config::Config& config, state::State& state,
                         Errand& errand) {
    state.origins = origins_of(config, errand.documents);
    return system::replace_small_file(path, config::write(config), 0640)
        .map_error(within("write the config cache"));
}

} // namespace ignite::acquire

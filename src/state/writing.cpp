#include "writing.h"

namespace ignite::state {

void write_list(json::Writer& writer, const std::vector<FetchedConfig>& configs) {
    writer.begin_array();
    for (const FetchedConfig& one : configs)
        writer.begin_object()
            .member("kind", one.kind)
            .member("source", one.source)
            .member("referenced", one.referenced)
            .end_object();
    writer.end_array();
}

void write_list(json::Writer& writer, const std::vector<StageRun>& stages) {
    writer.begin_array();
    for (const StageRun& run : stages) {
        writer.begin_object().member("name", run.name).member("milliseconds", run.milliseconds);
        writer.key("steps").begin_array();
        for (const StepsRun& steps : run.steps)
            writer.begin_object()
                .member("kind", steps.kind)
                .member("count", steps.count)
                .member("milliseconds", steps.milliseconds)
                .end_object();
        writer.end_array().end_object();
    }
    writer.end_array();
}

void write_list(json::Writer& writer, const std::vector<std::string>& names) {
    writer.begin_array();
    for (const std::string& name : names)
        writer.value(name);
    writer.end_array();
}

} // namespace ignite::state

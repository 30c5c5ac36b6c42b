#include "plan_shown.h"

#include "ignite/core/quoted.h"
#include "ignite/json/writer.h"
#include "ignite/probe/machine_json.h"

namespace ignite::cli {

namespace {

// -- for people

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width)
        text.insert(0, width - text.size(), ' ');
    return text;
}

std::string in_mebibytes(Sectors length, SectorSize size) {
    const std::uint64_t per_mebibyte = 1024UL * 1024 / size.bytes;
    const std::uint64_t tenths = (length.count % per_mebibyte) * 10 / per_mebibyte;
    return cat(length.count / per_mebibyte, ".", tenths, " MiB");
}

std::string line_of(const plan::Partition& partition, SectorSize size) {
    const std::string id = partition.id.is_zero() ? "(random)" : partition.id.text();
    return cat("    ", padded(cat(partition.number), 3), padded(cat(partition.start.index), 13),
               padded(cat("+", partition.length.count), 14), padded(in_mebibytes(partition.length, size), 15),
               "  ", quoted(partition.label), "  type ", partition.type, "  GUID ", id,
               partition.use.empty() ? "" : cat("  ", partition.use), "\n");
}

std::string table_of(const plan::Disk& disk) {
    std::string out =
        cat(disk.table_name.empty() ? "no partition table" : disk.table_name, ", ",
            in_mebibytes(disk.length, disk.sector_size), ", sectors of ", disk.sector_size.bytes, " bytes",
            disk.use.empty() ? "" : cat(", ", disk.use), "\n");
    for (const std::string& damage : disk.damages)
        out += cat("    damaged: ", damage, "\n");
    for (const plan::Partition& partition : disk.partitions)
        out += line_of(partition, disk.sector_size);
    return out;
}

std::string disks_as_text(const ShownPlan& shown) {
    std::string out;
    for (const plan::Disk& disk : shown.disks) {
        const std::string before = table_of(disk);
        out += cat("disk ", disk.device, "\n  before: ", before);
        const plan::Disk* later = plan::find_disk(shown.run.after, disk.device);
        const std::string after = later ? table_of(*later) : before;
        out += cat("  after:  ", after == before ? "the same\n" : after, "\n");
    }
    return out;
}

std::string title_of(std::string_view stage, std::string_view phase) {
    return cat(stage, phase.empty() ? "" : cat(": ", phase));
}

// -- for programs

void write_names(json::Writer& writer, std::string_view key, const std::vector<std::string>& names) {
    writer.key(key).begin_array();
    for (const std::string& name : names)
        writer.value(name);
    writer.end_array();
}

void write_disks(json::Writer& writer, const ShownPlan& shown) {
    writer.key("disks").begin_array();
    for (const plan::Disk& disk : shown.disks) {
        writer.begin_object().member("device", disk.device).key("before");
        probe::write_disk(writer, disk);
        const plan::Disk* later = plan::find_disk(shown.run.after, disk.device);
        writer.key("after");
        probe::write_disk(writer, later ? *later : disk);
        writer.end_object();
    }
    writer.end_array();
}

} // namespace

std::string plan_as_text(const ShownPlan& shown) {
    const plan::DryRun& run = shown.run;
    std::string out = disks_as_text(shown);
    for (const plan::DryPhase& phase : run.phases) {
        out += cat(title_of(phase.stage, phase.name), "\n");
        for (const std::string& warning : phase.warnings)
            out += cat("  warning: ", warning, "\n");
        for (const std::string& step : phase.steps)
            out += cat("  - ", step, "\n");
    }
    if (run.end)
        out += cat(title_of(run.end->stage, run.end->phase), "\n  ends here: ", run.end->error.describe(),
                   "\n", shown.place.empty() ? "" : cat("    asked for at ", shown.place, "\n"));
    else if (run.phases.empty())
        out += "nothing to do\n";
    for (const std::string& assumption : run.assumptions)
        out += cat("note: ", assumption, "\n");
    return out;
}

std::string plan_as_json(const ShownPlan& shown) {
    const plan::DryRun& run = shown.run;
    std::string out;
    json::Writer writer{out, json::Layout::indented};
    writer.begin_object();
    write_disks(writer, shown);
    writer.key("phases").begin_array();
    for (const plan::DryPhase& phase : run.phases) {
        writer.begin_object().member("stage", phase.stage).member("phase", phase.name);
        write_names(writer, "steps", phase.steps);
        write_names(writer, "warnings", phase.warnings);
        writer.end_object();
    }
    writer.end_array();
    writer.key("end");
    if (run.end)
        writer.begin_object()
            .member("stage", run.end->stage)
            .member("phase", run.end->phase)
            .member("error", run.end->error.describe())
            .member("place", shown.place)
            .member("exitCode", shown.exit_code)
            .end_object();
    else
        writer.null();
    write_names(writer, "assumptions", run.assumptions);
    writer.end_object();
    return out + '\n';
}

} // namespace ignite::cli

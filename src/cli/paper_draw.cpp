#include "paper_draw.h"

namespace ignite::cli {

namespace {

// Version 15 and variant 15: no GUID that somebody drew looks like this.
constexpr std::string_view mark = "FFFFFFFF-FFFF-FFFF-FFFF-";
constexpr std::size_t text_length = 36;
constexpr std::uint8_t filler = 0xff;

bool is_drawn(const Guid& guid) { return guid.text().starts_with(mark); }

void forget(std::string& line) {
    for (std::size_t at = line.find(mark); at != std::string::npos; at = line.find(mark, at))
        line.replace(at, text_length, "(random)");
}

} // namespace

plan::Drawn draw_on_paper(const config::Config& config) {
    plan::Drawn drawn;
    for (std::size_t number = 0; number < plan::guids_needed(config); ++number) {
        std::array<std::uint8_t, 16> bytes{};
        bytes.fill(filler);
        for (std::size_t byte = 0; byte < 4; ++byte)
            bytes[15 - byte] = static_cast<std::uint8_t>(number >> (8 * byte));
        drawn.guids.emplace_back(bytes);
    }
    return drawn;
}

void forget_draw(plan::DryRun& run) {
    for (plan::DryPhase& phase : run.phases)
        for (std::string& step : phase.steps)
            forget(step);
    for (plan::Disk& disk : run.after.disks)
        for (plan::Partition& partition : disk.partitions)
            if (is_drawn(partition.id))
                partition.id = {};
}

} // namespace ignite::cli

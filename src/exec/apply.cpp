#include "ignite/exec/apply.h"

#include "disk_deeds.h"
#include "file_deeds.h"
#include "tree_deeds.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace ignite::exec {

namespace {

using Clock = std::chrono::steady_clock;

// The steps at the front that one of the kinds below does together; 0 when there is none.
template <class One>
std::size_t front_of(std::span<const plan::Step> steps) {
    std::size_t count = 0;
    while (count < steps.size() && std::holds_alternative<One>(steps[count]))
        ++count;
    return count;
}

template <class One>
std::vector<One> all_of(std::span<const plan::Step> steps) {
    std::vector<One> out;
    for (const plan::Step& step : steps)
        out.push_back(std::get<One>(step));
    return out;
}

Result<void> make_all(std::span<const plan::Step> steps, Hands& hands) {
    return make_filesystems(all_of<plan::MakeFilesystem>(steps), hands);
}

// Kinds whose neighbours are done together, because that is quicker.
struct Together {
    std::size_t (*front)(std::span<const plan::Step> steps);
    Result<void> (*apply)(std::span<const plan::Step> steps, Hands& hands);
};

constexpr std::array together = {
    Together{front_of<plan::MakeFilesystem>, make_all}, Together{front_of<plan::WriteFile>, write_files},
    Together{front_of<plan::WriteUnit>, write_units},   Together{front_of<plan::DisableUnit>, disable_units},
    Together{front_of<plan::AddPreset>, add_presets},
};

// Does what is at the front; returns how many steps that were.
Result<std::size_t> apply_front(std::span<const plan::Step> steps, Hands& hands) {
    for (const Together& kind : together)
        if (const std::size_t count = kind.front(steps); count > 0) {
            TRY(kind.apply(steps.first(count), hands));
            return count;
        }
    const auto apply_it = [&](const auto& one) -> Result<void> {
        if constexpr (requires { apply_one(one, hands); })
            return apply_one(one, hands);
        else
            return fail(Fault::system, "is done together with its neighbours"); // never: see above
    };
    TRY(std::visit(apply_it, steps.front()).map_error(within(plan::describe(steps.front()))));
    return std::size_t{1};
}

void note_time(std::string_view kind, std::size_t count, std::chrono::nanoseconds took, StepTimes& times) {
    auto known = std::ranges::find(times, kind, &KindTime::kind);
    if (known == times.end())
        known = times.insert(times.end(), KindTime{.kind = kind});
    known->count += count;
    known->took += took;
}

} // namespace

Result<void> apply(std::span<const plan::Step> steps, Hands& hands) {
    while (!steps.empty()) {
        const auto begin = Clock::now();
        const std::size_t count = TRY(apply_front(steps, hands));
        note_time(plan::kind_of(steps.front()), count, Clock::now() - begin, hands.times);
        steps = steps.subspan(count);
    }
    return {};
}

} // namespace ignite::exec

#include "ignite/exec/apply.h"

#include "disk_deeds.h"
#include "file_deeds.h"
#include "tree_deeds.h"

namespace ignite::exec {

namespace {

Result<void> apply(const plan::Step& step, Hands& hands) {
    auto done = std::visit([&](const auto& one) { return apply_one(one, hands); }, step);
    return std::move(done).map_error(within(plan::describe(step)));
}

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

} // namespace

Result<void> apply(std::span<const plan::Step> steps, Hands& hands) {
    while (!steps.empty()) {
        if (const std::size_t count = front_of<plan::MakeFilesystem>(steps); count > 0) {
            TRY(make_filesystems(all_of<plan::MakeFilesystem>(steps.first(count)), hands));
            steps = steps.subspan(count);
            continue;
        }
        if (const std::size_t count = front_of<plan::WriteFile>(steps); count > 0) {
            TRY(write_files(steps.first(count), hands));
            steps = steps.subspan(count);
            continue;
        }
        TRY(apply(steps.front(), hands));
        steps = steps.subspan(1);
    }
    return {};
}

} // namespace ignite::exec

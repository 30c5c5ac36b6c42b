#include "ignite/exec/check_tools.h"

#include "ignite/system/device_wait.h"
#include "tools.h"

#include <algorithm>
#include <set>

namespace ignite::exec {

namespace {

// Where the config asks for a step.
template <class Step>
Position position_of(const Step& step) {
    if constexpr (requires { step.position; })
        return step.position;
    else if constexpr (requires { step.user.position; })
        return step.user.position;
    else if constexpr (requires { step.group.position; })
        return step.group.position;
    else
        return {};
}

struct Search {
    const system::ProcessStarter& processes;
    bool udev_runs;
    std::set<std::string_view> known = {}; // asked for already
    std::string missing = {};              // in words
    Position position = {};                // of the first that is missing

    void expect(std::string_view program, const plan::Step& step, Position asked_at) {
        if (program.empty() || !known.insert(program).second || processes.has(program))
            return;
        if (missing.empty())
            position = asked_at;
        missing +=
            cat(missing.empty() ? "" : "\n", plan::describe(step), ": the program ", program, " is not here");
    }
};

} // namespace

Result<void> check_tools(std::span<const plan::Step> steps, Hands& hands) {
    Search search{.processes = hands.processes, .udev_runs = system::udev_runs()};
    for (const plan::Step& step : steps)
        std::visit(
            [&]<class One>(const One& one) {
                if constexpr (requires { tool_of(one); })
                    search.expect(tool_of(one), step, position_of(one));
                if constexpr (tells_udev<One>)
                    if (search.udev_runs)
                        search.expect(udev_tool, step, position_of(one));
            },
            step);
    if (search.missing.empty())
        return {};
    return tl::unexpected{Error{Fault::refused, search.missing}.at(search.position)};
}

} // namespace ignite::exec

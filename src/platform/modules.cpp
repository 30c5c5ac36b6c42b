#include "modules.h"

#include <unistd.h>

namespace ignite::platform {

Result<void> load_module(Context& context, const std::string& name, const std::string& sign,
                         const std::string& what) {
    if (::access(sign.c_str(), F_OK) == 0)
        return {};
    const system::Command modprobe{.program = "modprobe", .arguments = {name}};
    return context.journal.operation(cat("loading ", what), [&]() -> Result<void> {
        TRY(context.processes.output_of(modprobe));
        return {};
    });
}

} // namespace ignite::platform

#include "bluefield.h"

#include "modules.h"
#include "trim_nul.h"

#include "ignite/system/small_file.h"

#include <unistd.h>

namespace ignite::platform {

Result<Answer> ask_bluefield(Context& context) {
    const std::string device = context.where.sysfs + "/bus/platform/devices/MLNXBF04:00";
    // The driver may be built in, and then there is no module to load.
    const Result<void> loaded =
        load_module(context, "mlxbf_bootctl", device, "NVIDIA BlueField boot control module");
    if (!loaded && ::access(device.c_str(), F_OK) != 0)
        return tl::unexpected{loaded.error()};
    Result<std::string> bytes = system::read_small_file(device + "/bootfifo");
    if (!bytes && bytes.error().fault() == Fault::absent)
        return fail(Fault::system, device, "/bootfifo is not there");
    return std::move(bytes).map(
        [](const std::string& all) { return answer_of(std::string{without_nul(all)}); });
}

} // namespace ignite::platform

#include "ignite/boot/platform_name.h"

#include "ignite/system/small_file.h"

namespace ignite::boot {

Result<void> name_platform(const std::string& environment, std::string_view id) {
    const Result<std::string> text = system::read_small_file(environment);
    if (!text && text.error().fault() == Fault::absent)
        return {};
    if (!TRY(Result<std::string>{text}).starts_with("PLATFORM_ID=auto\n"))
        return {};
    return system::replace_small_file(environment, cat("PLATFORM_ID=", id, "\nOEM_ID=", id, "\n"), 0644);
}

} // namespace ignite::boot

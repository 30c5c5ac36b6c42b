// Telling the platform how its machine is doing. Spec platforms.md §5.23, §6.6.
#pragma once

#include "ignite/platform/provider.h"

#include <optional>
#include <string>
#include <string_view>

namespace ignite::platform {

// How a stage ended. Called after every one of them; only packet listens, and hears of each that may use the
// network and has one. What goes wrong is said and changes nothing; none of it takes longer than 30 s.
void report_status(const Provider& provider, std::string_view stage, const std::optional<Error>& failure,
                   journal::Journal& journal, fetch::Network network);

enum class Boot : bool { first, any };

// Whom the platform wants to hear from once the machine has booted, and on which boots.
std::optional<Boot> wants_check_in(const Provider& provider);

// Says that it has.
Result<void> check_in(const Provider& provider, Context& context);

} // namespace ignite::platform

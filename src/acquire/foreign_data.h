// User data that is meant for another program. Machines are often given a script or a cloud-config where we
// look for a config; we step aside, so that the program it is meant for may take it. Spec platforms.md §3.3.
#pragma once

#include <string_view>

namespace ignite::acquire {

// What it is, for a message: "a script". Empty: nobody else claims it. Packed data are looked into.
std::string_view foreign_kind(std::string_view user_data);

} // namespace ignite::acquire

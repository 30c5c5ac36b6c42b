// What is under the new root already: accounts, and the nodes at the paths that the config names.
#pragma once

namespace ignite::plan {

struct RootTree {};

} // namespace ignite::plan

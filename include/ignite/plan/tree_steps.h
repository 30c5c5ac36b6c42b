// Steps that change the new root: accounts, nodes, units. Each is complete in itself.
#pragma once

namespace ignite::plan {

} // namespace ignite::plan

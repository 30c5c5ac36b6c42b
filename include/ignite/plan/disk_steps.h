// Steps that change disks, and mounts. Each is complete in itself: doing it needs no decision.
#pragma once

namespace ignite::plan {

} // namespace ignite::plan

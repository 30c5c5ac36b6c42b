#include "ignite/boot/network.h"

#include "ignite/system/small_file.h"

namespace ignite::boot {

Result<void> ask_for_network(const std::string& flag) {
    if (const std::size_t slash = flag.rfind('/'); slash != std::string::npos && slash != 0)
        TRY(system::make_directories(flag.substr(0, slash), 0755).map_error(within("ask for the network")));
    return system::replace_small_file(flag, "", 0644).map_error(within("ask for the network"));
}

} // namespace ignite::boot

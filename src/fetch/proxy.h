// Which proxy a request goes through, if any. Environment variables have no say. Spec stages.md §4.3.
#pragma once

#include "address.h"
#include "ignite/fetch/fetcher.h"

#include <string_view>

namespace ignite::fetch {

// The proxy's URL as the config writes it; empty: straight to the host.
std::string_view proxy_for(const Address& address, const Settings& settings);

} // namespace ignite::fetch

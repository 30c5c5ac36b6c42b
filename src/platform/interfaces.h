// The machine's network interfaces, as far as a question's address depends on them.
#pragma once

#include <string>
#include <vector>

namespace ignite::platform {

// An address beyond 127.0.0.0/8, of any interface that is up. What is not known counts as having one.
bool has_ipv4();

// The first of that interface, once it is up; empty: it has none.
std::string ipv4_of(std::string_view interface);

// The names of the interfaces that are up, lead out of the machine and have an IPv6 address.
std::vector<std::string> ipv6_interfaces();

} // namespace ignite::platform

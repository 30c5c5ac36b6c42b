// Facts that are worked out of more than one value. Spec platforms.md §6.4.
#pragma once

#include "metadata_table.h"

namespace ignite::platform {

Result<std::vector<Attribute>> azure_addresses(const Read& read, Context& context); // of the wire server
Result<std::vector<std::string>> azurestack_keys(Context& context);                 // of the wire server
Result<std::vector<Attribute>> hetzner_addresses(const Read& read, Context& context);
Result<std::vector<Attribute>> packet_addresses(const Read& read, Context& context);
Result<std::vector<Attribute>> openstack_addresses(const Read& read, Context& context); // of a drive
Result<std::vector<Attribute>> vagrant_facts(const Read& read, Context& context);     // of the machine itself
Result<std::vector<Attribute>> nocloud_addresses(const Read& read, Context& context); // of a drive

} // namespace ignite::platform

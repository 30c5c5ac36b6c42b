// Azure's wire server: addresses of the machine, and the report that it is ready. Spec platforms.md §6.6.
#pragma once

#include "ignite/platform/provider.h"

#include <string>
#include <vector>

namespace ignite::platform {

struct AzureAddresses {
    std::string dynamic;  // the public one
    std::string internal; // "virtual"
};

class WireServer {
public:
    // Where DHCP says that it is, or else where it has always been.
    static WireServer find(Context& context);

    Result<AzureAddresses> addresses() const;

    // Those that the portal was told; Azure Stack has them nowhere else.
    Result<std::vector<std::string>> public_keys() const;

    // Without it the portal shows the machine as being created until it gives up. Up to five tries.
    Result<void> report_ready() const;

private:
    struct GoalState {
        std::string incarnation;
        std::string container;
        std::string instance;
        std::string shared_config; // URL
        std::string certificates;  // URL; empty: there are none
    };
    WireServer(Context& context, std::string base) : context_{&context}, base_{std::move(base)} {}
    Result<std::string> get(const std::string& url, std::vector<fetch::Header> more = {}) const;
    Result<GoalState> goal_state() const;

    Context* context_;
    std::string base_;
};

} // namespace ignite::platform

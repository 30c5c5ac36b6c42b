#include "ignite/platform/provider.h"

#include "qemu.h"
#include "virtualbox.h"
#include "vmware.h"

#include "ignite/system/small_file.h"

#include <algorithm>
#include <array>

namespace ignite::platform {

namespace {

// Spec platforms.md §5.11. Missing is an error here: somebody named this file.
Result<Answer> ask_file(Context& context) {
    return answer_of(TRY(system::read_small_file(context.where.config_file)));
}

// Bare metal is configured from the kernel command line or by user.ign, and images of platforms that are gone
// still boot. Spec platforms.md §3.2, §4.5.
Result<Answer> ask_nobody(Context&) { return Answer{.kind = Answer::Kind::none, .bytes = {}}; }

// To add a platform: its row here, its aliases below, its page in the documentation.
constexpr std::array all_providers = {
    Provider{"cloudsigma", Group::local, ask_nobody},
    Provider{"file", Group::local, ask_file},
    Provider{"interoute", Group::local, ask_nobody},
    Provider{"metal", Group::local, ask_nobody},
    Provider{"niftycloud", Group::local, ask_nobody},
    Provider{"qemu", Group::local, ask_qemu},
    Provider{"rackspace", Group::local, ask_nobody},
    Provider{"rackspace-onmetal", Group::local, ask_nobody},
    Provider{"vagrant", Group::local, ask_nobody},
    Provider{"virtualbox", Group::local, ask_virtualbox, erase_virtualbox},
    Provider{"vmware", Group::local, ask_vmware, erase_vmware},
};

struct Alias {
    std::string_view name;
    std::string_view id;
};

// Names met in the field. Spec platforms.md §3.2.
constexpr std::array aliases = {
    Alias{"pxe", "metal"},
};

} // namespace

Answer answer_of(std::string bytes) {
    return {.kind = bytes.empty() ? Answer::Kind::none : Answer::Kind::bytes, .bytes = std::move(bytes)};
}

std::span<const Provider> providers() { return all_providers; }

const Provider* find_provider(std::string_view name) {
    const auto alias = std::ranges::find(aliases, name, &Alias::name);
    const std::string_view id = alias == aliases.end() ? name : alias->id;
    const auto found = std::ranges::find(all_providers, id, &Provider::id);
    return found == all_providers.end() ? nullptr : &*found;
}

Result<Answer> ask(const Provider& provider, Context& context) {
    if (provider.group == Group::network && context.fetcher.network() == fetch::Network::forbidden)
        return fail(Fault::needs_network, "platform ", provider.id, " keeps its configs behind the network");
    return provider.ask(context).map_error(within("get the config of platform ", provider.id));
}

Result<void> erase(const Provider& provider, Context& context) {
    if (!provider.erase)
        return fail(Fault::refused, "cannot delete config on this platform: ", provider.id);
    return provider.erase(context).map_error(within("delete the config of platform ", provider.id));
}

} // namespace ignite::platform

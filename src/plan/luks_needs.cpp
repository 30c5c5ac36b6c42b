#include "ignite/plan/luks_needs.h"

#include "ignite/core/quoted.h"
#include "luks.h"
#include "luks_binding.h"

#include <algorithm>
#include <array>

namespace ignite::plan {

namespace {

using namespace std::string_view_literals;

constexpr std::array nodes_of_a_tpm = {"/dev/tpmrm0"sv, "/dev/tpm0"sv};
constexpr std::string_view cex_node = "/dev/z90crypt"; // of an IBM Crypto Express adapter

bool uses_pin(const config::Luks& luks, std::string_view pin) {
    const config::Clevis& clevis = luks.clevis;
    if (is_custom(clevis))
        return *clevis.custom.pin == pin;
    if (!has_clevis(luks))
        return false;
    if (pin == "tang")
        return !clevis.tang.empty();
    return pin == "sss" || (pin == "tpm2" && clevis.tpm2.value_or(false));
}

// What Clevis starts by itself, and is known to need in each of its versions.
struct PinTool {
    std::string_view pin;
    std::string_view program;
};

constexpr std::array pin_tools = {
    PinTool{"sss", "clevis-encrypt-sss"},   PinTool{"tang", "clevis-encrypt-tang"}, PinTool{"tang", "curl"},
    PinTool{"tpm2", "clevis-encrypt-tpm2"}, PinTool{"tpm2", "tpm2_createprimary"},
};

std::vector<std::string> programs_for(const config::Luks& luks) {
    std::vector<std::string> out = {"cryptsetup"};
    if (!has_clevis(luks))
        return out;
    out.insert(out.end(), {"clevis", "clevis-luks-bind", "clevis-luks-unlock", "jose"});
    for (const PinTool& tool : pin_tools)
        if (uses_pin(luks, tool.pin))
            out.emplace_back(tool.program);
    if (is_custom(luks.clevis))
        out.push_back(cat("clevis-encrypt-", *luks.clevis.custom.pin));
    return out;
}

Result<void> check_one(const config::Luks& luks, const BlockDevices& blocks) {
    if (luks.cex.enabled.value_or(false)) {
        if (!has_means(blocks, cex_node))
            return fail(Fault::refused,
                        "it is to be protected by an IBM Crypto Express adapter, and this "
                        "machine has none: there is no ",
                        cex_node);
        return fail(Fault::refused, "this version cannot make volumes with secure keys of an IBM Crypto "
                                    "Express adapter");
    }
    for (const std::string& program : programs_for(luks))
        if (!has_means(blocks, program))
            return fail(Fault::refused, "the program ", program, " is not here");
    const auto is_there = [&](std::string_view node) { return has_means(blocks, node); };
    if (uses_pin(luks, "tpm2") && std::ranges::none_of(nodes_of_a_tpm, is_there))
        return fail(Fault::refused, "it is to be bound to a TPM 2, and this machine has none: there is "
                                    "neither /dev/tpmrm0 nor /dev/tpm0");
    return {};
}

// "http://host:7500/some/path?q" and what stands there: the advertisement is "adv" below the path.
std::string advertisement_of(std::string_view server) {
    const std::size_t end = std::min(server.find('?'), server.find('#'));
    std::string_view path = server.substr(0, end);
    while (path.ends_with('/'))
        path.remove_suffix(1);
    const std::string_view rest = end == std::string_view::npos ? std::string_view{} : server.substr(end);
    return cat(path, "/adv", rest);
}

} // namespace

std::vector<KeyNeed> keys_needed(const config::Config& config) {
    std::vector<KeyNeed> out;
    for (const config::Luks& luks : config.storage.luks) {
        KeyNeed need{.volume = luks.name, .position = luks.position};
        if (!generates_key(luks))
            need.source = &luks.key_file;
        out.push_back(std::move(need));
    }
    return out;
}

std::vector<ServerNeed> servers_needed(const config::Config& config) {
    std::vector<ServerNeed> out;
    for (const config::Luks& luks : config.storage.luks)
        for (const config::Tang& tang : luks.clevis.tang)
            if (!is_custom(luks.clevis) && is_asked(tang))
                out.push_back({advertisement_of(tang.url), tang.position});
    return out;
}

std::span<const std::string_view> tpm_nodes() { return nodes_of_a_tpm; }

bool needs_tpm(const config::Config& config) {
    return std::ranges::any_of(config.storage.luks,
                               [](const config::Luks& luks) { return uses_pin(luks, "tpm2"); });
}

Questions ask_for_luks_means(const config::Config& config) {
    Questions out;
    const auto ask = [&](std::string_view name) {
        if (std::ranges::find(out.means, name) == out.means.end())
            out.means.emplace_back(name);
    };
    for (const config::Luks& luks : config.storage.luks) {
        std::ranges::for_each(programs_for(luks), ask);
        if (luks.cex.enabled.value_or(false))
            ask(cex_node);
    }
    if (needs_tpm(config))
        std::ranges::for_each(nodes_of_a_tpm, ask);
    return out;
}

Result<Plan> check_luks_means(const config::Config& config, const Machine& machine, const Drawn&) {
    for (const config::Luks& luks : config.storage.luks)
        TRY(check_one(luks, machine.blocks)
                .map_error(within("encrypted volume ", quoted(luks.name)))
                .map_error(at(luks.position)));
    return Plan{};
}

Questions ask_for_unfinished_luks(const config::Config& config) { return ask_for_luks(config); }

Plan plan_finished_luks(const config::Config& config, const Machine& machine) {
    Plan plan;
    for (const config::Luks& luks : config.storage.luks)
        if (const auto found = find_device(machine.blocks, *luks.device); found && found->unfinished)
            plan.steps.emplace_back(FinishVolume{luks.name, *luks.device, reach(*luks.device, found->alias)});
    return plan;
}

} // namespace ignite::plan

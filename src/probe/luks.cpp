#include "luks.h"

#include "ignite/json/document.h"
#include "ignite/plan/disk_steps.h"
#include "ignite/system/luks_header.h"

#include <algorithm>

namespace ignite::probe {

namespace {

using json::Kind;
using json::Value;

std::optional<Value> member(const std::optional<Value>& object, std::string_view key) {
    if (object && object->kind() == Kind::object)
        for (const json::Member& one : object->members())
            if (one.key.is_text(key))
                return one.value;
    return std::nullopt;
}

// "config": {"flags": ["allow-discards", …], …}
bool has_flag(const std::string& metadata, std::string_view flag) {
    const auto document = json::Document::parse(metadata);
    if (!document)
        return false;
    const auto flags = member(member(document->root(), "config"), "flags");
    if (!flags || flags->kind() != Kind::array)
        return false;
    for (const Value& one : flags->elements())
        if (one.kind() == Kind::string && one.text() == flag)
            return true;
    return false;
}

} // namespace

Result<void> look_into_volume(plan::Device& device) {
    const auto header = TRY(system::read_luks_header(device.node));
    if (!header)
        return {}; // libblkid has found the second copy: the first is damaged, and the planner refuses
    device.encryption = plan::Encryption{.version = header->version,
                                         .discards = has_flag(header->metadata, "allow-discards")};
    device.unfinished = header->subsystem == plan::unfinished_mark;
    return {};
}

std::vector<plan::OpenedVolume> probe_opened(const std::vector<std::string>& names,
                                             const std::vector<system::MountedAt>& mounts) {
    std::vector<plan::OpenedVolume> out;
    if (names.empty())
        return out;
    for (const system::MappedDevice& mapped : system::mapped_devices()) {
        if (std::ranges::find(names, mapped.name) == names.end())
            continue;
        const bool is_volume = mapped.uuid.starts_with("CRYPT-") && mapped.slaves.size() == 1;
        out.push_back({.name = mapped.name,
                       .node = mapped.node,
                       .on = is_volume ? mapped.slaves.front() : "",
                       .use = system::use_of(mapped.node.substr(mapped.node.rfind('/') + 1), mounts)});
    }
    return out;
}

} // namespace ignite::probe

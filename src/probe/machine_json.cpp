#include "ignite/probe/machine_json.h"

#include "codec.h"

namespace ignite::probe {

// One table a struct, for both ways.

template <>
constexpr std::array fields<plan::Partition> = {
    field<&plan::Partition::number>("number"), field<&plan::Partition::start>("start"),
    field<&plan::Partition::length>("length"), field<&plan::Partition::type>("type"),
    field<&plan::Partition::id>("id"),         field<&plan::Partition::label>("label"),
    field<&plan::Partition::use>("use"),
};

template <>
constexpr std::array fields<plan::Disk> = {
    field<&plan::Disk::device>("device"),
    field<&plan::Disk::alias>("alias"),
    field<&plan::Disk::node>("node"),
    field<&plan::Disk::sector_size>("sectorSize"),
    field<&plan::Disk::length>("length"),
    field<&plan::Disk::table_name>("table"),
    field<&plan::Disk::damages>("damages"),
    field<&plan::Disk::unfinished>("unfinished"),
    field<&plan::Disk::first_usable>("firstUsable"),
    field<&plan::Disk::last_usable>("lastUsable"),
    field<&plan::Disk::slots>("slots"),
    field<&plan::Disk::partitions>("partitions"),
    field<&plan::Disk::use>("use"),
};

template <>
constexpr std::array fields<plan::Signature> = {
    field<&plan::Signature::type>("type"),
    field<&plan::Signature::uuid>("uuid"),
    field<&plan::Signature::label>("label"),
};

template <>
constexpr std::array fields<plan::Encryption> = {
    field<&plan::Encryption::version>("version"),
    field<&plan::Encryption::discards>("discards"),
};

// What a plan promises is no part of it.
template <>
constexpr std::array fields<plan::OpenedVolume> = {
    field<&plan::OpenedVolume::name>("name"),
    field<&plan::OpenedVolume::node>("node"),
    field<&plan::OpenedVolume::on>("on"),
    field<&plan::OpenedVolume::use>("use"),
};

template <>
constexpr std::array fields<plan::RaidMember> = {
    field<&plan::RaidMember::array>("array"),      field<&plan::RaidMember::name>("name"),
    field<&plan::RaidMember::level>("level"),      field<&plan::RaidMember::members>("members"),
    field<&plan::RaidMember::is_spare>("isSpare"),
};

template <>
constexpr std::array fields<plan::Device> = {
    field<&plan::Device::device>("device"),
    field<&plan::Device::alias>("alias"),
    field<&plan::Device::node>("node"),
    field<&plan::Device::signature>("signature"),
    field<&plan::Device::encryption>("encryption"),
    field<&plan::Device::raid>("raid"),
    field<&plan::Device::doubt>("doubt"),
    field<&plan::Device::unfinished>("unfinished"),
    field<&plan::Device::use>("use"),
};

template <>
constexpr std::array fields<plan::MountPlace> = {
    field<&plan::MountPlace::path>("path"),
    field<&plan::MountPlace::missing>("missing"),
    field<&plan::MountPlace::obstacle>("obstacle"),
    field<&plan::MountPlace::mounted>("mounted"),
};

template <>
constexpr std::array fields<plan::BlockDevices> = {
    field<&plan::BlockDevices::disks>("disks"),     field<&plan::BlockDevices::devices>("devices"),
    field<&plan::BlockDevices::volumes>("volumes"), field<&plan::BlockDevices::means>("means"),
    field<&plan::BlockDevices::places>("places"),   field<&plan::BlockDevices::arrays>("arrays"),
};

template <>
constexpr std::array fields<plan::UserState> = {
    field<&plan::UserState::exists>("exists"),
    field<&plan::UserState::uid>("uid"),
    field<&plan::UserState::gid>("gid"),
    field<&plan::UserState::home>("home"),
};

template <>
constexpr std::array fields<plan::GroupState> = {
    field<&plan::GroupState::exists>("exists"),
    field<&plan::GroupState::gid>("gid"),
};

template <>
constexpr std::array fields<plan::NodeState> = {
    field<&plan::NodeState::kind>("kind"),   field<&plan::NodeState::size>("size"),
    field<&plan::NodeState::uid>("uid"),     field<&plan::NodeState::gid>("gid"),
    field<&plan::NodeState::mode>("mode"),   field<&plan::NodeState::device>("device"),
    field<&plan::NodeState::inode>("inode"), field<&plan::NodeState::text>("text"),
};

// What a step promises is no part of a machine that somebody looked at.
template <>
constexpr std::array fields<plan::NodeFound> = {
    field<&plan::NodeFound::path>("path"),
    field<&plan::NodeFound::now>("now"),
    field<&plan::NodeFound::before>("before"),
    field<&plan::NodeFound::first_missing>("firstMissing"),
};

template <>
constexpr std::array fields<plan::Record> = {
    field<&plan::Record::originals>("originals"),
    field<&plan::Record::begun_homes>("begunHomes"),
    field<&plan::Record::enabled_units>("enabledUnits"),
    field<&plan::Record::notated_directories>("notatedDirectories"),
    field<&plan::Record::finished_in>("finishedIn"),
    field<&plan::Record::made_directory>("madeDirectory"),
};

template <>
constexpr std::array fields<plan::RootTree> = {
    field<&plan::RootTree::users>("users"),   field<&plan::RootTree::groups>("groups"),
    field<&plan::RootTree::nodes>("nodes"),   field<&plan::RootTree::enabled>("enabled"),
    field<&plan::RootTree::record>("record"), field<&plan::RootTree::policy>("policy"),
    field<&plan::RootTree::report>("report"), field<&plan::RootTree::live_image>("liveImage"),
};

template <>
constexpr std::array fields<plan::Machine> = {
    field<&plan::Machine::blocks>("blocks"),
    field<&plan::Machine::root>("root"),
};

namespace {

// What not everybody may read in the new root, the account databases above all, is not for a report either.
// No plan shows it.
void hide_contents(plan::NodeState& node) {
    constexpr std::uint32_t readable_by_all = 0004;
    if (node.kind == plan::NodeKind::file && (node.mode & readable_by_all) == 0)
        node.text.clear();
}

plan::RootTree without_secrets(plan::RootTree tree) {
    for (auto& [path, node] : tree.nodes) {
        hide_contents(node.now);
        hide_contents(node.before);
    }
    for (auto& [path, node] : tree.record.originals)
        hide_contents(node);
    return tree;
}

// What is not written because it follows.
void complete(plan::Machine& machine) {
    for (plan::Disk& disk : machine.blocks.disks)
        disk.table = disk.table_name.empty()    ? plan::TableKind::none
                     : disk.table_name == "gpt" ? plan::TableKind::gpt
                                                : plan::TableKind::foreign;
}

} // namespace

std::string write_machine(const plan::Machine& machine) {
    std::string out;
    Writer writer{out, json::Layout::indented};
    const plan::Machine shown{machine.blocks, without_secrets(machine.root)};
    codec<plan::Machine>.write(writer, &shown);
    out += '\n';
    return out;
}

void write_disk(Writer& writer, const plan::Disk& disk) { codec<plan::Disk>.write(writer, &disk); }

Result<plan::Machine> read_machine(std::string_view text) {
    const auto document = json::Document::parse(text);
    if (!document)
        return fail(Fault::config, "at byte ", document.error().offset, ": ", document.error().text);
    plan::Machine machine;
    TRY(codec<plan::Machine>.read(document->root(), &machine));
    complete(machine);
    return machine;
}

} // namespace ignite::probe

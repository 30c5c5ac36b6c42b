#include "survey.h"

#include "ignite/plan/disk_phases.h"
#include "ignite/probe/block_devices.h"
#include "ignite/probe/root_tree.h"
#include "ignite/system/boot_id.h"
#include "ignite/system/kernel_blocks.h"
#include "ignite/system/process.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace ignite::cli {

namespace {

constexpr const char* no_aliases = ""; // they are made for tools, and no tool will run

bool is_directory(const std::string& path) {
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

template <class Element>
void copy_answer(const std::string& asked, const std::map<std::string, Element>& saved,
                 std::map<std::string, Element>& answers) {
    if (const auto found = saved.find(asked); found != saved.end())
        answers.insert(*found);
}

} // namespace

std::string usual_root() { return ::access("/etc/initrd-release", F_OK) == 0 ? "/sysroot" : "/"; }

Result<plan::Machine> survey(const config::Config& config, const std::string& root) {
    plan::Questions questions = plan::disk_questions(config);
    if (!is_directory(root))
        questions.places.clear();
    plan::Machine machine;
    machine.blocks = TRY(probe::probe_block_devices(questions, root, no_aliases));
    return machine;
}

plan::LookAtRoot look_below(const std::string& root) {
    return [root](const plan::Questions& questions) -> Result<plan::RootTree> {
        if (!is_directory(root))
            return plan::RootTree{};
        system::RealProcesses processes;
        const std::string boot = TRY(system::boot_id());
        plan::Record record = TRY(probe::probe_record(root, boot));
        return probe::probe_root_tree(questions, root, std::move(record), processes);
    };
}

plan::LookAtRoot look_in(const plan::RootTree& saved) {
    return [&saved](const plan::Questions& questions) -> Result<plan::RootTree> {
        plan::RootTree tree;
        for (const std::string& name : questions.users)
            copy_answer(name, saved.users, tree.users);
        for (const std::string& name : questions.groups)
            copy_answer(name, saved.groups, tree.groups);
        for (const std::string& path : questions.paths)
            copy_answer(path, saved.nodes, tree.nodes);
        for (const std::string& unit : questions.units)
            copy_answer(unit, saved.enabled, tree.enabled);
        tree.record = saved.record;
        if (questions.policy)
            tree.policy = saved.policy;
        if (questions.report) {
            tree.report = saved.report;
            tree.live_image = saved.live_image;
        }
        return tree;
    };
}

plan::Machine survey_everything() {
    plan::Machine machine;
    plan::BlockDevices& all = machine.blocks;
    for (const system::KernelBlock& block : system::kernel_blocks()) {
        const std::string device = cat("/dev/", block.name);
        plan::Questions questions{.devices = {device}};
        if (!block.is_partition)
            questions.disks = {device};
        auto found = probe::probe_block_devices(questions, "", no_aliases);
        if (!found) { // a drive without a medium is no reason to see nothing of the others
            all.devices.push_back({.device = device, .doubt = found.error().describe()});
            continue;
        }
        std::ranges::move(found->disks, std::back_inserter(all.disks));
        std::ranges::move(found->devices, std::back_inserter(all.devices));
    }
    return machine;
}

} // namespace ignite::cli

#include "ignite/plan/dry_run.h"

#include "ignite/core/path.h"
#include "paths_below.h"

#include <algorithm>
#include <array>

namespace ignite::plan {

namespace {

struct DiskStage {
    std::string_view name;
    std::span<const DiskPhase> (*phases)();
};

constexpr std::array stages_before_files = {
    DiskStage{"kargs", kargs_phases},
    DiskStage{"disks", disks_phases},
    DiskStage{"mount", mount_phases},
};
constexpr DiskStage stage_after_files = {"umount", umount_phases};

// A filesystem that a step mounts: what lies below it cannot be looked at before.
struct Cover {
    std::string path;
    std::string device;
    bool is_new = false; // made on the way, so there is nothing in it
};

bool is_of_itself(const DryPhase& done) {
    if (!done.warnings.empty())
        return false;
    if (done.stage == stage_after_files.name)
        return true;
    const auto phase = std::ranges::find(files_phases(), done.name, &FilesPhase::name);
    return done.stage == "files" && phase != files_phases().end() && phase->of_itself;
}

bool is_covered(const Cover& cover, std::string_view path) {
    return path == cover.path || lies_below(path, cover.path);
}

NodeFound absent_node(const std::string& path, std::string_view top) {
    NodeFound node{.path = path};
    if (path == top) {
        node.now = {.kind = NodeKind::directory, .mode = 0755};
        node.before = node.now;
    } else {
        node.first_missing = directories_between(top, path).front();
    }
    return node;
}

class Paper {
public:
    Paper(const config::Config& config, Machine machine, const Drawn& drawn, FilesGiven given,
          const LookAtRoot& look)
        : config_{config},
          machine_{std::move(machine)},
          drawn_{drawn},
          given_{std::move(given)},
          look_{look} {}

    DryRun run() && {
        assume_places();
        for (const DiskStage& stage : stages_before_files)
            run_disk_stage(stage);
        assume_covered();
        assume_volumes();
        for (const FilesPhase& phase : files_phases())
            run_files_phase(phase);
        run_disk_stage(stage_after_files);
        // Where one run has been, what the next would leave of itself alone is nothing to do; nor is the
        // unmounting of what was mounted before it.
        if (!out_.end && out_.found.report && std::ranges::all_of(out_.phases, is_of_itself))
            out_.phases.clear();
        if (!unknown_.empty())
            out_.assumptions.push_back(cat("nothing is known of ", unknown_, " under the new root",
                                           more_unknown_ > 0 ? cat(", nor of ", more_unknown_, " more") : "",
                                           ": taken as not there"));
        out_.after = std::move(machine_.blocks);
        return std::move(out_);
    }

private:
    // Notes what a phase decided, and makes the machine what it would be then. False: nothing is left to do.
    bool carry_out(std::string_view stage, std::string_view phase, Result<Plan> plan) {
        if (!plan) {
            out_.end = DryEnd{stage, phase, std::move(plan).error()};
            return false;
        }
        if (plan->steps.empty() && plan->warnings.empty())
            return false;
        DryPhase done{.stage = stage, .name = phase, .warnings = std::move(plan->warnings)};
        for (const Step& step : plan->steps) {
            done.steps.push_back(describe(step));
            note_mount(step);
            after(step, machine_);
        }
        out_.phases.push_back(std::move(done));
        return !plan->steps.empty();
    }

    void run_disk_stage(const DiskStage& stage) {
        for (const DiskPhase& phase : stage.phases()) {
            if (out_.end || !phase.concerns(config_))
                continue;
            while (carry_out(stage.name, phase.name, phase.plan(config_, machine_, drawn_)) &&
                   phase.repeats) {
            }
        }
    }

    void run_files_phase(const FilesPhase& phase) {
        if (out_.end)
            return;
        const Questions questions = phase.ask(config_, machine_.root, given_);
        Result<RootTree> tree = look(questions);
        if (!tree) {
            out_.end = DryEnd{"files", phase.name, std::move(tree).error()};
            return;
        }
        machine_.root = *std::move(tree);
        if (promised_)
            carry_promises(*promised_, machine_.root);
        carry_out("files", phase.name, phase.plan(config_, machine_, given_));
        remember_promises();
    }

    // A later phase may ask again of what one long before it has promised.
    void remember_promises() {
        if (!promised_)
            promised_.emplace();
        const RootTree& root = machine_.root;
        promised_->record = root.record;
        for (const auto& [path, node] : root.nodes)
            if (node.promised)
                promised_->nodes.insert_or_assign(path, node);
        for (const auto& [name, user] : root.users)
            promised_->users.insert_or_assign(name, user);
        for (const auto& [name, group] : root.groups)
            promised_->groups.insert_or_assign(name, group);
    }

    // -- what cannot be seen from here

    void note_mount(const Step& step) {
        if (const auto* made = std::get_if<MakeFilesystem>(&step))
            made_.push_back(made->device);
        if (const auto* mount = std::get_if<MountFilesystem>(&step)) {
            covers_.push_back(
                {mount->path, mount->device, std::ranges::find(made_, mount->device) != made_.end()});
            given_.notated_directories.insert(given_.notated_directories.end(), mount->missing.begin(),
                                              mount->missing.end());
        }
    }

    void assume_places() {
        std::size_t unknown = 0;
        for (const DiskPhase& phase : mount_phases())
            for (const std::string& path : phase.ask(config_).places)
                if (!find_place(machine_.blocks, path)) {
                    ++unknown;
                    machine_.blocks.places.push_back(
                        {.path = path, .missing = directories_between("/", path)});
                }
        if (unknown > 0)
            out_.assumptions.emplace_back(
                "nothing is known of the directories to mount on: taken as missing");
    }

    void assume_covered() {
        for (const Cover& cover : covers_)
            if (!cover.is_new)
                out_.assumptions.push_back(cat("what is on ", cover.device,
                                               " is not known before it is mounted at ", cover.path,
                                               ": taken as empty"));
    }

    // What a volume is called by is known once it is made. No plan shows it.
    void assume_volumes() {
        for (const config::Luks& volume : config_.storage.luks) {
            given_.luks_uuids.try_emplace(volume.name);
            given_.luks_key_files.try_emplace(volume.name);
        }
    }

    // Who owns a node without being made by this config, must be there already.
    bool makes_user(const std::string& name) const {
        return std::ranges::find(config_.passwd.users, name, &config::User::name) !=
               config_.passwd.users.end();
    }
    bool makes_group(const std::string& name) const {
        return makes_user(name) || std::ranges::find(config_.passwd.groups, name, &config::Group::name) !=
                                       config_.passwd.groups.end();
    }

    const Cover* cover_of(std::string_view path) const {
        const Cover* deepest = nullptr;
        for (const Cover& cover : covers_)
            if (is_covered(cover, path) && (!deepest || deepest->path.size() < cover.path.size()))
                deepest = &cover;
        return deepest;
    }

    void take_unknown(const std::string& what) {
        if (unknown_.empty())
            unknown_ = what;
        else
            ++more_unknown_;
    }

    // Answers what nobody else has answered.
    void assume(const Questions& questions, RootTree& tree, bool root_is_new) {
        for (const std::string& asked : questions.paths) {
            const std::string path = clean_path(cat("/", asked));
            const Cover* cover = cover_of(path);
            if (cover)
                tree.nodes.insert_or_assign(asked, absent_node(path, cover->path));
            else if (tree.nodes.try_emplace(asked, absent_node(path, "/")).second)
                take_unknown(asked);
        }
        for (const std::string& name : questions.users)
            if (tree.users.try_emplace(name, UserState{.exists = !makes_user(name)}).second && !root_is_new)
                take_unknown(cat("user ", name));
        for (const std::string& name : questions.groups)
            if (tree.groups.try_emplace(name, GroupState{.exists = !makes_group(name)}).second &&
                !root_is_new)
                take_unknown(cat("group ", name));
        for (const std::string& unit : questions.units)
            if (tree.enabled.try_emplace(unit, false).second && !root_is_new)
                take_unknown(cat("unit ", unit));
    }

    Result<RootTree> look(const Questions& questions) {
        Questions open = questions;
        const bool root_is_new = cover_of("/") != nullptr;
        std::erase_if(open.paths,
                      [&](const std::string& path) { return cover_of(clean_path(cat("/", path))); });
        RootTree tree;
        if (!root_is_new)
            tree = TRY(look_(open));
        out_.found.users.insert(tree.users.begin(), tree.users.end());
        out_.found.groups.insert(tree.groups.begin(), tree.groups.end());
        out_.found.nodes.insert(tree.nodes.begin(), tree.nodes.end());
        out_.found.enabled.insert(tree.enabled.begin(), tree.enabled.end());
        if (!tree.record.empty())
            out_.found.record = tree.record;
        if (tree.policy)
            out_.found.policy = tree.policy;
        if (tree.report) {
            out_.found.report = tree.report;
            out_.found.live_image = tree.live_image;
        }
        assume(questions, tree, root_is_new);
        return tree;
    }

    const config::Config& config_;
    Machine machine_;
    const Drawn& drawn_;
    FilesGiven given_;
    const LookAtRoot& look_;
    DryRun out_;
    std::optional<RootTree> promised_; // nothing before the first phase
    std::vector<std::string> made_;
    std::vector<Cover> covers_;
    std::string unknown_; // the first of them
    std::size_t more_unknown_ = 0;
};

} // namespace

std::vector<Step> foresee(std::span<const DiskPhase> phases, const config::Config& config, Machine machine,
                          const Drawn& drawn) {
    std::vector<Step> out;
    for (const DiskPhase& phase : phases) {
        if (!phase.concerns(config))
            continue;
        Result<Plan> plan = phase.plan(config, machine, drawn);
        if (!plan)
            break;
        for (Step& step : plan->steps) {
            after(step, machine);
            out.push_back(std::move(step));
        }
    }
    return out;
}

DryRun run_dry(const config::Config& config, Machine machine, const Drawn& drawn, FilesGiven given,
               const LookAtRoot& look) {
    return Paper{config, std::move(machine), drawn, std::move(given), look}.run();
}

} // namespace ignite::plan

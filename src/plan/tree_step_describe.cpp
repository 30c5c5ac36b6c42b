#include "tree_step.h"

#include "ignite/core/text.h"
#include "tree_answers.h"

namespace ignite::plan {

namespace {

std::string shown(const std::optional<std::uint32_t>& id) { return id ? cat(*id) : std::string{"?"}; }

// " owner 0:- mode 0644": only what will be set.
std::string shown(const Attributes& attributes) {
    std::string out;
    if (attributes.uid || attributes.gid)
        out += cat(" owner ", attributes.uid ? cat(*attributes.uid) : "-", ":",
                   attributes.gid ? cat(*attributes.gid) : "-");
    if (attributes.mode)
        out += cat(" mode ", octal(*attributes.mode));
    return out;
}

std::string_view replacing(bool removes_old) { return removes_old ? ", removing what is there" : ""; }

} // namespace

std::string describe_one(const RestoreAccounts& step) {
    return cat("put back ", step.databases.size(), " account files as an unfinished run found them, remove ",
               step.begun.size(), " homes it began");
}
std::string describe_one(const Remember& step) {
    return cat("remember what ", step.record.originals.size(), " nodes are now");
}
std::string describe_one(const AddGroup& step) { return cat("add group ", step.group.name); }
std::string describe_one(const ChangeGroup& step) { return cat("change group ", step.group.name); }
std::string describe_one(const RemoveGroup& step) { return cat("remove group ", step.name); }
std::string describe_one(const AddUser& step) { return cat("add user ", step.user.name); }
std::string describe_one(const ChangeUser& step) { return cat("change user ", step.user.name); }
std::string describe_one(const RemoveUser& step) { return cat("remove user ", step.name); }
std::string describe_one(const SetPassword& step) { return cat("set the password of ", step.user); }
std::string describe_one(const OwnDirectory& step) {
    return cat("give ", step.path, " to ", step.uid, ":", step.gid, " mode 0700");
}
std::string describe_one(const WriteKeys& step) {
    return cat("write ssh keys of ", step.user, " to ", step.home, step.file, " as ", shown(step.uid), ":",
               shown(step.gid));
}
std::string describe_one(const MakeDirectory& step) {
    return cat("directory ", step.path, shown(step.attributes), replacing(step.removes_old));
}
std::string describe_one(const WriteFile& step) {
    std::string line = cat(step.contents ? "write" : "keep", " file ", step.path);
    if (!step.appends.empty())
        line += cat(" and append ", step.appends.size(), step.appends.size() == 1 ? " piece" : " pieces");
    if (step.keeps && !step.appends.empty())
        line += cat(" behind byte ", step.keeps->size);
    return cat(line, shown(step.attributes), replacing(step.removes_old));
}
std::string describe_one(const MakeSymlink& step) {
    return cat("link ", step.path, " -> ", step.target, " owner ", step.uid, ":", step.gid,
               replacing(step.removes_old));
}
std::string describe_one(const MakeHardLink& step) {
    return cat("hard link ", step.path, " to ", step.target, replacing(step.removes_old));
}
std::string describe_one(const WriteUnit& step) {
    std::string line = cat("unit ", step.name, ":");
    for (const UnitFile& dropin : step.dropins)
        line += cat(" drop-in ", dropin.name);
    if (step.unit)
        line += " contents";
    return line;
}
std::string describe_one(const MaskUnit& step) { return cat("mask unit ", step.name); }
std::string describe_one(const UnmaskUnit& step) { return cat("unmask unit ", step.name); }
std::string describe_one(const DisableUnit& step) {
    return cat("disable unit ", step.name, step.begun ? ", which has been begun" : "");
}
std::string describe_one(const AddPreset& step) {
    return cat("preset ", step.enabled ? "enable " : "disable ", step.unit);
}
std::string describe_one(const AddCrypttabLines& step) { return cat("add lines to ", step.path); }
std::string describe_one(const WriteKeyFile& step) {
    return cat("write key of volume ", step.volume, " to ", step.path);
}
std::string describe_one(const WriteReport& step) { return cat("write report ", step.path); }
std::string describe_one(const WriteResult& step) { return cat("write result file ", step.path); }
std::string describe_one(const Relabel& step) {
    return cat("label ", step.paths.size(), " nodes by policy ", step.policy);
}

} // namespace ignite::plan

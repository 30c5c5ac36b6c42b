#include "ignite/plan/step.h"

#include "disk_step.h"
#include "tree_step.h"

#include <array>

namespace ignite::plan {

namespace {

// In the order of the variant's alternatives.
constexpr auto kinds = std::to_array<std::string_view>({
    "write-partition-table",
    "create-raid",
    "assemble-raid",
    "stop-raid",
    "erase-signatures",
    "close-volume",
    "format-volume",
    "open-volume",
    "bind-volume",
    "remove-volume-key",
    "finish-volume",
    "make-filesystem",
    "mount-filesystem",
    "unmount",
    "change-kernel-arguments",
    "restore-accounts",
    "remember",
    "add-group",
    "change-group",
    "remove-group",
    "add-user",
    "change-user",
    "remove-user",
    "set-password",
    "own-directory",
    "write-keys",
    "make-directory",
    "write-file",
    "make-symlink",
    "make-hard-link",
    "write-unit",
    "mask-unit",
    "unmask-unit",
    "disable-unit",
    "add-preset",
    "add-crypttab-lines",
    "write-key-file",
    "write-report",
    "write-result",
    "relabel",
});
static_assert(kinds.size() == std::variant_size_v<Step>);

} // namespace

std::string describe(const Step& step) {
    return std::visit([](const auto& one) { return describe_one(one); }, step);
}

std::string_view kind_of(const Step& step) { return kinds[step.index()]; }

void after(const Step& step, Machine& machine) {
    std::visit([&](const auto& one) { after_one(one, machine); }, step);
}

} // namespace ignite::plan

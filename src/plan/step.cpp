#include "ignite/plan/step.h"

#include "disk_step.h"
#include "tree_step.h"

namespace ignite::plan {

std::string describe(const Step& step) {
    return std::visit([](const auto& one) { return describe_one(one); }, step);
}

void after(const Step& step, Machine& machine) {
    std::visit([&](const auto& one) { after_one(one, machine); }, step);
}

} // namespace ignite::plan

#include "ignite/plan/step.h"

#include "tree_step.h"

namespace ignite::plan {

namespace {

std::string describe_one(std::monostate) { return "nothing"; }
void after_one(std::monostate, Machine&) {}

} // namespace

std::string describe(const Step& step) {
    return std::visit([](const auto& one) { return describe_one(one); }, step);
}

void after(const Step& step, Machine& machine) {
    std::visit([&](const auto& one) { after_one(one, machine); }, step);
}

} // namespace ignite::plan

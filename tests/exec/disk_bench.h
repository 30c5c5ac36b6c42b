// Runs the phases of a stage as the stage runner does, and hands back what was planned.
#pragma once

#include "ignite/exec/apply.h"
#include "ignite/exec/await_devices.h"
#include "ignite/journal/sinks.h"
#include "ignite/plan/disk_phases.h"
#include "ignite/probe/block_devices.h"
#include "loop_device.h"

#include <filesystem>
#include <span>

namespace ignite::tests {

class Bench {
public:
    Bench() {
        char name[] = "/tmp/ignite-bench-XXXXXX";
        REQUIRE(::mkdtemp(name));
        directory_ = name;
        aliases_.directory = directory_ + "/aliases";
        hands_.patience = std::chrono::milliseconds{200};
        hands_.root = directory_ + "/root";
        std::filesystem::create_directory(hands_.root);
        for (std::uint8_t number = 1; number < 100; ++number)
            drawn_.guids.push_back(Guid::from_random({number, 7, number}));
    }
    ~Bench() {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    // The described steps of all phases, in order.
    Result<std::vector<std::string>> run(std::span<const plan::DiskPhase> phases,
                                         const config::Config& config) {
        std::vector<std::string> steps;
        for (const plan::DiskPhase& phase : phases)
            if (phase.concerns(config))
                TRY(run(phase, config, steps));
        return steps;
    }

    const std::string& root() const { return hands_.root; }
    const std::string& aliases() const { return aliases_.directory; }
    exec::Aliases& waiting() { return aliases_; }

private:
    Result<void> run(const plan::DiskPhase& phase, const config::Config& config,
                     std::vector<std::string>& steps) {
        TRY(exec::await_devices(phase.await(config), aliases_, hands_));
        for (bool again = true; again;) {
            plan::Machine machine;
            machine.blocks = TRY(look(phase, config));
            const plan::Plan plan = TRY(phase.plan(config, machine, drawn_));
            TRY(exec::apply(plan.steps, hands_));
            for (const plan::Step& step : plan.steps) {
                steps.push_back(plan::describe(step));
                plan::after(step, machine);
            }
            CHECK(plan::differences(machine.blocks, TRY(look(phase, config))) == std::vector<std::string>{});
            again = phase.repeats && !plan.steps.empty();
        }
        return {};
    }

    Result<plan::BlockDevices> look(const plan::DiskPhase& phase, const config::Config& config) {
        return probe::probe_block_devices(phase.ask(config), hands_.root, aliases_.directory);
    }

    std::string directory_;
    exec::Aliases aliases_;
    plan::Drawn drawn_;
    journal::NullSink sink_;
    journal::Journal journal_{sink_};
    system::RealProcesses processes_;
    fetch::Fetcher fetcher_{journal_, fetch::Network::forbidden};
    exec::Hands hands_{journal_, processes_, fetcher_, ""};
};

} // namespace ignite::tests

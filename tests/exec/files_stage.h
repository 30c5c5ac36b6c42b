// The stage "files" as its runner does it, for tests that want to look at each part.
#pragma once

#include "ignite/config/parse.h"
#include "ignite/exec/apply.h"
#include "ignite/exec/conclude.h"
#include "ignite/journal/sinks.h"
#include "ignite/plan/files_phases.h"
#include "ignite/probe/root_tree.h"
#include "system/scratch.h"

#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::tests {

// Everything that is said, one message after the other.
class KeptSink : public journal::Sink {
public:
    void write(journal::Level level, std::string_view text, std::span<const journal::Field>) override {
        lines.push_back(cat(journal::label(level), ": ", text));
    }
    bool has(std::string_view part) const {
        return std::ranges::any_of(
            lines, [&](const std::string& line) { return line.find(part) != std::string::npos; });
    }
    std::vector<std::string> lines;
};

// Runs nothing: keeps the command lines, and answers as told.
class FakeProcesses : public system::ProcessStarter {
public:
    Result<system::Outcome> run(const system::Command& command) override {
        std::string line = command.program;
        for (const system::Word& word : command.arguments)
            line += cat(" ", word.text);
        lines.push_back(line);
        inputs.push_back(command.input);
        return answer(line);
    }
    std::vector<Result<system::Outcome>> run_all(std::span<const system::Command> commands,
                                                 unsigned) override {
        std::vector<Result<system::Outcome>> results;
        for (const system::Command& command : commands)
            results.push_back(run(command));
        return results;
    }

    bool has(std::string_view) const override { return true; }

    std::function<Result<system::Outcome>(const std::string&)> answer = [](const std::string&) {
        return Result<system::Outcome>{};
    };
    std::vector<std::string> lines;
    std::vector<std::string> inputs;
};

struct FilesStage {
    explicit FilesStage(std::string root_path, system::ProcessStarter& starter)
        : log{sink},
          fetcher{log, fetch::Network::forbidden},
          hands{log, starter, fetcher, std::move(root_path)} {
        given.boot_id = "11111111-1111-1111-1111-111111111111";
        given.date = "2026-01-02T03:04:05Z";
        given.user_config_provided = true;
    }

    // Steps are counted over all phases; the one numbered `stop_before` is not done, nor is anything after
    // it.
    Result<void> run(std::string_view json, std::size_t stop_before = SIZE_MAX) {
        parsed = config::parse(json);
        REQUIRE(parsed.config);
        plan::Machine machine;
        machine.root.record = TRY(probe::probe_record(hands.root, given.boot_id));
        done = 0;
        described.clear();
        for (const plan::FilesPhase& phase : plan::files_phases()) {
            const plan::Questions questions = phase.ask(*parsed.config, machine.root, given);
            machine.root = TRY(look(questions, std::move(machine.root.record)));
            const plan::Plan plan = TRY(phase.plan(*parsed.config, machine, given));
            for (const plan::Step& step : plan.steps)
                described.push_back(plan::describe(step));
            for (const plan::Step& step : plan.steps) {
                if (done == stop_before)
                    return fail(Fault::system, "the power is gone");
                TRY(exec::apply({&step, 1}, hands));
                ++done;
            }
            if (plan.steps.empty())
                continue;
            plan::Machine promised = machine;
            for (const plan::Step& step : plan.steps)
                plan::after(step, promised);
            machine.root = TRY(look(questions, promised.root.record));
            const std::vector<std::string> differ = plan::differences(promised.root, machine.root);
            if (!differ.empty())
                return fail(Fault::system, differ.front());
        }
        return exec::conclude_tree(hands, exec::RecordFate::removed, given.boot_id);
    }

    Result<plan::RootTree> look(const plan::Questions& questions, plan::Record record) {
        return probe::probe_root_tree(questions, hands.root, std::move(record), hands.processes);
    }

    KeptSink sink;
    journal::Journal log;
    fetch::Fetcher fetcher;
    exec::Hands hands;
    plan::FilesGiven given;
    config::Parsed parsed;
    std::vector<std::string> described;
    std::size_t done = 0; // steps
};

// A config of the newest version with these sections.
inline std::string config_with(std::string_view sections) {
    return cat(R"({"ignition":{"version":"3.7.0-experimental"},)", sections, "}");
}

} // namespace ignite::tests

#include "ignite/system/process.h"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <vector>

using namespace ignite;
using namespace ignite::system;
using namespace std::chrono_literals;

namespace {

Command shell(const char* script) { return {.program = "sh", .arguments = {"-c", script}}; }

} // namespace

TEST_CASE("a program's output and exit status come back", "[system][process]") {
    RealProcesses processes;

    const Result<Outcome> outcome = processes.run(shell("echo out; echo err >&2; exit 3"));

    REQUIRE(outcome);
    CHECK(outcome->status == 3);
    CHECK(outcome->out == "out\n");
    CHECK(outcome->err == "err\n");
}

TEST_CASE("a failing program is told with its command line and its last words, but not its secrets",
          "[system][process]") {
    RealProcesses processes;
    const Command command{.program = "sh",
                          .arguments = {"-c", "echo no room >&2; exit 1", Word{"$6$hash", Word::Shown::no}}};

    const Result<std::string> output = processes.output_of(command);

    REQUIRE_FALSE(output);
    CHECK(output.error().fault() == Fault::tool);
    CHECK(output.error().describe() ==
          "run \"sh\" \"-c\" \"echo no room >&2; exit 1\" \"<hidden>\": exit status 1: no room");
}

TEST_CASE("what a command hides is hidden in what its program says, too", "[system][process]") {
    RealProcesses processes;
    const Command command{.program = "sh",
                          .arguments = {"-c", "echo \"out: $1\"; echo \"bad: $1, $1 $2\" >&2; exit 1", "sh",
                                        Word{"a secret", Word::Shown::no}, Word{"*", Word::Shown::no}}};

    const auto outcome = processes.output_of(command);

    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().describe().ends_with(
        "exit status 1: bad: <hidden>, <hidden> *: its output: out: <hidden>"));
}

TEST_CASE("a failing program is told with both of its outputs", "[system][process]") {
    RealProcesses processes;

    const Result<std::string> output =
        processes.output_of({.program = "sh", .arguments = {"-c", "echo no room >&2; echo of 7; exit 1"}});

    REQUIRE_FALSE(output);
    CHECK(output.error().describe().ends_with(": exit status 1: no room: its output: of 7"));
}

TEST_CASE("a program that is not there is absent", "[system][process]") {
    RealProcesses processes;

    const Result<Outcome> outcome = processes.run({.program = "no-such-program"});

    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().fault() == Fault::absent);
}

TEST_CASE("a program reads what it is given and nothing otherwise", "[system][process]") {
    RealProcesses processes;
    Command reader = shell("cat");

    CHECK(processes.run(reader)->out.empty());
    reader.input = std::string(300'000, 'x');
    CHECK(processes.run(reader)->out == reader.input);
}

TEST_CASE("a program that does not end in time is killed", "[system][process]") {
    RealProcesses processes;
    Command sleeper = shell("sleep 60");
    sleeper.deadline = 0s;

    const Result<Outcome> outcome = processes.run(sleeper);

    REQUIRE(outcome);
    CHECK(outcome->status == 128 + 9);
    CHECK(outcome->err == "killed: it did not end in time\n");
}

TEST_CASE("a daemon that a program leaves behind does not hold us up", "[system][process]") {
    RealProcesses processes;
    Command command = shell("sleep 3 & echo started");
    command.deadline = 20s;

    const Result<Outcome> outcome = processes.run(command);

    REQUIRE(outcome);
    CHECK(outcome->status == 0);
    CHECK(outcome->out == "started\n");
}

TEST_CASE("many programs run at the same time and answer in order", "[system][process]") {
    RealProcesses processes;
    // Each waits for the other: one after the other they would never end.
    const std::string fifo = "/tmp/ignite-process-test-" + std::to_string(::getpid());
    const std::vector<Command> commands = {
        {.program = "sh",
         .arguments = {"-c", "mkfifo $0; echo hello >$0; echo first", fifo},
         .deadline = 20s},
        {.program = "sh",
         .arguments = {"-c", "while ! [ -p $0 ]; do :; done; cat $0; rm $0", fifo},
         .deadline = 20s},
        {.program = "no-such-program"},
    };

    const auto outcomes = processes.run_all(commands, 3);

    REQUIRE(outcomes.size() == 3);
    CHECK(outcomes[0]->out == "first\n");
    CHECK(outcomes[1]->out == "hello\n");
    CHECK_FALSE(outcomes[2]);
}

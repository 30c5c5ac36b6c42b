// Child processes: started from an argument vector, never through a shell, with a deadline, LC_ALL=C,
// standard input from /dev/null or given bytes, and only the descriptors they are meant to have.
#pragma once

#include "ignite/core/result.h"

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::system {

// One word of a command line. A secret one is handed to the child but never shown.
struct Word {
    enum class Shown : bool { yes, no };

    Word(std::string_view word, Shown shows = Shown::yes) : text{word}, shown{shows} {}
    Word(const std::string& word, Shown shows = Shown::yes) : text{word}, shown{shows} {}
    Word(const char* word, Shown shows = Shown::yes) : text{word}, shown{shows} {}

    std::string text;
    Shown shown;
};

struct Command {
    std::string program; // looked up in PATH
    std::vector<Word> arguments;
    std::string input;                      // what it reads from standard input; empty: /dev/null
    std::chrono::seconds deadline{30 * 60}; // then it is killed
};

// "mkfs.ext4" "-F" "/dev/vdb1", as logged; secret words are "<hidden>".
std::string describe(const Command& command);

struct Outcome {
    int status = 0; // exit status; 128 + signal when a signal ended it
    std::string out;
    std::string err;
};

// Whether a program can be started; looked up in PATH, as Command::program is.
bool is_in_path(std::string_view program);

// Where child processes come from: the real ones, or a test's.
class ProcessStarter {
public:
    virtual ~ProcessStarter() = default;

    // Runs to the end, whatever the exit status. An error means that it could not be run at all: a program
    // that is not there is Fault::absent.
    virtual Result<Outcome> run(const Command& command) = 0;

    // Runs all, at most `at_once` at the same time; results are in the order of the commands.
    virtual std::vector<Result<Outcome>> run_all(std::span<const Command> commands, unsigned at_once) = 0;

    // Whether there is such a program, without running it.
    virtual bool has(std::string_view program) const;

    // Runs and turns every exit status but 0 into Fault::tool, with the last lines the program wrote.
    Result<std::string> output_of(const Command& command);
};

// Fault::tool with the command line and the last lines of its output when the status is not 0.
Result<Outcome> expect_success(const Command& command, Result<Outcome> outcome);

class RealProcesses : public ProcessStarter {
public:
    Result<Outcome> run(const Command& command) override;
    std::vector<Result<Outcome>> run_all(std::span<const Command> commands, unsigned at_once) override;
};

} // namespace ignite::system

// Where a program that runs at boot says what it does: syslog when it can be had, standard output otherwise
// or when asked for. Spec stages.md §1.4.
#pragma once

#include "ignite/core/result.h"
#include "ignite/journal/sinks.h"

#include <unistd.h>

#include <memory>
#include <string>

namespace ignite::cli {

class RunLog {
public:
    explicit RunLog(bool to_stdout);
    journal::Journal& journal() { return journal_; }

    // Says what went wrong, in the log and on standard error; returns the exit code.
    int end(const Result<void>& done, const std::string& program);

private:
    std::unique_ptr<journal::SyslogSink> syslog_;
    journal::StreamSink stream_{STDOUT_FILENO};
    journal::Journal journal_;
};

std::string names_of_platforms(); // for usage texts

} // namespace ignite::cli

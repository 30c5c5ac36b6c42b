#include "run_log.h"

#include "exit_codes.h"
#include "print.h"

#include "ignite/core/quoted.h"
#include "ignite/platform/provider.h"

namespace ignite::cli {

RunLog::RunLog(bool to_stdout)
    : syslog_{to_stdout ? nullptr : journal::SyslogSink::open()},
      journal_{syslog_ ? static_cast<journal::Sink&>(*syslog_) : stream_} {
    if (!to_stdout && !syslog_)
        journal_.error("no syslog is there, going on with standard output");
}

int RunLog::end(const Result<void>& done, const std::string& program) {
    if (done)
        return exit_done;
    journal_.critical(done.error().describe());
    print_error(cat(program, ": ", tame(done.error().describe()), "\n"));
    return exit_failed;
}

std::string names_of_platforms() {
    std::string names;
    for (const platform::Provider& provider : platform::providers())
        names += cat(names.empty() ? "" : " ", provider.id);
    return names;
}

} // namespace ignite::cli

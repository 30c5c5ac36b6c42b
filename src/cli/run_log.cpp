#include "run_log.h"

#include "ignite/core/text.h"
#include "ignite/platform/provider.h"

namespace ignite::cli {

RunLog::RunLog(bool to_stdout)
    : syslog_{to_stdout ? nullptr : journal::SyslogSink::open()},
      journal_{syslog_ ? static_cast<journal::Sink&>(*syslog_) : stream_} {
    if (!to_stdout && !syslog_)
        journal_.error("no syslog is there, going on with standard output");
}

std::string names_of_platforms() {
    std::string names;
    for (const platform::Provider& provider : platform::providers())
        names += cat(names.empty() ? "" : " ", provider.id);
    return names;
}

} // namespace ignite::cli

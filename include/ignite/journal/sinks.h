// Where messages go.
#pragma once

#include "ignite/journal/journal.h"

#include <memory>
#include <string>

namespace ignite::journal {

// Lines "INFO     : text" on the given descriptor, which stays the caller's. Spec stages.md §1.4. Debug lines
// wait for the next that is none: a plan of ten thousand steps is not ten thousand writes.
class StreamSink : public Sink {
public:
    explicit StreamSink(int descriptor) : descriptor_{descriptor} {}
    ~StreamSink() override;
    StreamSink(const StreamSink&) = delete;
    StreamSink& operator=(const StreamSink&) = delete;
    void write(Level level, std::string_view text, std::span<const Field> fields) override;

private:
    int descriptor_;
    std::string waiting_;
};

// Syslog with tag "ignition" and facility kern, which the journal takes in too.
class SyslogSink : public Sink {
public:
    // Nothing when no syslog socket is there.
    static std::unique_ptr<SyslogSink> open();
    ~SyslogSink() override;
    void write(Level level, std::string_view text, std::span<const Field> fields) override;

private:
    explicit SyslogSink(int socket) : socket_{socket} {}
    int socket_;
};

// For those who want silence, and for tests.
class NullSink : public Sink {
public:
    void write(Level, std::string_view, std::span<const Field>) override {}
};

} // namespace ignite::journal

// Saying what happens, while it happens: one interface, several sinks, a stack of prefixes.
//
// Text and form follow spec/stages.md §1.4, because fleets search their journals for them: every message
// carries the prefixes in force ("disks: createPartitions: "), and an operation says [started], then
// [finished] or [failed].
#pragma once

#include "ignite/core/error.h"
#include "ignite/core/text.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace ignite::journal {

// The numbers are those of syslog(3).
enum class Level : std::uint8_t { emergency, alert, critical, error, warning, notice, info, debug };

std::string_view label(Level level); // "WARNING"

// A field of a structured entry. `name` is upper case, as in systemd.journal-fields(7).
struct Field {
    std::string_view name;
    std::string value;
};

class Sink {
public:
    virtual ~Sink() = default;
    // `text` is the whole message, prefixes included. It never holds a secret: callers see to that.
    virtual void write(Level level, std::string_view text, std::span<const Field> fields) = 0;
};

class Journal {
public:
    // Does not own the sink, which must live longer.
    explicit Journal(Sink& sink) : sink_{&sink} {}

    template <class... Parts>
    void say(Level level, const Parts&... parts) {
        sink_->write(level, cat(prefix_, parts...), {});
    }
    template <class... Parts>
    void debug(const Parts&... parts) {
        say(Level::debug, parts...);
    }
    template <class... Parts>
    void info(const Parts&... parts) {
        say(Level::info, parts...);
    }
    template <class... Parts>
    void notice(const Parts&... parts) {
        say(Level::notice, parts...);
    }
    template <class... Parts>
    void warning(const Parts&... parts) {
        say(Level::warning, parts...);
    }
    template <class... Parts>
    void error(const Parts&... parts) {
        say(Level::error, parts...);
    }
    template <class... Parts>
    void critical(const Parts&... parts) {
        say(Level::critical, parts...);
    }

    // Everything said while the scope lives carries its name in front.
    class Scope {
    public:
        Scope(Journal& journal, std::string_view name) : journal_{journal}, before_{journal.prefix_.size()} {
            journal_.prefix_.append(name).append(": ");
        }
        ~Scope() { journal_.prefix_.resize(before_); }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        Journal& journal_;
        std::size_t before_; // bytes of prefix
    };

    // Does `work`, a callable that returns a Result, as a logged operation.
    template <class Work>
    auto operation(const std::string& what, Work&& work) {
        const Scope scope{*this, next_operation()};
        info("[started]  ", what);
        auto result = work();
        if (result)
            info("[finished] ", what);
        else
            critical("[failed]   ", what, ": ", result.error().describe());
        return result;
    }

    std::string next_operation(); // "op(1f)": a count of this process, in hex

private:
    Sink* sink_;
    std::string prefix_; // "disks: createPartitions: "
    unsigned operations_ = 0;
};

} // namespace ignite::journal

// Runs courses side by side on one event loop, with a limit per host and in all.
#pragma once

#include "authorities.h"
#include "course.h"
#include "ignite/fetch/clock.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/journal/journal.h"

#include <memory>
#include <span>

namespace ignite::fetch {

class Engine {
public:
    Engine(journal::Journal& journal, Clock& clock, std::span<const std::string> detours);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // From now on; connections made under other settings are not used again. `trust` is not owned.
    void use(const Settings& settings, Trust& trust);

    // Until all are done, or somebody who is told of each end and asked once a second has enough: the rest is
    // given up.
    class Watch {
    public:
        virtual ~Watch() = default;
        virtual bool ended(std::size_t place, const Course& course) = 0;
        virtual bool glance() = 0;
    };
    void run(std::span<Course> courses, Watch* watch = nullptr);

private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace ignite::fetch

// In place of the engine in builds without libcurl, for machines whose platform hands over everything
// locally.
#include "engine.h"

namespace ignite::fetch {

struct Engine::Inner {
    Clock& clock;
};

Engine::Engine(journal::Journal&, Clock& clock, std::span<const std::string>)
    : inner_{std::make_unique<Inner>(Inner{clock})} {}

Engine::~Engine() = default;

void Engine::use(const Settings&, Trust&) {}

void Engine::run(std::span<Course> courses, Watch*) {
    for (Course& course : courses)
        course.ended({.kind = Ending::Kind::impossible,
                      .reason = "this ignite was built without libcurl (-Dcurl=disabled)"},
                     inner_->clock.now());
}

Result<std::string> resolve_location(const std::string&, const std::string&) {
    return fail(Fault::system, "this ignite was built without libcurl (-Dcurl=disabled)");
}

} // namespace ignite::fetch

#include "ignite/fetch/fetcher.h"

#include "authorities.h"
#include "course.h"
#include "engine.h"
#include "ignite/core/url.h"
#include "pipeline.h"
#include "schemes.h"

#include <deque>
#include <map>
#include <optional>

namespace ignite::fetch {

namespace {

constexpr std::uint64_t most_in_memory = 64ULL * 1024 * 1024; // bytes

// What a download becomes on its way to the engine.
struct Prepared {
    Question question;
    Pipeline pipeline;
};

// Tells the onlooker, who knows downloads, what the engine says of courses.
class Relay : public Engine::Watch {
public:
    Relay(Onlooker& onlooker, const std::vector<std::size_t>& places)
        : onlooker_{&onlooker}, places_{&places} {}
    bool ended(std::size_t place, const Course& course) override {
        Result<void> result;
        if (!course.result())
            result = tl::unexpected{course.result().error()};
        return onlooker_->ended((*places_)[place], result);
    }
    bool glance() override { return onlooker_->glance(); }

private:
    Onlooker* onlooker_;
    const std::vector<std::size_t>* places_; // of the courses among the downloads
};

Result<void> pass_through(Pipeline& pipeline, std::string_view bytes) {
    TRY(pipeline.begin());
    TRY(pipeline.add(std::as_bytes(std::span{bytes})));
    return pipeline.finish();
}

} // namespace

struct Fetcher::Inner {
    journal::Journal& journal;
    Network network;
    Surroundings where;
    RealClock real_clock;
    Trust trust;
    Settings settings;
    std::unique_ptr<Engine>
        engine; // made when a server is asked for the first time: TLS libraries take memory
    int last_status = 0;
    Lenders lenders;
    std::map<std::string, std::string> regions_of_buckets;

    Inner(journal::Journal& to, Network allowed, Surroundings surroundings)
        : journal{to},
          network{allowed},
          where{std::move(surroundings)},
          trust{where.authorities.empty() ? usual_bundles() : where.authorities} {}

    void changed() {
        if (engine)
            engine->use(settings, trust);
    }
    Engine& started_engine();
    Desk desk() {
        return {journal, where, lenders, [this](const Question& question) { return ask(question); },
                regions_of_buckets};
    }
    Result<Answer> ask(const Question& question);
    Result<std::optional<Prepared>> prepare(const Download& download);
    std::vector<Result<void>> ask_all(std::deque<Prepared>& prepared, Engine::Watch* watch);
    std::vector<Result<void>> fetch(std::span<Download> downloads, Onlooker* onlooker = nullptr);
};

Engine& Fetcher::Inner::started_engine() {
    if (!engine) {
        engine = std::make_unique<Engine>(journal, where.clock != nullptr ? *where.clock : real_clock,
                                          where.detours);
        engine->use(settings, trust);
    }
    return *engine;
}

// For an answer that is needed before a download can begin.
Result<Answer> Fetcher::Inner::ask(const Question& question) {
    MemorySink sink{most_in_memory};
    Pipeline pipeline = TRY(Pipeline::open(Request{}, sink));
    Course course{journal, question, pipeline, settings.total};
    started_engine().run(std::span{&course, 1});
    return std::move(course).result();
}

// Nothing when there is nobody to ask: the bytes are where they belong already.
Result<std::optional<Prepared>> Fetcher::Inner::prepare(const Download& download) {
    const Request& request = download.request;
    if (request.url.empty())
        return std::nullopt;
    const Url url = TRY(parse_url(request.url));
    if (network == Network::forbidden && !works_offline(url))
        return fail(Fault::needs_network, "resource requires networking");
    const Scheme* const scheme = find_scheme(url.scheme);
    if (scheme == nullptr)
        return fail(Fault::config, "unsupported source scheme");
    Pipeline pipeline = TRY(Pipeline::open(request, *download.sink));
    if (scheme->read != nullptr) {
        const std::string bytes = TRY(scheme->read(request, url, desk()));
        TRY(pass_through(pipeline, bytes));
        return std::nullopt;
    }
    return Prepared{TRY(scheme->question(request, url, desk())), std::move(pipeline)};
}

std::vector<Result<void>> Fetcher::Inner::ask_all(std::deque<Prepared>& prepared, Engine::Watch* watch) {
    std::vector<Course> courses;
    for (Prepared& one : prepared)
        courses.emplace_back(journal, one.question, one.pipeline, settings.total);
    if (!courses.empty())
        started_engine().run(courses, watch);
    std::vector<Result<void>> results;
    std::deque<Prepared> second_tries;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < courses.size(); ++i) {
        const Question& question = prepared[i].question;
        last_status = courses[i].last_status();
        results.push_back(std::move(courses[i]).result().map([](const Answer&) {}));
        if (results[i])
            continue;
        if (question.otherwise) {
            journal.info(shown(question.exchange.url), ": ", results[i].error().describe(),
                         ", asking without credentials");
            second_tries.push_back({*question.otherwise, std::move(prepared[i].pipeline)});
            places.push_back(i);
        } else if (!question.note.empty()) {
            results[i] = std::move(results[i]).map_error(within(question.note));
        }
    }
    if (second_tries.empty())
        return results;
    std::vector<Result<void>> second_results = ask_all(second_tries, nullptr);
    for (std::size_t i = 0; i < places.size(); ++i)
        results[places[i]] = std::move(second_results[i]);
    return results;
}

std::vector<Result<void>> Fetcher::Inner::fetch(std::span<Download> downloads, Onlooker* onlooker) {
    last_status = 0;
    std::vector<Result<void>> results(downloads.size());
    std::deque<Prepared> prepared; // the engine holds addresses of its elements
    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < downloads.size(); ++place) {
        Result<std::optional<Prepared>> one = prepare(downloads[place]);
        if (!one) {
            results[place] = tl::unexpected{std::move(one).error()};
        } else if (*one) {
            prepared.push_back(**std::move(one));
            places.push_back(place);
        }
    }
    std::optional<Relay> relay;
    if (onlooker != nullptr)
        relay.emplace(*onlooker, places);
    std::vector<Result<void>> answers = ask_all(prepared, relay ? &*relay : nullptr);
    for (std::size_t i = 0; i < places.size(); ++i)
        results[places[i]] = std::move(answers[i]);
    for (std::size_t place = 0; place < downloads.size(); ++place)
        results[place] =
            std::move(results[place]).map_error(within("fetch ", shown(downloads[place].request.url)));
    return results;
}

Fetcher::Fetcher(journal::Journal& journal, Network network, Surroundings where)
    : inner_{std::make_unique<Inner>(journal, network, std::move(where))} {}

Fetcher::~Fetcher() = default;

Network Fetcher::network() const { return inner_->network; }

int Fetcher::last_status() const { return inner_->last_status; }

void Fetcher::use(Settings settings) {
    inner_->settings = std::move(settings);
    inner_->changed();
}

Result<void> Fetcher::trust(std::span<const std::string> bundles) {
    if (bundles.empty())
        return {};
    std::vector<Certificate> certificates;
    for (const std::string& bundle : bundles)
        for (Certificate& certificate :
             TRY(parse_bundle(bundle).map_error(within("read a bundle of certificate authorities")))) {
            inner_->journal.info("Adding \"", common_name(*certificate), "\" to list of CAs");
            certificates.push_back(std::move(certificate));
        }
    TRY(inner_->trust.add(std::move(certificates)));
    inner_->changed();
    return {};
}

void Fetcher::lend(Lenders lenders) { inner_->lenders = std::move(lenders); }

Result<void> Fetcher::fetch(const Request& request, Sink& sink) {
    Download download{request, &sink};
    return std::move(inner_->fetch(std::span{&download, 1}).front());
}

Result<std::string> Fetcher::fetch(const Request& request) {
    MemorySink sink{request.most_bytes != 0 ? request.most_bytes : most_in_memory};
    TRY(fetch(request, sink));
    return std::move(sink).take();
}

std::vector<Result<void>> Fetcher::fetch_all(std::span<Download> downloads, Onlooker* onlooker) {
    return inner_->fetch(downloads, onlooker);
}

} // namespace ignite::fetch

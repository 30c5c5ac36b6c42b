#include "engine.h"

#include "late_curl.h"
#include "transfer.h"

#include <algorithm>
#include <map>
#include <vector>

namespace ignite::fetch {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_at_once = 32;
constexpr std::size_t most_per_place = 16;
constexpr auto notice_every = 10s;
constexpr auto glance_every = 1s;

using Multi = Handle<CURLM, curl_multi_cleanup>;

// One request on its way: the course it follows, and the transfer that is under way for it, if one is.
struct Runner {
    Course* course;
    std::unique_ptr<Transfer> transfer;
    std::uint64_t taken_at_last_notice = 0; // bytes
    bool is_told = false;                   // the watch knows that it is done
};

std::string amount(std::uint64_t bytes) {
    constexpr std::uint64_t mebibyte = 1024 * 1024;
    return bytes < 10 * mebibyte ? cat(bytes / 1024, " KiB") : cat(bytes / mebibyte, " MiB");
}

} // namespace

struct Engine::Inner {
    journal::Journal& journal;
    Clock& clock;
    Settings settings;
    Trust* trust = nullptr;
    std::span<const std::string> wanted_detours; // not owned
    TextList detours;
    Multi multi;

    std::vector<Runner> runners;
    std::size_t under_way = 0;
    std::map<std::string, std::size_t> under_way_to; // by place
    Moment next_notice{0};
    Moment next_glance = Moment::max(); // of the watch
    Moment next_start{0}; // there may be thousands of runners: they are gone through when one may start

    Result<void> get_ready();
    void start_due();
    void start(Runner& runner, Moment now);
    void finish_ended();
    void finish(Runner& runner, Ending ending);
    void end_course(Course& course, Ending ending);
    void stop(Runner& runner);
    void end_overdue();
    void say_what_is_awaited();
    bool has_enough(Engine::Watch& watch);
    void give_up();
    Moment next_look() const;
    void wait();
};

Result<void> Engine::Inner::get_ready() {
    if (multi)
        return {};
    TRY(load_curl());
    // Not given back: the process ends soon after its last request, and another fetcher may follow.
    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (!detours)
        for (const std::string& detour : wanted_detours)
            append(detours, detour);
    multi.reset(curl_multi_init());
    return {};
}

void Engine::Inner::start_due() {
    const Moment now = clock.now();
    if (now < next_start)
        return;
    next_start = Moment::max();
    for (Runner& runner : runners) {
        if (runner.course->state() != Course::State::to_ask)
            continue;
        if (runner.course->due() > now)
            next_start = std::min(next_start, runner.course->due());
        else if (under_way < most_at_once)
            start(runner, now);
    }
}

void Engine::Inner::start(Runner& runner, Moment now) {
    Course& course = *runner.course;
    Result<Address> address = address_of(course.next_url());
    if (address && under_way_to[address->place()] >= most_per_place)
        return; // its turn comes when one of those has ended
    std::optional<Exchange> exchange = course.next(now);
    if (!exchange)
        return;
    if (!address)
        return end_course(course, {.kind = Ending::Kind::impossible, .reason = address.error().describe()});
    ++under_way;
    ++under_way_to[address->place()];
    runner.transfer = std::make_unique<Transfer>(
        *std::move(exchange), *std::move(address), course,
        Ways{.settings = &settings, .trust = trust, .detours = detours.get()}, now);
    if (curl_multi_add_handle(multi.get(), runner.transfer->handle()) != CURLM_OK)
        finish(runner, {.kind = Ending::Kind::impossible, .reason = "no memory for another request"});
}

void Engine::Inner::finish_ended() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left)) {
        const CURLcode code = message->data.result; // the message is gone with its handle
        const auto found = std::ranges::find_if(runners, [&](const Runner& one) {
            return one.transfer && one.transfer->handle() == message->easy_handle;
        });
        if (message->msg == CURLMSG_DONE && found != runners.end())
            finish(*found, found->transfer->ended(code));
    }
}

void Engine::Inner::stop(Runner& runner) {
    (void)curl_multi_remove_handle(multi.get(),
                                   runner.transfer->handle()); // fails only for one that is not in
    --under_way;
    --under_way_to[runner.transfer->address().place()];
    runner.transfer.reset();
    next_start = Moment{0};
}

void Engine::Inner::finish(Runner& runner, Ending ending) {
    stop(runner);
    end_course(*runner.course, std::move(ending));
}

void Engine::Inner::end_course(Course& course, Ending ending) {
    course.ended(std::move(ending), clock.now());
    if (course.state() == Course::State::to_ask)
        next_start = std::min(next_start, course.due());
}

void Engine::Inner::end_overdue() {
    const Moment now = clock.now();
    for (Runner& runner : runners) {
        Course& course = *runner.course;
        if (course.state() == Course::State::done)
            continue;
        if (course.deadline() && *course.deadline() <= now) {
            const std::string_view awaited = runner.transfer ? runner.transfer->awaited() : "";
            if (runner.transfer)
                stop(runner);
            course.out_of_time(awaited);
        } else if (runner.transfer) {
            const std::optional<Moment> deadline = runner.transfer->deadline(now);
            if (deadline && *deadline <= now)
                finish(runner, runner.transfer->timed_out());
        }
    }
}

void Engine::Inner::say_what_is_awaited() {
    const Moment now = clock.now();
    if (now < next_notice)
        return;
    next_notice = now + notice_every;
    constexpr std::uint64_t seconds = std::chrono::seconds{notice_every}.count();
    std::string said; // of the first; there may be dozens
    std::size_t others = 0;
    for (Runner& runner : runners) {
        const Course& course = *runner.course;
        if (course.state() == Course::State::done || course.attempt() == 0)
            continue;
        const std::uint64_t taken = course.taken();
        const std::uint64_t more = taken - std::min(taken, runner.taken_at_last_notice);
        runner.taken_at_last_notice = taken;
        if (!said.empty())
            ++others;
        else if (taken > 0)
            said = cat("still fetching ", shown(course.url()), ": ", amount(taken), ", ",
                       amount(more / seconds), "/s");
        else
            said = cat("still waiting for ", shown(course.url()), ": attempt #", course.attempt());
    }
    if (others > 0)
        said += cat(", and for ", others, " more");
    if (!said.empty())
        journal.info(said);
}

bool Engine::Inner::has_enough(Engine::Watch& watch) {
    for (std::size_t place = 0; place < runners.size(); ++place) {
        Runner& runner = runners[place];
        if (runner.is_told || runner.course->state() != Course::State::done)
            continue;
        runner.is_told = true;
        if (watch.ended(place, *runner.course))
            return true;
    }
    const Moment now = clock.now();
    if (now < next_glance)
        return false;
    next_glance = now + glance_every;
    return watch.glance();
}

void Engine::Inner::give_up() {
    for (Runner& runner : runners) {
        if (runner.transfer)
            stop(runner);
        if (runner.course->state() != Course::State::done)
            runner.course->give_up();
    }
}

// The next moment at which something is to be done by the clock. A course that is due but waits for a place
// is woken by the end of another.
Moment Engine::Inner::next_look() const {
    const Moment now = clock.now();
    Moment next = std::min({next_notice, next_start, next_glance});
    for (const Runner& runner : runners) {
        const Course& course = *runner.course;
        if (course.state() == Course::State::done)
            continue;
        if (course.deadline())
            next = std::min(next, *course.deadline());
        if (!runner.transfer)
            continue;
        if (const std::optional<Moment> deadline = runner.transfer->deadline(now))
            next = std::min(next, *deadline);
    }
    return next;
}

void Engine::Inner::wait() {
    clock.pass_until(next_look(), under_way > 0, [&](Milliseconds at_most) {
        int happened = 0;
        const auto limit = static_cast<int>(std::min<std::int64_t>(at_most.count(), 60'000));
        return curl_multi_poll(multi.get(), nullptr, 0, limit, &happened) == CURLM_OK && happened > 0;
    });
}

Engine::Engine(journal::Journal& journal, Clock& clock, std::span<const std::string> detours)
    : inner_{std::make_unique<Inner>(Inner{.journal = journal, .clock = clock, .wanted_detours = detours})} {}

Engine::~Engine() = default;

void Engine::use(const Settings& settings, Trust& trust) {
    inner_->settings = settings;
    inner_->trust = &trust;
    inner_->multi.reset(); // and with it the connections
}

void Engine::run(std::span<Course> courses, Watch* watch) {
    Inner& inner = *inner_;
    if (const Result<void> ready = inner.get_ready(); !ready) {
        for (Course& course : courses)
            course.ended({.kind = Ending::Kind::impossible, .reason = ready.error().describe()},
                         inner.clock.now());
        return;
    }
    for (Course& course : courses)
        inner.runners.push_back({&course, nullptr});
    inner.next_start = Moment{0};
    inner.next_notice = inner.clock.now() + notice_every;
    inner.next_glance = watch != nullptr ? inner.clock.now() : Moment::max();
    const auto is_done = [](const Runner& runner) { return runner.course->state() == Course::State::done; };
    for (;;) {
        inner.start_due();
        if (watch != nullptr && inner.has_enough(*watch))
            inner.give_up();
        if (std::ranges::all_of(inner.runners, is_done))
            break;
        inner.wait();
        int running = 0;
        (void)curl_multi_perform(inner.multi.get(), &running); // what goes wrong shows in the transfers
        inner.finish_ended();
        inner.end_overdue();
        inner.say_what_is_awaited();
    }
    inner.runners.clear();
}

} // namespace ignite::fetch

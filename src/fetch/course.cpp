#include "course.h"

#include "ignite/core/url.h"
#include "retry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace ignite::fetch {

namespace {

// The reference follows redirects without end. So do we, but not in circles at full speed: this many, and the
// attempt counts as failed.
constexpr unsigned most_hops = 100;

constexpr std::array redirects = {301, 302, 303, 307, 308};

bool is_redirect(int status, const std::vector<Header>& headers) {
    return std::ranges::find(redirects, status) != redirects.end() &&
           !find_header(headers, "Location").value_or("").empty();
}

// As browsers do: what was a question with a body becomes a plain one, but for 307 and 308.
std::string verb_after(int status, const std::string& verb) {
    const bool keeps_verb = status == 307 || status == 308 || verb == "HEAD";
    return keeps_verb ? verb : "GET";
}

bool is_good(int status) { return status == 200 || status == 204 || status == 206; }

// What tells that a body is still the one we have the first part of; empty: nothing does.
std::string validator_of(const std::vector<Header>& headers) {
    const auto tag = find_header(headers, "ETag");
    if (tag && !tag->starts_with("W/"))
        return std::string{*tag};
    return std::string{find_header(headers, "Last-Modified").value_or("")};
}

Result<Address> address_in_web(const std::string& url) {
    if (!TRY(parse_url(url)).is_http())
        return fail(Fault::system, "it redirects to a scheme that may not be used there");
    return address_of(url);
}

std::string in_words(Milliseconds pause) {
    return pause.count() % 1000 == 0 ? cat(pause.count() / 1000, " s") : cat(pause.count(), " ms");
}

} // namespace

Course::Course(journal::Journal& journal, const Question& question, Pipeline& pipeline,
               std::chrono::seconds total)
    : journal_{&journal},
      question_{&question},
      pipeline_{&pipeline},
      total_{question.is_repeated ? total : std::chrono::seconds{0}} {}

std::optional<Moment> Course::deadline() const {
    if (!begun_ || total_.count() == 0)
        return std::nullopt;
    return *begun_ + total_;
}

std::optional<Exchange> Course::next(Moment now) {
    if (hops_ == 0) {
        if (Result<void> begun = begin_attempt(now); !begun) {
            end(tl::unexpected{std::move(begun).error()});
            return std::nullopt;
        }
    }
    state_ = State::under_way;
    Exchange exchange = now_asking_;
    if (resume_from_ > 0) {
        exchange.headers.push_back({"Range", cat("bytes=", resume_from_, "-")});
        exchange.headers.push_back({"If-Range", validator_});
    }
    return exchange;
}

Result<void> Course::begin_attempt(Moment now) {
    if (!begun_)
        begun_ = now;
    ++attempt_;
    now_asking_ = question_->exchange;
    if (question_->sign)
        for (Header& header : TRY(question_->sign()))
            now_asking_.headers.push_back(std::move(header));
    if (resume_from_ == 0)
        TRY(pipeline_->begin());
    journal_->info(now_asking_.verb, " ", shown(now_asking_.url), ": attempt #", attempt_);
    return {};
}

Result<void> Course::has_headers(int status, const std::vector<Header>& headers) {
    if (resume_from_ > 0 && status == 206) {
        const std::string_view part = find_header(headers, "Content-Range").value_or("");
        if (!part.starts_with(cat("bytes ", resume_from_, "-")))
            return fail(Fault::system, "the server sent another part than it was asked for");
    }
    // Asked for the rest, the server sends the whole: it has another body now, or cannot send parts.
    if (resume_from_ > 0 && (status == 200 || status == 204)) {
        resume_from_ = 0;
        TRY(pipeline_->begin());
    }
    if (const auto announced = find_header(headers, "Content-Length"); announced && is_success(status)) {
        std::uint64_t bytes = 0; // what is no number, libcurl refuses
        (void)std::from_chars(announced->data(), announced->data() + announced->size(), bytes);
        TRY(pipeline_->expect(bytes));
    }
    if (!is_failed_attempt(status, headers))
        journal_->info(now_asking_.verb, " result: ", status_text(status));
    return {};
}

Result<void> Course::take(int status, std::span<const std::byte> body) {
    return is_success(status) ? pipeline_->add(body) : Result<void>{};
}

void Course::ended(Ending ending, Moment now) {
    state_ = State::to_ask;
    last_status_ = ending.status;
    switch (ending.kind) {
    case Ending::Kind::answered:
        return judge(std::move(ending), now);
    case Ending::Kind::broken_before_headers:
        return again(ending.reason, now);
    case Ending::Kind::broken_in_body:
        return judge_break(ending, now);
    case Ending::Kind::refused:
        return end(tl::unexpected{*std::move(ending.error)});
    case Ending::Kind::impossible:
        // What a redirect leads to may be something else the next time.
        if (hops_ > 0)
            return again(ending.reason, now);
        return end(fail(Fault::config, ending.reason));
    }
}

bool Course::is_success(int status) const {
    if (question_->takes_any_success && status >= 200 && status < 300)
        return true;
    return is_good(status) && (status != 206 || resume_from_ > 0);
}

bool Course::is_failed_attempt(int status, const std::vector<Header>& headers) const {
    const auto& all_but = question_->repeats.all_but;
    if (!all_but)
        return is_retried(status, question_->retried_statuses);
    return !is_success(status) && !is_redirect(status, headers) &&
           std::ranges::find(*all_but, status) == all_but->end();
}

void Course::judge(Ending ending, Moment now) {
    const int status = ending.status;
    if (is_failed_attempt(status, ending.headers)) {
        Milliseconds pause = pause_after(attempt_, question_->repeats.first_pause);
        if (const auto asked = find_header(ending.headers, "Retry-After");
            asked && (status == 429 || status == 503))
            pause = asked_pause(*asked, std::time(nullptr));
        last_reason_ = cat(status, " ", status_text(status));
        return repeat(cat(now_asking_.verb, " result: ", status_text(status)), now, pause);
    }
    if (question_->takes_any_answer)
        return end(Answer{status, std::move(ending.headers)});
    if (is_redirect(status, ending.headers) && follow(ending, now))
        return;
    if (status == 404)
        return end(fail(Fault::absent, "resource not found"));
    if (!is_success(status))
        return end(tl::unexpected{
            Error{Fault::system, status, " ", status_text(status)}.within("failed to fetch resource")});
    if (Result<void> finished = pipeline_->finish(); !finished)
        return end(tl::unexpected{std::move(finished).error()});
    end(Answer{status, std::move(ending.headers)});
}

// The part we have is kept when the server can tell whether the rest still belongs to it.
void Course::judge_break(const Ending& ending, Moment now) {
    breaks_ = pipeline_->taken() > farthest_ ? 1 : breaks_ + 1;
    farthest_ = std::max(farthest_, pipeline_->taken());
    if (!question_->is_repeated || breaks_ > most_breaks_without_progress)
        return end(fail(Fault::system, ending.reason));
    // A part is of the body whose validator was sent along; servers need not repeat what they said with the
    // whole.
    const bool is_part = resume_from_ > 0 && ending.status == 206;
    if (!is_part)
        validator_ = validator_of(ending.headers);
    const bool sends_parts = is_part || find_header(ending.headers, "Accept-Ranges") == "bytes";
    const bool can_resume =
        is_good(ending.status) && now_asking_.verb == "GET" && !validator_.empty() && sends_parts;
    resume_from_ = can_resume ? pipeline_->taken() : 0;
    again(ending.reason, now);
}

// Says whether there was something to follow. Nothing of the first question's headers goes along.
bool Course::follow(const Ending& ending, Moment now) {
    if (const unsigned most = question_->most_redirects; ++hops_ > most && most != 0) {
        end(fail(Fault::system, "more than ", most, " redirects"));
        return true;
    }
    if (hops_ > most_hops) {
        again(cat("more than ", most_hops, " redirects"), now);
        return true;
    }
    Result<std::string> url =
        resolve_location(now_asking_.url, std::string{*find_header(ending.headers, "Location")});
    const Result<Address> address = url.and_then([](const std::string& to) { return address_in_web(to); });
    if (!address) {
        again(address.error().describe(), now);
        return true;
    }
    Exchange onward{.verb = verb_after(ending.status, now_asking_.verb), .url = address->url};
    if (onward.verb == now_asking_.verb)
        onward.body = now_asking_.body;
    now_asking_ = std::move(onward);
    due_ = now;
    return true;
}

void Course::again(std::string_view reason, Moment now) {
    const std::string said = cat(question_->exchange.verb, " error: ", shown(url()), ": ", reason);
    last_reason_ = reason;
    if (question_->is_repeated)
        return repeat(said, now, pause_after(attempt_, question_->repeats.first_pause));
    journal_->info(said);
    end(fail(Fault::system, reason));
}

void Course::repeat(std::string_view said, Moment now, Milliseconds pause) {
    if (const unsigned most = question_->repeats.most; most != 0 && attempt_ > most) {
        journal_->info(said);
        return end(tl::unexpected{
            Error{Fault::system, last_reason_}.within("given up after ", attempt_, " attempts")});
    }
    hops_ = 0;
    due_ = now + pause;
    journal_->info(said, ", next attempt in ", in_words(pause));
}

void Course::out_of_time(std::string_view awaited) {
    std::string reason = last_reason_;
    if (reason.empty())
        reason = awaited.empty() ? "no answer" : awaited;
    else if (!awaited.empty())
        reason = cat(awaited, "; the attempt before: ", last_reason_);
    Error error{Fault::system, reason};
    end(tl::unexpected{std::move(error).within("unable to fetch resource in time (", total_.count(), " s, ",
                                               attempt_, attempt_ == 1 ? " attempt)" : " attempts)")});
}

void Course::give_up() { end(fail(Fault::system, "given up, because something else had the answer")); }

void Course::end(Result<Answer> result) {
    state_ = State::done;
    result_ = std::move(result);
}

} // namespace ignite::fetch

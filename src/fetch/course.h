// The way of one request through attempts, redirects and pauses to its end. Knows what to ask next and what
// an ending means; the asking itself is a Transfer's. Spec stages.md §4.2.
#pragma once

#include "address.h"
#include "exchange.h"
#include "ignite/fetch/clock.h"
#include "ignite/journal/journal.h"
#include "pipeline.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ignite::fetch {

// What a scheme makes of a request: a question to a server.
struct Question {
    Exchange exchange;
    std::vector<int> retried_statuses;
    Repeats repeats;
    bool is_repeated =
        true; // TFTP repeats packets by itself: it is not asked again, and knows no total limit
    unsigned most_redirects = 0;    // more end it; 0: as many as there may be
    bool takes_any_success = false; // every status from 200 to 299 will do
    bool takes_any_answer = false;  // every status below 500 is an answer, redirects too
    // More headers, made anew for each attempt: signatures carry the time.
    std::function<Result<std::vector<Header>>()> sign;
    std::shared_ptr<const Question> otherwise; // what to ask when this fails, whatever the reason
    std::string note;                          // to be added to an error: what was wrong already before
};

struct Answer {
    int status = 0;
    std::vector<Header> headers;
};

class Course {
public:
    // Neither the question nor the pipeline is owned.
    Course(journal::Journal& journal, const Question& question, Pipeline& pipeline,
           std::chrono::seconds total);

    enum class State : std::uint8_t { to_ask, under_way, done };
    State state() const { return state_; }
    Moment due() const { return due_; }     // when to ask
    std::optional<Moment> deadline() const; // of the whole course
    const std::string& url() const { return question_->exchange.url; }
    const std::string& next_url() const { return hops_ > 0 ? now_asking_.url : url(); }
    unsigned attempt() const { return attempt_; }
    std::uint64_t taken() const { return pipeline_->taken(); }

    // The next thing to ask. Nothing when the course has come to its end instead.
    std::optional<Exchange> next(Moment now);
    bool is_success(int status) const; // of the attempt under way: its body is wanted
    Result<void> has_headers(int status, const std::vector<Header>& headers); // the body comes
    Result<void> take(int status, std::span<const std::byte> body);
    void ended(Ending ending, Moment now);
    void out_of_time(std::string_view awaited); // by the attempt under way; empty: it is a pause
    void give_up();                             // nobody wants it any more

    int last_status() const { return last_status_; }           // 0: there was no answer
    const Result<Answer>& result() const& { return *result_; } // once it is done
    Result<Answer> result() && { return std::move(*result_); }

private:
    Result<void> begin_attempt(Moment now);
    bool is_failed_attempt(int status, const std::vector<Header>& headers) const;
    void judge(Ending ending, Moment now);
    void judge_break(const Ending& ending, Moment now);
    bool follow(const Ending& ending, Moment now);
    void again(std::string_view reason, Moment now);
    void repeat(std::string_view said, Moment now, Milliseconds pause);
    void end(Result<Answer> result);

    journal::Journal* journal_;
    const Question* question_;
    Pipeline* pipeline_;
    std::chrono::seconds total_;

    State state_ = State::to_ask;
    Moment due_{0};
    std::optional<Moment> begun_;
    unsigned attempt_ = 0;
    Exchange now_asking_;
    unsigned hops_ = 0;

    // Of a body that broke off: where it may go on, and how to tell that it is still the same.
    std::uint64_t resume_from_ = 0;
    std::string validator_;
    std::uint64_t farthest_ = 0;
    unsigned breaks_ = 0;

    std::string last_reason_;
    int last_status_ = 0;
    std::optional<Result<Answer>> result_;
};

} // namespace ignite::fetch

#include "race.h"

#include "drive.h"
#include "medium.h"
#include "service.h"
#include "wait.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

namespace ignite::platform {

namespace {

using namespace std::chrono_literals;

// For all sources together; drives by themselves end it earlier.
constexpr std::chrono::seconds longest_race = 10min;
// One address that knows of no config does not hide the others if they answer about as fast, nor does a
// service that fails at once hide a drive.
constexpr std::chrono::seconds grace = 10s;

class Race : public fetch::Onlooker {
public:
    Race(Context& context, const Provider& provider)
        : context_{&context}, provider_{&provider}, begin_{now(context)}, end_{begin_ + patience()} {}

    Result<Answer> run();

    bool ended(std::size_t place, const Result<void>& result) override;
    bool glance() override;

private:
    std::chrono::seconds patience() const;
    bool has_service() const {
        return !provider_->service.base.empty() || provider_->service.more_bases != nullptr;
    }
    std::vector<std::string> new_bases();
    void ask(std::vector<std::string> bases);
    void look_at_drives();
    bool nothing_is_believable() const;
    bool failure_is_final() const;
    Result<Answer> outcome();
    std::string awaited() const;

    Context* context_;
    const Provider* provider_;
    fetch::Moment begin_;
    fetch::Moment end_;

    std::vector<std::string> bases_; // asked so far
    std::deque<fetch::MemorySink> sinks_;
    std::size_t first_asked_ = 0; // of those under way, among the bases
    std::size_t under_way_ = 0;

    std::optional<std::string> bytes_;
    std::optional<fetch::Moment> nothing_since_; // a source works, and nobody supplied a config
    fetch::Moment settled_look_{0};              // the last look at every drive with the device queue settled
    std::optional<Error> service_error_;         // the first one
    std::optional<Error> drive_error_;           // of a drive that is there, at the last look
};

std::chrono::seconds Race::patience() const {
    std::chrono::seconds longest{0};
    for (const Drive& drive : provider_->drives)
        longest = std::max(longest, drive.patience);
    return longest.count() > 0 && !has_service() ? longest : longest_race;
}

// Interfaces and leases come up while we wait.
std::vector<std::string> Race::new_bases() {
    const Service& service = provider_->service;
    std::vector<std::string> all;
    if (!service.base.empty())
        all.emplace_back(service.base);
    if (service.more_bases != nullptr)
        for (std::string& base : service.more_bases(*context_))
            all.push_back(std::move(base));
    std::erase_if(all,
                  [&](const std::string& base) { return std::ranges::find(bases_, base) != bases_.end(); });
    return all;
}

void Race::ask(std::vector<std::string> bases) {
    first_asked_ = bases_.size();
    under_way_ = bases.size();
    std::vector<fetch::Download> downloads;
    for (std::string& base : bases) {
        downloads.push_back({request_of(provider_->service, base), &sinks_.emplace_back(largest_config)});
        bases_.push_back(std::move(base));
    }
    const std::vector<Result<void>> results = context_->fetcher.fetch_all(downloads, this);
    under_way_ = 0;
    // What could not even be asked, the onlooker was not told of.
    for (const Result<void>& result : results)
        if (!result && result.error().fault() == Fault::config && !service_error_)
            service_error_ = result.error();
}

bool Race::ended(std::size_t place, const Result<void>& result) {
    --under_way_;
    const std::size_t base = first_asked_ + place;
    Result<std::string> bytes =
        result.and_then([&] { return decode(provider_->service, std::move(sinks_[base]).take()); });
    const bool is_nothing = bytes ? bytes->empty() : bytes.error().fault() == Fault::absent;
    if (is_nothing && !nothing_since_)
        nothing_since_ = now(*context_);
    if (bytes && !is_nothing)
        bytes_ = *std::move(bytes);
    else if (!is_nothing && !service_error_)
        service_error_ = std::move(bytes).error().within("ask ", bases_[base]);
    return bytes_.has_value();
}

bool Race::glance() {
    look_at_drives();
    return bytes_ || nothing_is_believable() || failure_is_final() || now(*context_) >= end_;
}

void Race::look_at_drives() {
    const bool is_settled = is_device_queue_settled(*context_);
    drive_error_.reset();
    for (const Drive& drive : provider_->drives) {
        if (drive.labels.front().empty())
            continue;
        Look look = look_at(*context_, drive);
        if (look.kind == Look::Kind::bytes && !look.bytes.empty()) {
            bytes_ = std::move(look.bytes);
            return;
        }
        if (look.kind == Look::Kind::not_ready)
            drive_error_ = std::move(look.error);
        else if (look.kind != Look::Kind::not_there && !nothing_since_)
            nothing_since_ = now(*context_);
    }
    if (is_settled)
        settled_look_ = now(*context_);
}

bool Race::nothing_is_believable() const {
    const bool is_somebody_left = under_way_ > 0 || (has_service() && bases_.empty());
    return nothing_since_ && settled_look_ >= *nothing_since_ &&
           (!is_somebody_left || now(*context_) >= *nothing_since_ + grace);
}

// A drive that is not there by now will not come; one that cannot be read yet may.
bool Race::failure_is_final() const {
    return service_error_ && !drive_error_ && under_way_ == 0 && settled_look_ >= begin_ + grace;
}

Result<Answer> Race::outcome() {
    if (bytes_)
        return answer_of(*std::move(bytes_));
    if (nothing_is_believable())
        return Answer{.kind = Answer::Kind::none, .bytes = {}};
    if (drive_error_)
        return tl::unexpected{*std::move(drive_error_)};
    if (service_error_)
        return tl::unexpected{
            (*std::move(service_error_)).within("no answer from ", awaited(), ", and the service failed")};
    return fail(Fault::system, "waited ", (end_ - begin_) / 1s, " s in vain for ", awaited());
}

std::string Race::awaited() const {
    std::string names;
    for (const Drive& drive : provider_->drives)
        if (!drive.labels.front().empty())
            names += cat(names.empty() ? "" : ", ", name_of(drive));
    if (has_service() && bases_.empty())
        names += cat(names.empty() ? "" : ", ", "the address of the metadata service");
    return names;
}

Result<Answer> Race::run() {
    for (;;) {
        if (glance())
            return outcome();
        std::vector<std::string> bases = new_bases();
        if (bases.empty())
            pass(*context_, 1s);
        else
            ask(std::move(bases));
    }
}

} // namespace

Result<Answer> race(Context& context, const Provider& provider) { return Race{context, provider}.run(); }

} // namespace ignite::platform

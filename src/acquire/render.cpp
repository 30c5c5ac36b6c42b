#include "ignite/acquire/render.h"

#include "ignite/acquire/parse.h"

#include "ignite/acquire/resource.h"
#include "ignite/config/merge.h"
#include "ignite/core/url.h"
#include "ignite/system/hash.h"

#include <algorithm>

namespace ignite::acquire {

namespace {

using Rendered = Result<std::optional<config::Traced>>;

// Limits of ours: the specification has none, and a config that merges itself would go on for ever.
constexpr std::size_t deepest = 64;
constexpr std::size_t most_configs = 2000;

// A guess at what the next merges will need never waits long: what it does not get is fetched again, for
// real.
constexpr std::chrono::seconds guess_limit{10};

// Bytes of the merges of one config, fetched together before they are needed one by one. They count only as
// long as the settings have not changed, so the result is the same as one after the other.
struct Guesses {
    unsigned changes = 0;
    std::vector<std::optional<std::string>> bytes;
};

class Renderer {
public:
    Renderer(Errand& errand, std::vector<state::FetchedConfig>& fetched)
        : errand_{errand}, fetched_{fetched} {}

    Rendered render(config::Traced config) {
        if (ancestors_.size() > deepest)
            return fail(Fault::config, "configs refer to configs more than ", deepest, " deep");
        if (config.config.ignition.config.replace.source)
            return replace(config.config);
        return merge_all(std::move(config));
    }

private:
    Rendered replace(const config::Config& config) {
        const config::Resource& reference = config.ignition.config.replace;
        const std::string bytes = TRY(fetch(reference));
        std::optional<config::Traced> child = TRY(parse_child(reference, bytes));
        if (!child)
            return std::nullopt;
        TRY(use_settings_of(child->config, errand_));
        return render_child(std::move(*child), bytes, reference);
    }

    Rendered merge_all(config::Traced config) {
        const std::vector<config::Resource> references = config.config.ignition.config.merge;
        Guesses guesses = guess(references);
        config::Traced result = std::move(config);
        for (std::size_t i = 0; i < references.size(); ++i) {
            const config::Resource& reference = references[i];
            const bool known = guesses.changes == errand_.settings.changes && guesses.bytes[i];
            const std::string bytes = known ? std::move(*guesses.bytes[i]) : TRY(fetch(reference));
            std::optional<config::Traced> child = TRY(parse_child(reference, bytes));
            if (!child)
                return std::nullopt;
            TRY(use_settings_of(config::merge(result.config, child->config), errand_));
            const std::optional<config::Traced> rendered =
                TRY(render_child(std::move(*child), bytes, reference));
            if (!rendered)
                return std::nullopt;
            result = merge(result, *rendered);
        }
        return result;
    }

    config::Traced merge(const config::Traced& parent, const config::Traced& child) const {
        return errand_.traces
                   ? config::merge(parent, child)
                   : config::Traced{.config = config::merge(parent.config, child.config), .origins = {}};
    }

    Guesses guess(const std::vector<config::Resource>& references) {
        Guesses guesses{.changes = errand_.settings.changes, .bytes = {}};
        guesses.bytes.resize(references.size());
        if (references.size() < 2 || errand_.fetcher.network() == fetch::Network::forbidden)
            return guesses;
        std::vector<fetch::MemorySink> sinks(references.size(), fetch::MemorySink{largest_config});
        std::vector<fetch::Download> downloads;
        for (std::size_t i = 0; i < references.size(); ++i) {
            Result<fetch::Request> request = request_of(references[i]);
            if (!request)
                return guesses; // it will be told in its turn
            downloads.push_back({.request = std::move(*request), .sink = &sinks[i]});
        }
        fetch::Settings brief = errand_.settings.client;
        brief.total = brief.total.count() == 0 ? guess_limit : std::min(brief.total, guess_limit);
        errand_.fetcher.use(brief);
        const std::vector<Result<void>> results = errand_.fetcher.fetch_all(downloads);
        errand_.fetcher.use(errand_.settings.client);
        for (std::size_t i = 0; i < references.size(); ++i)
            if (results[i] && digest_is_exact(references[i]))
                guesses.bytes[i] = std::move(sinks[i]).take();
        return guesses;
    }

    Result<std::string> fetch(const config::Resource& reference) {
        if (!reference.source)
            return tl::unexpected{
                Error{Fault::config, "a referenced config has no source"}.at(reference.position)};
        const auto ask = [&]() -> Result<std::string> {
            const fetch::Request request = TRY(request_of(reference));
            std::string bytes = TRY(errand_.fetcher.fetch(request));
            if (!digest_is_exact(reference))
                return fail(Fault::config,
                            "hash verification failed: the digest of a config is written in lower case");
            return bytes;
        };
        return ask().map_error(within("fetch referenced config")).map_error(at(reference.position));
    }

    // Digests of configs are compared as text. Spec stages.md §2.4.
    static bool digest_is_exact(const config::Resource& reference) {
        const std::string hash = reference.verification.hash.value_or("");
        return std::ranges::none_of(hash, [](char c) { return c >= 'A' && c <= 'F'; });
    }

    Rendered parse_child(const config::Resource& reference, const std::string& bytes) {
        if (++configs_ > most_configs)
            return fail(Fault::config, "configs refer to more than ", most_configs, " others");
        const Result<Url> url = parse_url(*reference.source);
        fetched_.push_back(
            {.kind = "user", .source = url ? std::string{url->path} : std::string{}, .referenced = true});
        return parse(errand_, fetch::shown(*reference.source), bytes).map_error(at(reference.position));
    }

    // The same bytes from the same place among those that led here: it would go on for ever.
    Rendered render_child(config::Traced child, const std::string& bytes, const config::Resource& reference) {
        const std::string digest = TRY(system::digest_of(system::HashFunction::sha512, bytes));
        Ancestor self{.source = *reference.source, .digest = system::hex(digest)};
        errand_.journal.debug("fetched referenced config at ", fetch::shown(self.source),
                              " with SHA512: ", self.digest);
        if (std::ranges::find(ancestors_, self) != ancestors_.end())
            return tl::unexpected{
                Error{Fault::config, "config ", fetch::shown(self.source), " refers to itself"}.at(
                    reference.position)};
        ancestors_.push_back(std::move(self));
        Rendered rendered = render(std::move(child));
        ancestors_.pop_back();
        return rendered;
    }

    static constexpr std::uint64_t largest_config = 64UL * 1024 * 1024; // bytes

    struct Ancestor {
        std::string source;
        std::string digest;
        bool operator==(const Ancestor&) const = default;
    };

    Errand& errand_;
    std::vector<state::FetchedConfig>& fetched_;
    std::vector<Ancestor> ancestors_;
    std::size_t configs_ = 0;
};

} // namespace

Rendered render(Errand& errand, config::Traced config, std::vector<state::FetchedConfig>& fetched) {
    return Renderer{errand, fetched}.render(std::move(config));
}

} // namespace ignite::acquire

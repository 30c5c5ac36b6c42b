#include "ignite/platform/metadata.h"

#include "interfaces.h"
#include "medium.h"
#include "metadata_keys.h"
#include "metadata_table.h"
#include "metadata_text.h"
#include "service.h"
#include "wait.h"

#include "ignite/core/letters.h"

#include <algorithm>
#include <map>
#include <memory>

namespace ignite::platform {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds drive_patience = 10s;
constexpr unsigned most_mounts = 3;

// Texts that were had are kept: several facts, and keys, stand in one document.
Read remembering(Read read) {
    auto known = std::make_shared<std::map<std::string, Result<std::string>, std::less<>>>();
    return [known, read = std::move(read)](std::string_view path) -> Result<std::string> {
        if (const auto found = known->find(path); found != known->end())
            return found->second;
        return known->emplace(std::string{path}, read(path)).first->second;
    };
}

// One token does for all questions of a run, unless it dies.
class Client {
public:
    Client(Context& context, const Shelf& shelf, std::string base)
        : context_{&context}, service_{&shelf.service}, is_strict_{shelf.is_strict}, base_{std::move(base)} {}

    Result<std::string> get(std::string_view path) {
        const Token* const token = service_->token;
        if (token != nullptr && !has_token_ && token->when != Token::When::when_refused)
            TRY(renew(*token));
        Result<std::string> text = ask(path);
        const int status = context_->fetcher.last_status();
        if (text || !is_token_missing(status))
            return text;
        is_renewed_ = true;
        TRY(renew(*token));
        return ask(path);
    }

private:
    Result<void> renew(const Token& token) {
        std::vector<int> answers;
        if (token.when == Token::When::if_there_is_one)
            answers.push_back(404);
        value_ = TRY(
            fetch_token(context_->fetcher, token, base_,
                        {.repeats = repeated_for_metadata(std::move(answers)), .takes_any_success = true}));
        has_token_ = true;
        return {};
    }
    // Once, that is; a second token will not help either.
    bool is_token_missing(int status) const {
        return service_->token != nullptr && !is_renewed_ && (status == 401 || status == 403);
    }
    Result<std::string> ask(std::string_view path) {
        fetch::Request request = request_of(*service_, base_);
        request.url = cat(base_, path);
        std::vector<int> answers; // where everything else but a success is asked again
        if (!is_strict_)
            answers.push_back(404);
        for (const int status : {401, 403})
            if (is_token_missing(status))
                answers.push_back(status);
        request.repeats = repeated_for_metadata(std::move(answers));
        if (!value_.empty())
            request.headers.push_back({.name = std::string{service_->token->header}, .value = value_});
        return context_->fetcher.fetch(request);
    }

    Context* context_;
    const Service* service_;
    bool is_strict_;
    std::string base_;
    std::string value_;
    bool has_token_ = false;
    bool is_renewed_ = false;
};

bool has_service(const Shelf& shelf) {
    return !shelf.service.base.empty() || shelf.service.more_bases != nullptr;
}

// Its work looks at the machine alone.
bool is_of_the_machine(const Shelf& shelf) {
    return shelf.work != nullptr && !has_service(shelf) && shelf.labels.front().empty();
}

Result<std::string> base_for(const Shelf& shelf, Context& context) {
    if (shelf.service.more_bases == nullptr)
        return base_of(shelf.service);
    const std::vector<std::string> bases = shelf.service.more_bases(context);
    if (bases.empty())
        return fail(Fault::system, "no DHCP client has told where the service is");
    return bases.front();
}

// Fault::absent: there is no such drive.
Result<Read> open_drive(const Shelf& shelf, Context& context, bool is_awaited) {
    const fetch::Moment end = now(context) + drive_patience;
    for (unsigned tries = 1;; pass(context, 1s)) {
        const bool is_over = now(context) >= end;
        if (!is_device_queue_settled(context) && !is_over)
            continue;
        if (const std::optional<std::string> device = find_labelled(context, shelf.labels)) {
            Result<Medium> mounted = Medium::mount(context, *device);
            if (!mounted && tries++ == most_mounts)
                return tl::unexpected{std::move(mounted).error()};
            if (!mounted) // the link to the device appears before the medium is ready
                continue;
            auto medium = std::make_shared<Medium>(*std::move(mounted));
            return Read{[medium](std::string_view path) { return medium->read(std::string{path}); }};
        }
        if (!is_awaited || is_over)
            return fail(Fault::absent, "there is no filesystem labelled ", shelf.labels.front());
    }
}

Result<Read> open_shelf(const Shelf& shelf, Context& context, bool is_awaited) {
    if (is_of_the_machine(shelf))
        return Read{
            [](std::string_view) -> Result<std::string> { return fail(Fault::absent, "nobody to ask"); }};
    if (!has_service(shelf))
        return open_drive(shelf, context, is_awaited);
    auto client = std::make_shared<Client>(context, shelf, TRY(base_for(shelf, context)));
    return Read{[client](std::string_view path) { return client->get(path); }};
}

// --- facts ---

void add(std::vector<Attribute>& facts, const Fact& fact, const std::vector<std::string>& values) {
    if (fact.count == Fact::Count::joined) {
        std::string joined;
        for (const std::string& one : values)
            joined += cat(joined.empty() ? "" : ":", one);
        if (!joined.empty())
            facts.push_back({.name = std::string{fact.name}, .value = joined});
        return;
    }
    unsigned number = 0;
    for (const std::string& one : values) {
        if (one.empty())
            continue;
        const bool is_numbered = fact.count == Fact::Count::numbered;
        facts.push_back(
            {.name = is_numbered ? cat(fact.name, "_", number) : std::string{fact.name}, .value = one});
        if (!is_numbered)
            return;
        ++number;
    }
}

// `only`, if it is not empty, names the one fact that is wanted.
Result<void> read_book(const Book& book, bool is_strict, std::string_view only, const Read& read,
                       std::vector<Attribute>& facts) {
    for (const Fact& fact : book.facts) {
        if (!only.empty() && fact.name != only)
            continue;
        const std::string path =
            book.format == Format::leaves ? cat(book.path, fact.place) : std::string{book.path};
        const Result<std::string> text = read(path);
        if (!text && text.error().fault() == Fault::absent && !is_strict)
            continue;
        if (!text)
            return tl::unexpected{text.error()};
        switch (book.format) {
        case Format::leaves:
            add(facts, fact, {std::string{trimmed(*text)}});
            break;
        case Format::json:
            add(facts, fact, TRY(texts_at(*text, fact.place).map_error(within("read ", book.path))));
            break;
        case Format::lines:
            add(facts, fact, {value_of_line(*text, fact.place)});
            break;
        }
    }
    return {};
}

// --- a shelf, a row ---

bool is_hostname(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.' ||
               c == '_';
    });
}

Result<Metadata> read_shelf(const MetadataRow& row, const Shelf& shelf, Wanted wanted, const Read& read,
                            Context& context) {
    Metadata all;
    const std::string_view only = wanted.attributes ? std::string_view{} : row.hostname;
    if (wanted.attributes || (wanted.hostname && !row.hostname.empty()))
        for (const Book& book : shelf.books)
            if (!book.path.empty())
                TRY(read_book(book, shelf.is_strict, only, read, all.attributes));
    if (wanted.attributes && shelf.work != nullptr)
        for (Attribute& fact : TRY(shelf.work(read, context)))
            all.attributes.push_back(std::move(fact));
    if (wanted.hostname && !row.hostname.empty()) {
        std::vector<Attribute> aside;
        if (!shelf.hostname.path.empty())
            TRY(read_book(shelf.hostname, false, {}, read, aside));
        const std::vector<Attribute>& among = shelf.hostname.path.empty() ? all.attributes : aside;
        const auto found = std::ranges::find(among, row.hostname, &Attribute::name);
        if (found != among.end() && is_hostname(found->value))
            all.hostname = fitting_hostname(found->value);
        else if (found != among.end())
            context.journal.warning("the platform's host name cannot be one, going on without it");
    }
    if (wanted.keys)
        all.keys = TRY(read_keys(shelf, read, context));
    if (!wanted.attributes)
        all.attributes.clear();
    for (Attribute& fact : all.attributes)
        fact.name = cat(row.prefix, fact.name);
    return all;
}

bool is_empty(const Shelf& shelf) {
    return !has_service(shelf) && shelf.labels.front().empty() && shelf.work == nullptr;
}

// A name may be another's for configs, and have facts of its own: "vagrant-virtualbox".
const MetadataRow* find_row(std::string_view platform, const Provider* provider) {
    const auto by_name = std::ranges::find(metadata_rows(), platform, &MetadataRow::id);
    if (by_name != metadata_rows().end())
        return &*by_name;
    const auto by_id = provider == nullptr
                           ? metadata_rows().end()
                           : std::ranges::find(metadata_rows(), provider->id, &MetadataRow::id);
    return by_id == metadata_rows().end() ? nullptr : &*by_id;
}

Result<Metadata> read_row(const MetadataRow& row, Wanted wanted, Context& context) {
    for (std::size_t number = 0; number < row.shelves.size(); ++number) {
        const Shelf& shelf = row.shelves[number];
        if (is_empty(shelf))
            break;
        const bool is_last = number + 1 == row.shelves.size() || is_empty(row.shelves[number + 1]);
        const Result<Read> read = open_shelf(shelf, context, is_last);
        if (!read && read.error().fault() == Fault::absent && !is_last)
            continue;
        if (!read)
            return tl::unexpected{Error{Fault::system, read.error().describe()}};
        return read_shelf(row, shelf, wanted, remembering(*read), context);
    }
    return Metadata{};
}

} // namespace

std::vector<std::string_view> metadata_names() {
    std::vector<std::string_view> names;
    for (const MetadataRow& row : metadata_rows())
        names.push_back(row.id);
    return names;
}

Result<Metadata> gather(std::string_view platform, Wanted wanted, Context& context) {
    const Provider* const provider = find_provider(platform);
    const std::string_view id = provider != nullptr ? provider->id : platform;
    const MetadataRow* const row = find_row(platform, provider);
    if (row == nullptr) {
        if (provider == nullptr)
            return fail(Fault::config, "there is no platform \"", platform, "\"");
        context.journal.info("platform ", id, " has nothing to tell beside the config");
        return Metadata{};
    }
    context.fetcher.use({.total = metadata_patience, .http_proxy = {}, .https_proxy = {}, .no_proxy = {}});
    return read_row(*row, wanted, context).map_error(within("ask platform ", id, " about this machine"));
}

} // namespace ignite::platform

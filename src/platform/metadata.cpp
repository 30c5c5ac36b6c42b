#include "ignite/platform/metadata.h"

#include "interfaces.h"
#include "medium.h"
#include "metadata_table.h"
#include "service.h"
#include "wait.h"

#include "ignite/core/letters.h"
#include "ignite/json/document.h"

#include <algorithm>
#include <map>
#include <memory>

namespace ignite::platform {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds patience = 45s; // for one request, all attempts together
constexpr std::chrono::seconds drive_patience = 10s;

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
    Client(Context& context, const Service& service, std::string base)
        : context_{&context}, service_{&service}, base_{std::move(base)} {}

    Result<std::string> get(std::string_view path) {
        const Token* const token = service_->token;
        if (token != nullptr && !has_token_ && token->when != Token::When::when_refused)
            TRY(renew(*token));
        Result<std::string> text = ask(path);
        const int status = context_->fetcher.last_status();
        if (text || token == nullptr || (status != 401 && status != 403) || is_renewed_)
            return text;
        is_renewed_ = true;
        TRY(renew(*token));
        return ask(path);
    }

private:
    Result<void> renew(const Token& token) {
        value_ = TRY(fetch_token(context_->fetcher, token, base_));
        has_token_ = true;
        return {};
    }
    Result<std::string> ask(std::string_view path) {
        fetch::Request request = request_of(*service_, base_);
        request.url = cat(base_, path);
        request.retried_statuses = {408, 410, 429};
        if (!value_.empty())
            request.headers.push_back({.name = std::string{service_->token->header}, .value = value_});
        return context_->fetcher.fetch(request);
    }

    Context* context_;
    const Service* service_;
    std::string base_;
    std::string value_;
    bool has_token_ = false;
    bool is_renewed_ = false;
};

bool has_service(const Shelf& shelf) {
    return !shelf.service.base.empty() || shelf.service.more_bases != nullptr;
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
    for (;;) {
        if (const std::optional<std::string> device = find_labelled(context, shelf.labels)) {
            auto medium = std::make_shared<Medium>(TRY(Medium::mount(context, *device)));
            return Read{[medium](std::string_view path) { return medium->read(std::string{path}); }};
        }
        if (!is_awaited || now(context) >= end)
            return fail(Fault::absent, "there is no filesystem labelled ", shelf.labels.front());
        pass(context, 1s);
    }
}

Result<Read> open_shelf(const Shelf& shelf, Context& context, bool is_awaited) {
    if (!has_service(shelf))
        return open_drive(shelf, context, is_awaited);
    auto client = std::make_shared<Client>(context, shelf.service, TRY(base_for(shelf, context)));
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

// --- keys ---

void add_lines(std::vector<std::string>& keys, std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (const std::string_view line = trimmed(text.substr(0, end)); !line.empty())
            keys.emplace_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
}

Result<std::string> read_or_nothing(const Read& read, std::string_view path) {
    Result<std::string> text = read(path);
    if (!text && text.error().fault() == Fault::absent)
        return std::string{};
    return text;
}

// "USER:KEY" on each line; the user is for Google's own programs.
void add_of_google(std::vector<std::string>& keys, std::string_view text, journal::Journal& journal) {
    std::vector<std::string> lines;
    add_lines(lines, text);
    for (const std::string& line : lines)
        if (const std::size_t colon = line.find(':'); colon != std::string::npos)
            keys.push_back(line.substr(colon + 1));
        else
            journal.warning("a line of the keys names no user, going on without it");
}

Result<std::vector<std::string>> keys_of_google(const Read& read, std::string_view base,
                                                journal::Journal& journal) {
    const auto text = [&](std::string_view place) { return read_or_nothing(read, cat(base, place)); };
    std::vector<std::string> keys;
    const std::string alone = TRY(text("instance/attributes/sshKeys"));
    if (!trimmed(alone).empty()) {
        add_of_google(keys, alone, journal);
        return keys;
    }
    add_of_google(keys, TRY(text("instance/attributes/ssh-keys")), journal);
    if (trimmed(TRY(text("instance/attributes/block-project-ssh-keys"))) == "true")
        return keys;
    for (const std::string_view place : {"project/attributes/sshKeys", "project/attributes/ssh-keys"})
        add_of_google(keys, TRY(text(place)), journal);
    return keys;
}

// List elements of a cloud-config, or lines, that are keys.
void add_from_anywhere(std::vector<std::string>& keys, std::string_view text) {
    std::vector<std::string> lines;
    add_lines(lines, text);
    for (const std::string_view line : lines) {
        std::string_view key = trimmed(line.starts_with("- ") ? line.substr(2) : line);
        if (key.size() > 1 && (key.front() == '"' || key.front() == '\'') && key.back() == key.front())
            key = key.substr(1, key.size() - 2);
        if (is_public_key(key))
            keys.emplace_back(key);
    }
}

Result<std::vector<std::string>> listed_keys(const Read& read, std::string_view path) {
    std::vector<std::string> names;
    std::vector<std::string> keys;
    add_lines(names, TRY(read_or_nothing(read, path)));
    for (const std::string& name : names) {
        const std::string number = name.substr(0, name.find_first_of("=/"));
        add_lines(keys, TRY(read_or_nothing(read, cat(path, "/", number, "/openssh-key"))));
    }
    return keys;
}

Result<std::vector<std::string>> read_keys(const Keys& where, const Read& read, journal::Journal& journal) {
    std::vector<std::string> keys;
    switch (where.how) {
    case Keys::How::none:
        return keys;
    case Keys::How::listed:
        return listed_keys(read, where.path);
    case Keys::How::google:
        return keys_of_google(read, where.path, journal);
    case Keys::How::lines:
        add_lines(keys, TRY(read_or_nothing(read, where.path)));
        return keys;
    case Keys::How::anywhere:
        add_from_anywhere(keys, TRY(read_or_nothing(read, where.path)));
        return keys;
    case Keys::How::json:
    case Keys::How::json_broken:
        break;
    }
    const std::string document = TRY(read_or_nothing(read, where.path));
    if (document.empty())
        return keys;
    for (std::string& text : TRY(texts_at(document, where.place))) {
        if (where.how == Keys::How::json_broken)
            std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
        add_lines(keys, text);
    }
    return keys;
}

void keep_public_keys(std::vector<std::string>& keys, journal::Journal& journal) {
    const std::size_t before = keys.size();
    std::erase_if(keys, [](const std::string& line) { return !is_public_key(line); });
    if (keys.size() != before)
        journal.warning(before - keys.size(), " of the platform's keys are no OpenSSH public keys, "
                                              "going on without them");
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
        all.keys = TRY(read_keys(shelf.keys, read, context.journal));
    keep_public_keys(all.keys, context.journal);
    if (!wanted.attributes)
        all.attributes.clear();
    for (Attribute& fact : all.attributes)
        fact.name = cat(row.prefix, fact.name);
    return all;
}

bool is_empty(const Shelf& shelf) { return !has_service(shelf) && shelf.labels.front().empty(); }

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
    const auto row = std::ranges::find(metadata_rows(), id, &MetadataRow::id);
    if (row == metadata_rows().end()) {
        if (provider == nullptr)
            return fail(Fault::config, "there is no platform \"", platform, "\"");
        context.journal.info("platform ", id, " has nothing to tell beside the config");
        return Metadata{};
    }
    context.fetcher.use({.total = patience, .http_proxy = {}, .https_proxy = {}, .no_proxy = {}});
    return read_row(*row, wanted, context).map_error(within("ask platform ", id, " about this machine"));
}

// --- texts ---

namespace {

void collect(const json::Value& value, std::string_view place, std::vector<std::string>& texts) {
    if (place.empty()) {
        if (value.kind() == json::Kind::string)
            texts.push_back(value.text());
        else if (!value.is_container() && value.kind() != json::Kind::null)
            texts.emplace_back(value.raw());
        return;
    }
    const std::size_t slash = std::min(place.find('/'), place.size());
    const std::string_view step = place.substr(0, slash);
    const std::string_view rest = place.substr(std::min(slash + 1, place.size()));
    if (step == "*" && value.kind() == json::Kind::array)
        for (const json::Value element : value.elements())
            collect(element, rest, texts);
    if (value.kind() != json::Kind::object)
        return;
    std::optional<json::Value> last;
    for (const json::Member member : value.members()) {
        if (step == "*")
            collect(member.value, rest, texts);
        else if (member.key.is_text(step))
            last = member.value;
    }
    if (last)
        collect(*last, rest, texts);
}

} // namespace

Result<std::vector<std::string>> texts_at(const std::string& document, std::string_view place) {
    const auto parsed = json::Document::parse(document);
    if (!parsed) // what it holds instead may be a secret
        return fail(Fault::system, "the answer is no JSON: byte ", parsed.error().offset);
    std::vector<std::string> texts;
    collect(parsed->root(), place, texts);
    return texts;
}

std::string value_of_line(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.starts_with(key) || !line.substr(key.size()).starts_with(':'))
            continue;
        std::string_view value = trimmed(line.substr(key.size() + 1));
        if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') &&
            value.back() == value.front())
            value = value.substr(1, value.size() - 2);
        return std::string{value};
    }
    return {};
}

} // namespace ignite::platform

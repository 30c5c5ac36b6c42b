#include "metadata_text.h"

#include "ignite/core/letters.h"
#include "ignite/json/document.h"

#include <algorithm>

namespace ignite::platform {

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

Result<std::string> read_if_there(const Read& read, std::string_view path) {
    Result<std::string> text = read(path);
    if (!text && text.error().fault() == Fault::absent)
        return std::string{};
    return text;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (const std::string_view line = trimmed(text.substr(0, end)); !line.empty())
            lines.emplace_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

std::string_view without_quotes(std::string_view text) {
    text = trimmed(text);
    const bool is_quoted =
        text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

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
        if (line.starts_with(key) && line.substr(key.size()).starts_with(':'))
            return std::string{without_quotes(line.substr(key.size() + 1))};
    }
    return {};
}

} // namespace ignite::platform

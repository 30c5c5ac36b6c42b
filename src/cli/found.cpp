#include "found.h"

#include "ignite/core/utf8.h"

#include <algorithm>
#include <map>

namespace ignite::cli {

namespace {

// A config is often one line of megabytes, of which nobody wants to read more than this behind a finding.
constexpr std::size_t far_behind = 1024;

std::string_view line_at(std::string_view text, std::uint64_t offset, std::uint64_t column) {
    const std::size_t begin = std::min<std::size_t>(offset, text.size()) - (column - 1);
    const std::size_t newline = text.substr(0, begin + column + far_behind).find('\n', begin + (column - 1));
    std::string_view line = text.substr(begin, std::min(newline - begin, column + far_behind));
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::uint64_t characters_in(std::string_view text) {
    std::uint64_t count = 0;
    for (; !text.empty(); ++count)
        text.remove_prefix(first_rune(text).bytes);
    return count;
}

// Goes on from the finding before if that is on the same line: there may be thousands on one.
void count_characters(std::vector<Found>& all) {
    const Found* before = nullptr;
    for (Found& found : all) {
        if (!found.document)
            continue;
        const bool goes_on =
            before && before->document == found.document && before->place.line == found.place.line;
        const std::size_t from = goes_on ? before->place.column - 1 : 0;
        const std::size_t to = std::min<std::size_t>(found.place.column - 1, found.line.size());
        found.character =
            (goes_on ? before->character : 1) + characters_in(found.line.substr(from, to - from));
        before = &found;
    }
}

} // namespace

std::vector<Found> found_in(const Report& report, const Documents& documents) {
    std::map<std::uint32_t, LineIndex> indices;
    std::vector<Found> all;
    all.reserve(report.findings().size());
    for (const Finding& finding : report.findings()) {
        Found& found = all.emplace_back(Found{.finding = &finding});
        found.document = documents.find(finding.position.document);
        if (!found.document)
            continue;
        const std::string_view text = found.document->text;
        const LineIndex& lines = indices.try_emplace(finding.position.document, text).first->second;
        found.place = lines.at(finding.position.offset);
        found.line = line_at(text, finding.position.offset, found.place.column);
    }
    std::ranges::stable_sort(all, {}, [](const Found& found) {
        return std::pair{found.finding->position.document, found.finding->position.offset};
    });
    count_characters(all);
    return all;
}

std::string where_written(Position position, const Documents& documents) {
    const DocumentText* document = documents.find(position.document);
    if (!document)
        return {};
    const LineColumn where = line_column(document->text, position.offset);
    return cat(document->name, ":", where.line, ":", where.column, ": ");
}

} // namespace ignite::cli

#include "report_text.h"

#include "found.h"
#include "ignite/core/quoted.h"
#include "ignite/core/utf8.h"

#include <algorithm>

namespace ignite::cli {

namespace {

// A config is often one line of megabytes; so much of it is shown, with the place in it.
constexpr std::size_t longest_excerpt = 100;

struct Excerpt {
    std::string text;
    std::size_t caret = 0; // in characters
};

// The part of the line around a column, made fit for a terminal. Every character is one column wide, which is
// wrong for some scripts, and good enough to point at a key.
Excerpt excerpt_of(std::string_view line, std::size_t column) {
    Excerpt excerpt;
    std::size_t at = 0;
    std::vector<std::string> characters;
    std::size_t caret = 0;
    const std::size_t wanted = std::min(column - 1, line.size());
    // Bytes far before and behind the place are passed over unread.
    if (wanted > 4 * longest_excerpt)
        at = wanted - 4 * longest_excerpt;
    while (at > 0 && at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80)
        ++at;
    const bool cut_before = at > 0;
    while (at < line.size() && at < wanted + 4 * longest_excerpt) {
        const Rune rune = first_rune(line.substr(at));
        if (at <= wanted)
            caret = characters.size();
        std::string& character = characters.emplace_back();
        append_rune(character, rune.code < 0x20 || rune.code == 0x7F ? U' ' : rune.code);
        at += rune.bytes;
    }
    if (wanted == line.size())
        caret = characters.size();
    const std::size_t first = caret > longest_excerpt * 3 / 4 ? caret - longest_excerpt / 2 : 0;
    const std::size_t last = std::min(first + longest_excerpt, characters.size());
    if (first > 0 || cut_before)
        excerpt.text = "…";
    excerpt.caret = caret - first + (excerpt.text.empty() ? 0 : 1);
    for (std::size_t i = first; i < last; ++i)
        excerpt.text += characters[i];
    if (last < characters.size() || at < line.size())
        excerpt.text += "…";
    return excerpt;
}

struct Paint {
    std::string_view severity, dim, bold, off;
};

Paint paint_for(Severity severity, Colour colour) {
    if (colour == Colour::never)
        return {};
    return {severity == Severity::error ? "\x1b[1;31m" : "\x1b[1;33m", "\x1b[2m", "\x1b[1m", "\x1b[0m"};
}

void append_excerpt(std::string& out, const Found& found, const Paint& paint) {
    const Excerpt excerpt = excerpt_of(found.line, found.place.column);
    const std::string number = cat(found.place.line);
    const std::string margin(number.size(), ' ');
    out += cat(paint.dim, " ", number, " | ", paint.off, excerpt.text, "\n");
    out += cat(paint.dim, " ", margin, " | ", paint.off, std::string(excerpt.caret, ' '), paint.severity, "^",
               paint.off, "\n");
}

void append_found(std::string& out, const Found& found, Colour colour) {
    const Finding& finding = *found.finding;
    const Paint paint = paint_for(finding.severity, colour);
    if (found.document)
        out += cat(paint.bold, found.document->name, ":", found.place.line, ":", found.place.column, ": ",
                   paint.off);
    out += cat(paint.severity, word_for(finding.severity), ": ", paint.off, tame(finding.text), paint.dim,
               " [", finding.code, "]", paint.off, "\n");
    if (!finding.place.empty() && finding.place != "$")
        out += cat(paint.dim, "  at ", tame(finding.place), paint.off, "\n");
    if (found.document)
        append_excerpt(out, found, paint);
    if (!finding.hint.empty())
        out += cat("  hint: ", finding.hint, "\n");
}

} // namespace

std::string report_as_text(const Report& report, const Documents& documents, Colour colour) {
    std::string out;
    for (const Found& found : found_in(report, documents))
        append_found(out, found, colour);
    return out;
}

} // namespace ignite::cli

#include "suggestion.h"

#include "ignite/core/letters.h"

#include <algorithm>
#include <array>

namespace ignite::config {

namespace {

constexpr std::size_t longest_word = 40; // longer ones are no typing mistakes

} // namespace

std::size_t spelling_distance(std::string_view a, std::string_view b, std::size_t limit) {
    if (a.size() > longest_word || b.size() > longest_word)
        return limit;
    // Three rows of the usual table: row i holds the distances of a's first i letters to every beginning of
    // b.
    using Row = std::array<std::size_t, longest_word + 1>;
    Row before_last{}, last{}, row{};
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last = last;
        last = row;
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return std::min(row[b.size()], limit);
}

// One slip in a short word, two in a middling one, three in a long one.
Suggestion::Suggestion(std::string_view written)
    : written_{written},
      distance_{written.size() < 3    ? 1u
                : written.size() < 6  ? 2u
                : written.size() < 12 ? 3u
                                      : 4u} {}

void Suggestion::offer(std::string_view word) {
    const std::size_t distance = spelling_distance(written_, word, distance_);
    if (distance < distance_) {
        distance_ = distance;
        best_ = word;
    }
}

} // namespace ignite::config

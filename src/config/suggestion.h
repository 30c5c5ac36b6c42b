// "Did you mean …?": the word of a list that is spelled most like the one that was written.
#pragma once

#include <cstddef>
#include <string_view>

namespace ignite::config {

// The number of letters to insert, drop, change or swap with their neighbour to make one word the other,
// without regard to case. Counts no further than `limit`.
std::size_t spelling_distance(std::string_view a, std::string_view b, std::size_t limit);

class Suggestion {
public:
    explicit Suggestion(std::string_view written);

    void offer(std::string_view word);
    std::string_view best() const { return best_; } // empty: nothing is near

private:
    std::string_view written_;
    std::string_view best_;
    std::size_t distance_; // of the best; at first: what is too far
};

} // namespace ignite::config

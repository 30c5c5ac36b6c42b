// Configs drawn by chance over the field tables, the same for the same seed: mostly valid, now and then
// broken.
#pragma once

#include "config/fields.h"

#include <random>
#include <string>
#include <string_view>

namespace ignite::config {

enum class Paths : std::uint8_t {
    anywhere,
    one_list_each, // no path or kernel argument of one list is in another, no header without value, no
                   // mistakes
};

class Chance {
public:
    explicit Chance(unsigned seed, Paths paths = Paths::anywhere) : random_{seed}, paths_{paths} {}

    std::string config(std::string_view version);

private:
    std::size_t below(std::size_t count) { return random_() % count; }
    bool once_in(unsigned count) { return below(count) == 0; }
    bool breaks() { return paths_ == Paths::anywhere && once_in(400); }

    void object(std::string& out, Fields fields, std::string_view owner);
    void value(std::string& out, const Field& field, std::string_view owner);
    void list(std::string& out, const Field& field, std::string_view owner);
    bool is_given(std::string_view key, std::string_view owner);
    std::string word(std::string_view key, std::string_view owner);
    std::string number(std::string_view key);
    std::string broken_value();

    std::mt19937 random_;
    Paths paths_;
    std::string_view version_;
};

} // namespace ignite::config

#include "keys.h"

#include "ignite/core/letters.h"

namespace ignite::config {

namespace {

// The letter at the front of a key, folded, and taken off it.
char take_folded(std::string_view& key) {
    constexpr std::string_view long_s = "\u017F";
    constexpr std::string_view kelvin = "\u212A";
    for (const auto& [sign, letter] : {std::pair{long_s, 's'}, std::pair{kelvin, 'k'}})
        if (key.starts_with(sign)) {
            key.remove_prefix(sign.size());
            return letter;
        }
    const char letter = lower(key.front());
    key.remove_prefix(1);
    return letter;
}

} // namespace

bool same_but_for_case(std::string_view key, std::string_view field) {
    if (key.size() < field.size())
        return false;
    for (const char wanted : field)
        if (key.empty() || take_folded(key) != lower(wanted))
            return false;
    return key.empty();
}

const Field* find_field(Fields fields, std::string_view key, Version version) {
    for (const Field& field : fields)
        if (field.key == key && field.since <= version)
            return &field;
    for (const Field& field : fields)
        if (field.since <= version && same_but_for_case(key, field.key))
            return &field;
    return nullptr;
}

} // namespace ignite::config

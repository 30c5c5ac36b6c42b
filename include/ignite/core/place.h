// A place in a document: `$.storage.files.0.contents`. A chain of steps on the stack of whoever walks the
// document, written out only when there is something to say about it.
#pragma once

#include "ignite/core/text.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace ignite {

class Place {
public:
    Place() = default; // the document itself
    static const Place& root() {
        static const Place root;
        return root;
    }

    // The step before must live as long as the step after it: give a name to one step at a time.
    friend Place operator/(const Place& before, std::string_view key) { return Place{&before, key, 0}; }
    friend Place operator/(const Place& before, std::size_t index) { return Place{&before, {}, index}; }

    friend void append_to(std::string& out, const Place& place) {
        if (!place.before_) {
            out += '$';
            return;
        }
        append_to(out, *place.before_);
        out += '.';
        if (place.key_.data())
            out += place.key_;
        else
            ignite::append_to(out, place.index_);
    }
    std::string text() const { return cat(*this); }

private:
    Place(const Place* before, std::string_view key, std::size_t index)
        : before_{before}, key_{key}, index_{index} {}

    const Place* before_ = nullptr;
    std::string_view key_; // without data: a step into a list
    std::size_t index_ = 0;
};

} // namespace ignite

// Where in the old document each part of the new config comes from, so that a rule of the new spec can point
// at what the user wrote.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace ignite::config::old {

class OldPlaces {
public:
    void add(std::string now, std::string then) { places_.insert_or_assign(std::move(now), std::move(then)); }

    // Of a place below one that is known: the same steps below its origin.
    std::string of(std::string_view now) const {
        for (std::size_t end = now.size(); end != std::string_view::npos; end = now.rfind('.', end - 1)) {
            const auto known = places_.find(std::string{now.substr(0, end)});
            if (known != places_.end())
                return known->second + std::string{now.substr(end)};
            if (end == 0)
                break;
        }
        return std::string{now};
    }

private:
    std::unordered_map<std::string, std::string> places_;
};

} // namespace ignite::config::old

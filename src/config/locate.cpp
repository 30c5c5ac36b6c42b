#include "locate.h"

#include "keys.h"

#include <charconv>

namespace ignite::config {

namespace {

using json::Kind;
using json::Value;

std::optional<Value> member(const Value& object, std::string_view wanted) {
    std::optional<Value> exactly;
    std::optional<Value> nearly;
    for (const json::Member candidate : object.members()) {
        const KeyText key{candidate.key};
        if (key.view() == wanted)
            exactly = candidate.value;
        else if (same_but_for_case(key.view(), wanted))
            nearly = candidate.value;
    }
    return exactly ? exactly : nearly;
}

std::string_view take_step(std::string_view& place) {
    const std::size_t end = place.find('.');
    const std::string_view step = place.substr(0, end);
    place = end == std::string_view::npos ? std::string_view{} : place.substr(end + 1);
    return step;
}

} // namespace

std::optional<Value> Locator::element(const Value& list, std::size_t index) {
    if (!last_ || last_->list != list.offset() || last_->index > index)
        last_ = LastElement{list.offset(), 0, list.elements().begin()};
    const auto end = list.elements().end();
    while (last_->index < index && *last_->at != end) {
        ++*last_->at;
        ++last_->index;
    }
    return *last_->at == end ? std::optional<Value>{} : **last_->at;
}

std::uint64_t Locator::offset_of(std::string_view place) {
    Value value = document_.root();
    take_step(place); // the dollar sign
    while (!place.empty()) {
        const std::string_view step = take_step(place);
        std::optional<Value> next;
        std::size_t index = 0;
        if (value.kind() == Kind::object)
            next = member(value, step);
        else if (value.kind() == Kind::array &&
                 std::from_chars(step.data(), step.data() + step.size(), index).ec == std::errc{})
            next = element(value, index);
        if (!next)
            break;
        value = *next;
    }
    return value.place();
}

} // namespace ignite::config

#pragma once

#include "ignite/core/error.h"

#include <tl/expected.hpp>

#include <utility>

namespace ignite {

// Either a T or an Error.
template <class T>
using Result = tl::expected<T, Error>;

template <class... Parts>
tl::unexpected<Error> fail(Fault fault, const Parts&... parts) {
    return tl::unexpected{Error{fault, parts...}};
}

// For map_error: says what we were doing. The words are only joined when there is an error to join
// them to, within the same full expression.
template <class... Parts>
auto within(const Parts&... parts) {
    return [&](Error&& error) { return std::move(error).within(parts...); };
}

// For map_error: says which part of the config asked for it.
inline auto at(Position position) {
    return [position](Error&& error) { return std::move(error).at(position); };
}

// What TRY evaluates to on the good path.
template <class T>
T take(Result<T>&& result) {
    return *std::move(result);
}
inline void take(Result<void>&&) {}

} // namespace ignite

// Takes the value out of a Result, or leaves the function with its error. One per statement.
#define TRY(expression)                                                                                      \
    __extension__({                                                                                          \
        auto try_result = (expression);                                                                      \
        if (!try_result)                                                                                     \
            return tl::unexpected{std::move(try_result).error()};                                            \
        ignite::take(std::move(try_result));                                                                 \
    })

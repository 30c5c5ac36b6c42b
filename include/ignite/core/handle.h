#pragma once

#include <memory>

namespace ignite {

template <auto& give_back>
struct GivenBack {
    template <class Object>
    void operator()(Object* object) const {
        give_back(object);
    }
};

// Owns an object of a C library, which has its own function for giving one back.
template <class Object, auto& give_back>
using Handle = std::unique_ptr<Object, GivenBack<give_back>>;

} // namespace ignite

// What can be done with an object of the config, or with a list of such, by who knows its fields but not its
// type. There is one for each type, so that what we do with all of them is compiled once, and not for each of
// them.
#pragma once

#include "ignite/config/types.h"
#include "key.h"

#include <cstddef>
#include <vector>

namespace ignite::config {

// The elements of a list of any type.
struct Elements {
    std::byte* first = nullptr;
    std::size_t count = 0;
    std::size_t size = 0; // of one

    void* operator[](std::size_t index) const { return first + index * size; }
};

struct Shape {
    Position* (*position)(void* object); // null: it does not know where it was written
    bool* (*given)(void* object);        // null: it does not know whether the document has it
    Key (*key)(const void* object);      // null: nothing tells such objects apart

    Elements (*elements)(void* list);
    void (*resize)(void* list, std::size_t count);
};

template <class T>
constexpr Shape shape_of_type() {
    Shape shape{};
    if constexpr (requires(T object) { object.position; })
        shape.position = [](void* object) { return &static_cast<T*>(object)->position; };
    if constexpr (requires(T object) { object.given; })
        shape.given = [](void* object) { return &static_cast<T*>(object)->given; };
    if constexpr (requires(const T object) { key_of(object); })
        shape.key = [](const void* object) { return key_of(*static_cast<const T*>(object)); };
    shape.elements = [](void* list) {
        auto& elements = *static_cast<std::vector<T>*>(list);
        return Elements{reinterpret_cast<std::byte*>(elements.data()), elements.size(), sizeof(T)};
    };
    shape.resize = [](void* list, std::size_t count) { static_cast<std::vector<T>*>(list)->resize(count); };
    return shape;
}

template <class T>
inline constexpr Shape shape_of = shape_of_type<T>();

} // namespace ignite::config

// Shared libraries that are loaded when the first of their functions is called, and not with the program:
// checking a config needs none of them, and loading all of them takes longer and more memory than checking
// it.
#pragma once

#include "ignite/core/result.h"

#include <atomic>

namespace ignite::late {

// Stays loaded once it is. Threads may call its functions at the same time, as far as the library itself lets
// them. Its name stands in dracut/30ignition/libraries.list too: who looks for what a program needs does not
// find it.
class Library {
public:
    constexpr explicit Library(const char* file) : file_{file} {}

    // For the doors to a library: a missing one is an error there. Loads it.
    Result<void> load();

    // Ends the program when there is no such function: then this is not the library we were built for.
    void* find(const char* function);

private:
    const char* file_;
    std::atomic<void*> handle_ = nullptr;
};

template <class Signature>
class Function;

// A function of such a library, called like the original.
template <class Answer, class... Arguments>
class Function<Answer(Arguments...)> {
    using Original = Answer (*)(Arguments...);

public:
    constexpr Function(Library& library, const char* name) : library_{&library}, name_{name} {}

    // Not inline: a call is to be no longer than one of the original.
    [[gnu::noinline]] Answer operator()(Arguments... arguments) {
        Original found = found_.load(std::memory_order_acquire);
        if (found == nullptr)
            found_.store(found = reinterpret_cast<Original>(library_->find(name_)),
                         std::memory_order_release);
        return found(arguments...);
    }

private:
    Library* library_;
    const char* name_;
    std::atomic<Original> found_ = nullptr;
};

// The same with an open end: options, whose type depends on the option.
template <class Answer, class... Arguments>
class Function<Answer(Arguments..., ...)> {
    using Original = Answer (*)(Arguments..., ...);

public:
    constexpr Function(Library& library, const char* name) : library_{&library}, name_{name} {}

    template <class... More>
    Answer operator()(Arguments... arguments, More... more) {
        Original found = found_.load(std::memory_order_acquire);
        if (found == nullptr)
            found_.store(found = reinterpret_cast<Original>(library_->find(name_)),
                         std::memory_order_release);
        return found(arguments..., more...);
    }

private:
    Library* library_;
    const char* name_;
    std::atomic<Original> found_ = nullptr;
};

} // namespace ignite::late

// Gives a function of the library its own name in the namespace at hand, where it hides the original, so that
// what calls it reads as ever. An original that is not hidden by such a row does not link.
// NOLINTBEGIN(bugprone-macro-parentheses): what is declared has no parentheses around its name
#define IGNITE_LATE(library, function)                                                                       \
    inline constinit ignite::late::Function<decltype(::function)> function { library, #function }
// NOLINTEND(bugprone-macro-parentheses)

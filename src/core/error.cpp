#include "ignite/core/error.h"

#include <cstring>
#include <ranges>

namespace ignite {

namespace {

// The name of an errno without the locale and without static buffers.
std::string_view errno_text(int number) {
    const char* text = strerrordesc_np(number);
    return text ? text : "unknown error";
}

Fault fault_of(int number) {
    return number == ENOENT || number == ENOTDIR || number == ENODEV || number == ENXIO ? Fault::absent
                                                                                        : Fault::system;
}

} // namespace

Error Error::from_errno(int number) {
    Error error{fault_of(number), errno_text(number)};
    error.code_ = number;
    return error;
}

std::string Error::describe() const {
    std::string out;
    for (auto words = chain_.rbegin(); words != chain_.rend(); ++words) {
        if (!out.empty())
            out += ": ";
        out += *words;
    }
    return out;
}

} // namespace ignite

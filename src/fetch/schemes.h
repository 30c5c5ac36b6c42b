// What the first part of a URL means to us: one row per scheme.
#pragma once

#include "course.h"
#include "ignite/core/result.h"
#include "ignite/core/url.h"
#include "ignite/fetch/fetcher.h"

#include <string>
#include <string_view>

namespace ignite::fetch {

// A scheme either has the bytes at hand, or knows whom to ask for them.
struct Scheme {
    std::string_view name;
    Result<std::string> (*read)(const Request& request, const Url& url, const Surroundings& where) = nullptr;
    Result<Question> (*question)(const Request& request) = nullptr;
};

const Scheme* find_scheme(std::string_view name); // nullptr for one we do not know

// Whether bytes can be had without a network. The reference counts "oem" among those that need one.
bool works_offline(const Url& url);

} // namespace ignite::fetch

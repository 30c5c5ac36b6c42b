// What the first part of a URL means to us: one row per scheme.
#pragma once

#include "course.h"
#include "ignite/core/result.h"
#include "ignite/core/url.h"
#include "ignite/fetch/fetcher.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace ignite::fetch {

// What a scheme may need to find out whom to ask.
struct Desk {
    journal::Journal& journal;
    const Surroundings& where;
    const Lenders& lenders;
    std::function<Result<Answer>(const Question&)> ask;
    std::map<std::string, std::string>& regions_of_buckets; // those asked for before
};

// A scheme either has the bytes at hand, or knows whom to ask for them.
struct Scheme {
    std::string_view name;
    Result<std::string> (*read)(const Request& request, const Url& url, const Desk& desk) = nullptr;
    Result<Question> (*question)(const Request& request, const Url& url, const Desk& desk) = nullptr;
};

const Scheme* find_scheme(std::string_view name); // nullptr for one we do not know

// Whether bytes can be had without a network. The reference counts "oem" among those that need one.
bool works_offline(const Url& url);

Result<Question> ask_s3(const Request& request, const Url& url, const Desk& desk);     // ask_s3.cpp
Result<Question> ask_http(const Request& request, const Url& url, const Desk& desk);   // ask_http.cpp
Result<Question> ask_google(const Request& request, const Url& url, const Desk& desk); // ask_google.cpp

} // namespace ignite::fetch

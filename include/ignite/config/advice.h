// What the spec allows and a person would still want to be told. Never an error; said by `ignite validate`
// only.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/report.h"
#include "ignite/core/version.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace ignite::config {

// What advice depends on beside the config.
struct Circumstances {
    Version declared;          // the version the document declares
    std::uint64_t bytes = 0;   // size of the document
    std::string_view platform; // whose limits count, or empty
};

// The config is in the newest form. Findings have no positions yet: see `locate`.
Report advise(const Config& config, const Circumstances& circumstances);

// Every code that `advise` may give, with what it is about; for the documentation.
struct AdviceCode {
    std::string_view code;
    std::string_view about;
};
std::span<const AdviceCode> advice_codes();

// How much user data a platform passes on.
struct PlatformLimit {
    std::string_view platform;
    std::uint64_t bytes;
};
std::span<const PlatformLimit> platform_limits();

// 0: we know of no limit.
std::uint64_t user_data_limit(std::string_view platform);

} // namespace ignite::config

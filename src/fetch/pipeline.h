// What happens to bytes between their source and where they belong: unpacked, counted, hashed, written. In
// one pass and constant memory. The hash is over the unpacked bytes.
#pragma once

#include "ignite/core/result.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/system/gunzip.h"
#include "ignite/system/hash.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace ignite::fetch {

// "sha512-<hex>" taken apart.
struct ExpectedHash {
    system::HashFunction function;
    std::string digest; // in hex, lower case

    static Result<ExpectedHash> parse(std::string_view text);
};

class Pipeline {
public:
    static Result<Pipeline> open(const Request& request, Sink& sink);

    // From the first byte, as often as needed. What the sink has taken before is taken back.
    Result<void> begin();
    Result<void> expect(std::uint64_t bytes); // the server announced them
    Result<void> add(std::span<const std::byte> bytes);
    Result<void> finish(); // an unpacking that is not at its end, or another hash, is an error

    std::uint64_t taken() const { return taken_; } // bytes as they came in, since begin

private:
    Pipeline(Sink& sink, std::optional<ExpectedHash> expected, Compression compression, std::uint64_t most)
        : sink_{&sink}, expected_{std::move(expected)}, compression_{compression}, most_bytes_{most} {}
    Result<void> hand_on(std::span<const std::byte> bytes);

    Sink* sink_;
    std::optional<ExpectedHash> expected_;
    Compression compression_;
    std::uint64_t most_bytes_; // 0: no limit
    std::uint64_t taken_ = 0;
    std::uint64_t handed_on_ = 0;
    std::optional<system::Gunzip> gunzip_;
    std::optional<system::Hash> hash_;
};

} // namespace ignite::fetch

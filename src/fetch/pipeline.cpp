#include "pipeline.h"

#include "ignite/core/letters.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ignite::fetch {

namespace {

struct Function {
    std::string_view prefix;
    system::HashFunction function;
    std::size_t digits;
};

constexpr std::array functions = {
    Function{"sha256-", system::HashFunction::sha256, 64},
    Function{"sha512-", system::HashFunction::sha512, 128},
};

} // namespace

Result<ExpectedHash> ExpectedHash::parse(std::string_view text) {
    const auto row =
        std::ranges::find_if(functions, [&](const Function& one) { return text.starts_with(one.prefix); });
    if (row == functions.end())
        return fail(Fault::config, "the hash function is neither sha256 nor sha512");
    text.remove_prefix(row->prefix.size());
    if (text.size() != row->digits)
        return fail(Fault::config, "the hash has ", text.size(), " digits where ", row->digits,
                    " are needed");
    return ExpectedHash{row->function, in_lower_case(text)};
}

Result<Pipeline> Pipeline::open(const Request& request, Sink& sink) {
    std::optional<ExpectedHash> expected;
    if (!request.hash.empty())
        expected = TRY(ExpectedHash::parse(request.hash));
    return Pipeline{sink, std::move(expected), request.compression, request.most_bytes};
}

Result<void> Pipeline::begin() {
    if (handed_on_ > 0)
        TRY(sink_->restart());
    taken_ = handed_on_ = 0;
    if (compression_ == Compression::gzip)
        gunzip_ = TRY(system::Gunzip::begin());
    if (expected_)
        hash_ = TRY(system::Hash::begin(expected_->function));
    return {};
}

Result<void> Pipeline::expect(std::uint64_t bytes) {
    return compression_ == Compression::none ? sink_->expect(bytes) : Result<void>{};
}

Result<void> Pipeline::add(std::span<const std::byte> bytes) {
    taken_ += bytes.size();
    if (gunzip_)
        return gunzip_->add(bytes, [this](std::span<const std::byte> unpacked) { return hand_on(unpacked); });
    return hand_on(bytes);
}

Result<void> Pipeline::hand_on(std::span<const std::byte> bytes) {
    if (bytes.empty())
        return {};
    if (most_bytes_ != 0 && bytes.size() > most_bytes_ - handed_on_)
        return fail(Fault::system, "there are more than ", most_bytes_, " bytes");
    handed_on_ += bytes.size();
    if (hash_)
        TRY(hash_->add(bytes));
    return sink_->write(bytes);
}

Result<void> Pipeline::finish() {
    if (gunzip_)
        TRY(gunzip_->finish());
    if (!expected_)
        return {};
    const std::string digest = system::hex(TRY(std::move(*hash_).finish()));
    if (digest != expected_->digest)
        return fail(Fault::system, "hash verification failed (calculated ", digest, " but expected ",
                    expected_->digest, ")");
    return {};
}

} // namespace ignite::fetch

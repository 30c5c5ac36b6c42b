// Digests over bytes that come in pieces, and keyed ones over bytes at hand. Over libcrypto.
#pragma once

#include "ignite/core/handle.h"
#include "ignite/core/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

struct evp_md_ctx_st; // libcrypto's

namespace ignite::system {

enum class HashFunction : std::uint8_t { sha256, sha512 };

class Hash {
public:
    // Fails when libcrypto does not offer the function, which a machine's policy can bring about.
    static Result<Hash> begin(HashFunction function);

    Result<void> add(std::span<const std::byte> bytes);
    Result<std::string> finish() &&; // the digest's bytes

private:
    static void give_back(evp_md_ctx_st* context);
    using Context = Handle<evp_md_ctx_st, give_back>;
    explicit Hash(Context context) : context_{std::move(context)} {}
    Context context_;
};

Result<std::string> digest_of(HashFunction function, std::string_view bytes);
Result<std::string> hmac(HashFunction function, std::string_view key, std::string_view bytes);

std::string hex(std::string_view bytes); // lower case

} // namespace ignite::system

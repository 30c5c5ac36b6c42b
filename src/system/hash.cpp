#include "ignite/system/hash.h"

#include "ignite/late/library.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace ignite::system {

namespace {

late::Library library{"libcrypto.so.3"};
IGNITE_LATE(library, EVP_DigestFinal_ex);
IGNITE_LATE(library, EVP_DigestInit_ex);
IGNITE_LATE(library, EVP_DigestUpdate);
IGNITE_LATE(library, EVP_MD_CTX_free);
IGNITE_LATE(library, EVP_MD_CTX_new);
IGNITE_LATE(library, EVP_sha256);
IGNITE_LATE(library, EVP_sha512);
IGNITE_LATE(library, HMAC);

const EVP_MD* algorithm(HashFunction function) {
    return function == HashFunction::sha256 ? EVP_sha256() : EVP_sha512();
}

tl::unexpected<Error> refused() { return fail(Fault::system, "libcrypto cannot compute this hash"); }

} // namespace

void Hash::give_back(evp_md_ctx_st* context) { EVP_MD_CTX_free(context); }

Result<Hash> Hash::begin(HashFunction function) {
    TRY(library.load());
    Context context{EVP_MD_CTX_new()};
    if (!context || EVP_DigestInit_ex(context.get(), algorithm(function), nullptr) != 1)
        return refused();
    return Hash{std::move(context)};
}

Result<void> Hash::add(std::span<const std::byte> bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1)
        return refused();
    return {};
}

Result<std::string> Hash::finish() && {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned length = 0;
    if (EVP_DigestFinal_ex(context_.get(), digest.data(), &length) != 1)
        return refused();
    return std::string{reinterpret_cast<const char*>(digest.data()), length};
}

Result<std::string> digest_of(HashFunction function, std::string_view bytes) {
    Hash hash = TRY(Hash::begin(function));
    TRY(hash.add(std::as_bytes(std::span{bytes})));
    return std::move(hash).finish();
}

Result<std::string> hmac(HashFunction function, std::string_view key, std::string_view bytes) {
    TRY(library.load());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned length = 0;
    if (HMAC(algorithm(function), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(),
             &length) == nullptr)
        return refused();
    return std::string{reinterpret_cast<const char*>(digest.data()), length};
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        out += digits[value >> 4U];
        out += digits[value & 15U];
    }
    return out;
}

} // namespace ignite::system

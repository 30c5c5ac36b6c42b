#include "azure_bundle.h"

#include "ignite/core/base64.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include <array>
#include <utility>

namespace ignite::platform {

namespace {

IGNITE_LATE(crypto_library, ASN1_INTEGER_set);
IGNITE_LATE(crypto_library, BIO_ctrl);
IGNITE_LATE(crypto_library, BIO_free_all);
IGNITE_LATE(crypto_library, BIO_new);
IGNITE_LATE(crypto_library, BIO_s_mem);
IGNITE_LATE(crypto_library, BN_bn2bin);
IGNITE_LATE(crypto_library, BN_free);
IGNITE_LATE(crypto_library, BN_num_bits);
IGNITE_LATE(crypto_library, CMS_ContentInfo_free);
IGNITE_LATE(crypto_library, CMS_decrypt);
IGNITE_LATE(crypto_library, ERR_clear_error);
IGNITE_LATE(crypto_library, ERR_peek_last_error);
IGNITE_LATE(crypto_library, ERR_reason_error_string);
IGNITE_LATE(crypto_library, EVP_PKEY_Q_keygen);
IGNITE_LATE(crypto_library, EVP_PKEY_get_bn_param);
IGNITE_LATE(crypto_library, EVP_sha256);
IGNITE_LATE(crypto_library, OPENSSL_sk_free);
IGNITE_LATE(crypto_library, OPENSSL_sk_num);
IGNITE_LATE(crypto_library, OPENSSL_sk_value);
IGNITE_LATE(crypto_library, OSSL_PROVIDER_try_load);
IGNITE_LATE(crypto_library, OSSL_PROVIDER_unload);
IGNITE_LATE(crypto_library, PKCS12_free);
IGNITE_LATE(crypto_library, PKCS12_parse);
IGNITE_LATE(crypto_library, X509_NAME_add_entry_by_txt);
IGNITE_LATE(crypto_library, X509_get0_pubkey);
IGNITE_LATE(crypto_library, X509_get_serialNumber);
IGNITE_LATE(crypto_library, X509_get_subject_name);
IGNITE_LATE(crypto_library, X509_getm_notAfter);
IGNITE_LATE(crypto_library, X509_getm_notBefore);
IGNITE_LATE(crypto_library, X509_gmtime_adj);
IGNITE_LATE(crypto_library, X509_new);
IGNITE_LATE(crypto_library, X509_set_issuer_name);
IGNITE_LATE(crypto_library, X509_set_pubkey);
IGNITE_LATE(crypto_library, X509_set_version);
IGNITE_LATE(crypto_library, X509_sign);
IGNITE_LATE(crypto_library, d2i_CMS_ContentInfo);
IGNITE_LATE(crypto_library, d2i_PKCS12);
IGNITE_LATE(crypto_library, i2d_X509);

constexpr std::size_t key_bits = 2048;
constexpr long day = 24 * 60 * 60; // seconds

Error crypto_error() {
    const char* const words = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return Error{Fault::system, words != nullptr ? words : "the library of ciphers does not say why"};
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

using Bytes = Handle<BIO, BIO_free_all>;
using Envelope = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using Pkcs12 = Handle<PKCS12, PKCS12_free>;
using Number = Handle<BIGNUM, BN_free>;
using Ciphers = Handle<OSSL_PROVIDER, OSSL_PROVIDER_unload>;
using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Handle<X509, X509_free>;

// What RFC 4251 calls a string.
void append_field(std::string& out, std::string_view bytes) {
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        out += static_cast<char>((bytes.size() >> shift) & 0xFFU);
    out += bytes;
}

// And an mpint: a leading zero keeps it positive.
bool append_number(std::string& out, const EVP_PKEY& key, const char* name) {
    BIGNUM* found = nullptr;
    if (EVP_PKEY_get_bn_param(&key, name, &found) != 1)
        return false;
    const Number number{found};
    const auto bits = static_cast<std::size_t>(BN_num_bits(number.get()));
    std::string bytes((bits + 7) / 8, '\0');
    BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
    append_field(out, bits % 8 == 0 ? cat(std::string_view{"\0", 1}, bytes) : bytes);
    return true;
}

// Nothing when it is no RSA key: the portal takes no others.
std::string openssh_key(const X509& certificate) {
    const EVP_PKEY* const key = X509_get0_pubkey(&certificate);
    std::string bytes;
    append_field(bytes, "ssh-rsa");
    if (key == nullptr || !append_number(bytes, *key, "e") || !append_number(bytes, *key, "n"))
        return {};
    return cat("ssh-rsa ", encode_base64(bytes));
}

// The first of those beside the bundle's own key, if it has one; the others vouch for it.
std::vector<std::string> keys_of(OPENSSL_STACK* others, const Certificate& own) {
    std::string key;
    for (int i = 0; others != nullptr && i < OPENSSL_sk_num(others); ++i) {
        const Certificate one{static_cast<X509*>(OPENSSL_sk_value(others, i))};
        if (key.empty())
            key = openssh_key(*one);
    }
    OPENSSL_sk_free(others);
    if (key.empty() && own)
        key = openssh_key(*own);
    return key.empty() ? std::vector<std::string>{} : std::vector{std::move(key)};
}

Result<std::vector<std::string>> keys_in_pkcs12(std::string_view der) {
    // Windows packs certificates with ciphers that are in there, where it is installed.
    const Ciphers legacy{OSSL_PROVIDER_try_load(nullptr, "legacy", 1)};
    const unsigned char* place = bytes_of(der);
    const Pkcs12 bundle{d2i_PKCS12(nullptr, &place, static_cast<long>(der.size()))};
    EVP_PKEY* key = nullptr;
    X509* own = nullptr;
    STACK_OF(X509)* others = nullptr;
    if (!bundle || PKCS12_parse(bundle.get(), "", &key, &own, &others) != 1)
        return tl::unexpected{crypto_error().within("unpack the certificates")};
    const Key owned_key{key};
    const Certificate owned{own};
    return keys_of(reinterpret_cast<OPENSSL_STACK*>(others), owned);
}

} // namespace

Result<BundleKey> BundleKey::make() {
    TRY(crypto_library.load());
    Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", key_bits)};
    Certificate made{X509_new()};
    if (!key || !made)
        return tl::unexpected{crypto_error().within("make a key to be answered with")};
    X509_NAME* const name = X509_get_subject_name(made.get());
    const bool is_good =
        X509_set_version(made.get(), X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -day) != nullptr && // clocks differ
        X509_gmtime_adj(X509_getm_notAfter(made.get()), 365 * day) != nullptr &&
        X509_set_pubkey(made.get(), key.get()) == 1 &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes_of("LinuxTransport"), -1, -1, 0) == 1 &&
        X509_set_issuer_name(made.get(), name) == 1 && X509_sign(made.get(), key.get(), EVP_sha256()) > 0;
    if (!is_good)
        return tl::unexpected{crypto_error().within("make a certificate to be answered with")};
    return BundleKey{std::move(key), std::move(made)};
}

std::string BundleKey::certificate() const {
    std::string der(static_cast<std::size_t>(i2d_X509(certificate_.get(), nullptr)), '\0');
    auto* place = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509(certificate_.get(), &place);
    return der;
}

Result<std::vector<std::string>> BundleKey::keys_in(std::string_view answer) const {
    const unsigned char* place = bytes_of(answer);
    const Envelope envelope{d2i_CMS_ContentInfo(nullptr, &place, static_cast<long>(answer.size()))};
    const Bytes plain{BIO_new(BIO_s_mem())};
    if (!envelope || !plain ||
        CMS_decrypt(envelope.get(), key_.get(), certificate_.get(), nullptr, plain.get(), 0) != 1)
        return tl::unexpected{crypto_error().within("decrypt the bundle of certificates")};
    char* begin = nullptr;
    const long size = BIO_ctrl(plain.get(), BIO_CTRL_INFO, 0, static_cast<void*>(&begin));
    return keys_in_pkcs12({begin, static_cast<std::size_t>(size)});
}

} // namespace ignite::platform

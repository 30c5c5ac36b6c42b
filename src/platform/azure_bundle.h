// Public keys that Azure Stack hands over as certificates, in a bundle that it encrypts for whoever asks.
// Spec platforms.md §6.3, §6.4.
#pragma once

#include "ignite/core/handle.h"
#include "ignite/core/result.h"
#include "ignite/late/library.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <string>
#include <string_view>
#include <vector>

namespace ignite::platform {

inline constinit late::Library crypto_library{"libcrypto.so.3"};
IGNITE_LATE(crypto_library, EVP_PKEY_free);
IGNITE_LATE(crypto_library, X509_free);

// A key of our own, for one answer, and the certificate that the answer is encrypted for.
class BundleKey {
public:
    static Result<BundleKey> make();

    std::string certificate() const; // DER

    // The keys, as OpenSSH writes them, of the certificates in an answer (CMS around PKCS #12, DER).
    Result<std::vector<std::string>> keys_in(std::string_view answer) const;

private:
    using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
    using Certificate = Handle<X509, X509_free>;

    BundleKey(Key key, Certificate certificate)
        : key_{std::move(key)}, certificate_{std::move(certificate)} {}

    Key key_;
    Certificate certificate_;
};

} // namespace ignite::platform

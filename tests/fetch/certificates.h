// Certificates made for a test.
#pragma once

#include "ignite/core/handle.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <string>

namespace ignite::fetch::test {

// How far its time of validity is from now, in seconds.
struct Validity {
    long begins = -3600;
    long ends = 3600;
};

class Authority {
public:
    explicit Authority(const std::string& name);
    std::string pem() const;

    // Certificate and key in files below the directory, for a server of these names:
    // "IP:127.0.0.1,DNS:*.example".
    struct Files {
        std::string certificate;
        std::string key;
    };
    Files issue(const std::string& directory, const std::string& names, Validity validity = {}) const;

private:
    Handle<EVP_PKEY, EVP_PKEY_free> key_;
    Handle<X509, X509_free> certificate_;
};

} // namespace ignite::fetch::test

// Whom we trust for https: the machine's authorities, and those a config adds to them.
#pragma once

#include "ignite/core/handle.h"
#include "ignite/core/result.h"
#include "ignite/journal/journal.h"
#include "late_crypto.h"

#include <span>
#include <string>
#include <vector>

namespace ignite::fetch {

using Certificate = Handle<X509, X509_free>;
using CertificateStore = Handle<X509_STORE, X509_STORE_free>;

// Where distributions keep the bundle of all authorities. The first file that is there counts.
std::vector<std::string> usual_bundles();

// Text before a block is skipped; every block must be a certificate; only blanks may stand behind the last.
Result<std::vector<Certificate>> parse_bundle(std::string_view pem);

std::string common_name(const X509& certificate);

class Trust {
public:
    // `bundles`: files that may hold the machine's authorities; the first that is there counts.
    explicit Trust(std::vector<std::string> bundles) : bundles_{std::move(bundles)} {}

    // Trusts the machine's authorities and these certificates, and nobody else, from now on.
    Result<void> add(std::vector<Certificate> certificates);

    // Made when it is first asked for: a machine that speaks no TLS does not pay for 140 certificates. A
    // machine without a bundle trusts the added ones alone; a bundle that is there and cannot be read is an
    // error.
    Result<X509_STORE*> store();

private:
    std::vector<std::string> bundles_;
    std::vector<Certificate> added_;
    CertificateStore store_;
};

} // namespace ignite::fetch

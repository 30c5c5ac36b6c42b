#include "authorities.h"

#include "ignite/system/small_file.h"

namespace ignite::fetch {

namespace {

using Bio = Handle<BIO, BIO_free_all>;

struct Block {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;

    Block() = default;
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    ~Block() {
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(data);
    }
};

Result<Certificate> certificate_of(const Block& block) {
    if (std::string_view{block.name} != PEM_STRING_X509)
        return fail(Fault::config, "a block is a ", block.name, ", not a certificate");
    const unsigned char* at = block.data;
    Certificate certificate{d2i_X509(nullptr, &at, block.size)};
    if (!certificate)
        return fail(Fault::config, "a certificate is damaged");
    return certificate;
}

// What stands behind the last block, after the end of its line.
bool is_followed_by_blanks_only(std::string_view pem) {
    const std::size_t end = pem.rfind("-----END ");
    if (end == std::string_view::npos)
        return true;
    const std::size_t line = pem.find('\n', end);
    return line == std::string_view::npos || pem.find_first_not_of(" \t\r\n", line) == std::string_view::npos;
}

Result<void> add_machines_own(X509_STORE& store, std::span<const std::string> bundles) {
    for (const std::string& path : bundles) {
        Result<std::string> pem = system::read_small_file(path);
        if (!pem && pem.error().fault() == Fault::absent)
            continue;
        if (!pem)
            return tl::unexpected{
                std::move(pem).error().within("read the certificate authorities of this machine")};
        for (const Certificate& certificate : TRY(parse_bundle(*pem).map_error(
                 within("read the certificate authorities of this machine: ", path))))
            X509_STORE_add_cert(&store, certificate.get());
        return {};
    }
    return {};
}

} // namespace

std::vector<std::string> usual_bundles() {
    return {"/etc/ssl/certs/ca-certificates.crt", // Debian, Flatcar
            "/etc/pki/tls/certs/ca-bundle.crt",   // Fedora
            "/etc/ssl/ca-bundle.pem",             // openSUSE
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem"};
}

Result<std::vector<Certificate>> parse_bundle(std::string_view pem) {
    TRY(crypto_library.load());
    const Bio bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    std::vector<Certificate> certificates;
    for (;;) {
        Block block;
        if (PEM_read_bio(bio.get(), &block.name, &block.header, &block.data, &block.size) != 1)
            break;
        certificates.push_back(TRY(certificate_of(block)));
    }
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (!at_end)
        return fail(Fault::config, "a certificate is damaged");
    if (certificates.empty() && pem.find_first_not_of(" \t\r\n") != std::string_view::npos)
        return fail(Fault::config, "there is no certificate in it");
    if (!is_followed_by_blanks_only(pem))
        return fail(Fault::config, "something that is no certificate follows the last one");
    return certificates;
}

std::string common_name(const X509& certificate) {
    char name[256] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(&certificate), NID_commonName, name, sizeof name);
    return name;
}

Result<void> Trust::add(std::vector<Certificate> certificates) {
    added_ = std::move(certificates);
    store_.reset();
    return store().map([](X509_STORE*) {});
}

Result<X509_STORE*> Trust::store() {
    if (store_)
        return store_.get();
    TRY(crypto_library.load());
    CertificateStore store{X509_STORE_new()};
    if (!store)
        return fail(Fault::system, "libcrypto cannot keep certificates");
    // Like the reference, a listed certificate is trusted for itself, whoever signed it.
    X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
    TRY(add_machines_own(*store, bundles_));
    for (const Certificate& certificate : added_)
        X509_STORE_add_cert(store.get(), certificate.get());
    store_ = std::move(store);
    return store_.get();
}

} // namespace ignite::fetch

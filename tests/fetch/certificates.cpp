#include "certificates.h"

#include "fixtures.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <catch2/catch.hpp>

namespace ignite::fetch::test {

namespace {

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Handle<X509, X509_free>;
using Extension = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using Bio = Handle<BIO, BIO_free_all>;

Key new_key() { return Key{EVP_EC_gen("P-256")}; }

Certificate blank(const std::string& name, EVP_PKEY& key, Validity validity) {
    static long serial = 0;
    Certificate certificate{X509_new()};
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), validity.begins);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), validity.ends);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_pubkey(certificate.get(), &key);
    return certificate;
}

void extend(X509& certificate, int kind, const std::string& value) {
    const Extension extension{X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str())};
    REQUIRE(X509_add_ext(&certificate, extension.get(), -1) == 1);
}

std::string text_of(BIO& bio) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(&bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::string pem_of(X509& certificate) {
    const Bio bio{BIO_new(BIO_s_mem())};
    PEM_write_bio_X509(bio.get(), &certificate);
    return text_of(*bio);
}

} // namespace

Authority::Authority(const std::string& name) : key_{new_key()}, certificate_{blank(name, *key_, {})} {
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    extend(*certificate_, NID_basic_constraints, "critical,CA:TRUE");
    REQUIRE(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0);
}

std::string Authority::pem() const { return pem_of(*certificate_); }

Authority::Files Authority::issue(const std::string& directory, const std::string& names,
                                  Validity validity) const {
    const Key key = new_key();
    const Certificate certificate = blank("server", *key, validity);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
    extend(*certificate, NID_subject_alt_name, names);
    REQUIRE(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0);
    const Bio bio{BIO_new(BIO_s_mem())};
    PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    Files files{directory + "/certificate.pem", directory + "/key.pem"};
    write_file(files.certificate, pem_of(*certificate));
    write_file(files.key, text_of(*bio));
    return files;
}

} // namespace ignite::fetch::test

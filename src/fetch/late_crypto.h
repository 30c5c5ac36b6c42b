// What we use of libcrypto for certificates.
#pragma once

#include "ignite/late/library.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace ignite::fetch {

inline constinit late::Library crypto_library{"libcrypto.so.3"};
IGNITE_LATE(crypto_library, BIO_free_all);
IGNITE_LATE(crypto_library, BIO_new_mem_buf);
IGNITE_LATE(crypto_library, CRYPTO_free);
IGNITE_LATE(crypto_library, ERR_clear_error);
IGNITE_LATE(crypto_library, ERR_peek_last_error);
IGNITE_LATE(crypto_library, PEM_read_bio);
IGNITE_LATE(crypto_library, X509_NAME_get_text_by_NID);
IGNITE_LATE(crypto_library, X509_STORE_add_cert);
IGNITE_LATE(crypto_library, X509_STORE_free);
IGNITE_LATE(crypto_library, X509_STORE_new);
IGNITE_LATE(crypto_library, X509_STORE_set_flags);
IGNITE_LATE(crypto_library, X509_free);
IGNITE_LATE(crypto_library, X509_get_subject_name);
IGNITE_LATE(crypto_library, X509_verify_cert_error_string);
IGNITE_LATE(crypto_library, d2i_X509);

} // namespace ignite::fetch

#include <nettle/hmac.h>
#include <nettle/pbkdf2.h>
#include <nettle/sha2.h>
#include <nettle/version.h>

// Nettle 4 always writes the whole digest, so its functions take no length.
#if NETTLE_VERSION_MAJOR < 4
#define KEYTURN_LENGTH(count) count,
#else
#define KEYTURN_LENGTH(count)
#endif

static inline void keyturn_sha256_digest(struct sha256_ctx *context, uint8_t *digest) {
    nettle_sha256_digest(context, KEYTURN_LENGTH(SHA256_DIGEST_SIZE) digest);
}

static inline void keyturn_sha512_digest(struct sha512_ctx *context, uint8_t *digest) {
    nettle_sha512_digest(context, KEYTURN_LENGTH(SHA512_DIGEST_SIZE) digest);
}

static inline void keyturn_hmac_sha256_digest(struct hmac_sha256_ctx *context, uint8_t *digest) {
    nettle_hmac_sha256_digest(context, KEYTURN_LENGTH(SHA256_DIGEST_SIZE) digest);
}

static inline void keyturn_hmac_sha512_digest(struct hmac_sha512_ctx *context, uint8_t *digest) {
    nettle_hmac_sha512_digest(context, KEYTURN_LENGTH(SHA512_DIGEST_SIZE) digest);
}

// SPDX-License-Identifier: Apache-2.0
// The digests of bytes.hpp. Looking an algorithm up by name costs more than hashing a token,
// so it is done once per process, and once per thread for the contexts.
#include "base/bytes.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace base {

namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const
    {
        Free(object);
    }
};

using Digest = std::unique_ptr<EVP_MD, Freed<EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Mac = std::unique_ptr<EVP_MAC, Freed<EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Freed<EVP_MAC_CTX_free>>;

void require(bool succeeded)
{
    if (!succeeded) throw std::runtime_error("OpenSSL cannot compute SHA-256");
}

MacContext make_hmac_context()
{
    Mac const hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    require(hmac != nullptr);
    MacContext context(EVP_MAC_CTX_new(hmac.get()));
    char digest[] = "SHA256";
    OSSL_PARAM const parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    require(context && EVP_MAC_CTX_set_params(context.get(), parameters) == 1);
    return context;
}

}

Bytes32 sha256(std::string_view text)
{
    static Digest const digest(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    thread_local DigestContext const context(EVP_MD_CTX_new());
    require(digest && context);

    Bytes32 result;
    require(EVP_DigestInit_ex2(context.get(), digest.get(), nullptr) == 1 &&
            EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1 &&
            EVP_DigestFinal_ex(context.get(), result.data(), nullptr) == 1);
    return result;
}

Bytes32 hmac_sha256(std::span<std::uint8_t const> key, std::string_view text)
{
    thread_local MacContext const context = make_hmac_context();

    // Without a key pointer OpenSSL goes on with the key of the call before.
    static std::uint8_t const empty_key = 0;
    auto const* const key_start = key.empty() ? &empty_key : key.data();

    Bytes32 result;
    std::size_t size = 0;
    require(EVP_MAC_init(context.get(), key_start, key.size(), nullptr) == 1 &&
            EVP_MAC_update(context.get(), as_bytes(text).data(), text.size()) == 1 &&
            EVP_MAC_final(context.get(), result.data(), &size, result.size()) == 1 && size == result.size());
    return result;
}

Bytes16 sha256_128(std::string_view text)
{
    auto const digest = sha256(text);
    Bytes16 result;
    std::copy_n(digest.begin(), result.size(), result.begin());
    return result;
}

}

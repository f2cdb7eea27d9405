// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace base {

namespace {

void check(int is_done)
{
    if (is_done != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
}

}

struct Sha256::Context {
    Context() = default;
    ~Context() { EVP_MD_CTX_free(handle); }
    Context(Context const&) = delete;
    Context& operator=(Context const&) = delete;

    EVP_MD_CTX* handle = EVP_MD_CTX_new();
};

Sha256::Sha256() : context_(std::make_unique<Context>())
{
    check(EVP_DigestInit_ex2(context_->handle, EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view piece) { check(EVP_DigestUpdate(context_->handle, piece.data(), piece.size())); }

Bytes32 Sha256::finish()
{
    Bytes32 digest{};
    check(EVP_DigestFinal_ex(context_->handle, digest.data(), nullptr));
    return digest;
}

}

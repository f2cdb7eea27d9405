// SPDX-License-Identifier: Apache-2.0
#include "http/tls/certificate_chain.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <vector>

namespace http {

namespace {

struct Free {
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Certificate = std::unique_ptr<X509, Free>;

std::vector<Certificate> read_all(std::filesystem::path const& file)
{
    std::vector<Certificate> all;
    std::unique_ptr<BIO, Free> const bio(BIO_new_file(file.c_str(), "r"));
    while (bio) {
        Certificate next(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        if (!next) break;
        all.push_back(std::move(next));
    }
    ERR_clear_error();
    return all;
}

base::Instant instant(ASN1_TIME const* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return base::Instant(std::chrono::seconds(::timegm(&parts)));
}

bool is_signed_by(Certificate const& certificate, Certificate const& issuer)
{
    bool const is_signed = X509_verify(certificate.get(), X509_get0_pubkey(issuer.get())) == 1;
    ERR_clear_error();
    return is_signed && X509_check_issued(issuer.get(), certificate.get()) == X509_V_OK;
}

}

base::Result<CertificateChain> read_certificate_chain(std::filesystem::path const& file)
{
    auto const all = read_all(file);
    if (all.empty())
        return base::failure(base::FailureKind::invalid, "certificate_unreadable",
                             file.string() + ": holds no certificate in PEM");
    std::array<char, 256> subject{};
    X509_NAME_oneline(X509_get_subject_name(all.front().get()), subject.data(), static_cast<int>(subject.size()));
    CertificateChain chain{.subject = subject.data(),
                           .begins = instant(X509_get0_notBefore(all.front().get())),
                           .ends = instant(X509_get0_notAfter(all.front().get())),
                           .length = all.size(),
                           .is_linked = true,
                           .is_self_signed = is_signed_by(all.front(), all.front())};
    for (std::size_t i = 1; i < all.size(); ++i) {
        chain.begins = std::max(chain.begins, instant(X509_get0_notBefore(all[i].get())));
        chain.ends = std::min(chain.ends, instant(X509_get0_notAfter(all[i].get())));
        chain.is_linked = chain.is_linked && is_signed_by(all[i - 1], all[i]);
    }
    return chain;
}

}

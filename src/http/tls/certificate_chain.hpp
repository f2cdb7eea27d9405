// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace http {

/// What a PEM file of certificates says of itself, for a person to look at.
struct CertificateChain {
    std::string subject;         ///< Of the first, like "CN = orders.example.org".
    base::Instant begins, ends;  ///< The shortest span of all.
    std::size_t length = 0;      ///< Certificates in the file.
    bool is_linked = false;      ///< Each is signed by the one after it.
    bool is_self_signed = false; ///< The first one signs itself.
};

/// `invalid` `certificate_unreadable`.
base::Result<CertificateChain> read_certificate_chain(std::filesystem::path const& file);

}

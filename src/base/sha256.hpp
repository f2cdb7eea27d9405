// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"

#include <memory>
#include <string_view>

namespace base {

/// SHA-256 of what does not fit into memory, piece by piece.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256 const&) = delete;
    Sha256& operator=(Sha256 const&) = delete;

    void add(std::string_view piece);

    /// Once, at the end.
    Bytes32 finish();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace base {

/// Why an operation did not succeed. The kinds are the ones a caller acts on
/// differently; each maps to exactly one HTTP status, in api/routing/problem.cpp.
enum class FailureKind {
    malformed,        ///< Cannot be read at all.
    invalid,          ///< Readable, but breaks a rule; `fields` says where.
    unauthenticated,  ///< No credential, or one that is not valid (any more).
    forbidden,        ///< Known caller, not allowed.
    not_found,        ///< Does not exist, or is none of the caller's business.
    conflict,         ///< The state does not allow it.
    stale,            ///< A stated precondition (If-Match) does not hold any more.
    exhausted,        ///< A quota is used up; later it may work.
    unavailable,      ///< The server cannot do it now. Says nothing about whether it took effect.
};

/// One field that is wrong. `pointer` is a JSON pointer (RFC 6901) into the request body.
struct FieldError {
    std::string pointer;
    std::string code;
    std::string detail;

    bool operator==(FieldError const&) const = default;
};

struct Failure {
    FailureKind kind;
    std::string code;    ///< Stable, snake_case: part of the API.
    std::string detail;  ///< Safe to show to the caller; SQL and secrets go to the log.
    std::vector<FieldError> fields = {};
    std::optional<std::chrono::seconds> retry_after = {};
};

template <typename T>
using Result = std::expected<T, Failure>;

inline std::unexpected<Failure> failure(FailureKind kind, std::string code, std::string detail)
{
    return std::unexpected(Failure{kind, std::move(code), std::move(detail)});
}

inline Failure unavailable(std::string code, std::string detail)
{
    return {FailureKind::unavailable, std::move(code), std::move(detail)};
}

/// Whoever waits for the server when it stops.
inline Failure shutting_down() { return unavailable("shutting_down", "The server is stopping."); }

/// `invalid` with one field named.
inline std::unexpected<Failure> invalid_field(std::string pointer, std::string code, std::string detail)
{
    Failure result{FailureKind::invalid, "validation_failed", detail};
    result.fields.push_back({std::move(pointer), std::move(code), std::move(detail)});
    return std::unexpected(std::move(result));
}

}

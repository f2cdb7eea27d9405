// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "ports/log_entry.hpp"
#include "ports/read_marks.hpp"
#include "ports/revocation.hpp"

#include <span>

namespace ports {

/// Hears of every event that this process commits, after the commit, per business in order of seq without holes.
class CommitListener {
public:
    virtual ~CommitListener() = default;

    struct Committed {
        domain::BusinessId business;
        LogEntry entry;
    };
    virtual void committed(std::span<Committed const> events) = 0;
};

/// Hears of every revocation that this process learns of, after its commit: whoever holds something open for a
/// credential that it concerns asks again whether it still may.
class RevocationListener {
public:
    virtual ~RevocationListener() = default;
    virtual void revoked(std::span<Revocation const> revocations) = 0;
};

/// Hears of every change of marks that this process commits, after the commit, in order.
class MarkListener {
public:
    virtual ~MarkListener() = default;

    struct Marked {
        domain::BusinessId business;
        ReadMarks marks;
    };
    virtual void marked(std::span<Marked const> businesses) = 0;
};

/// Hears that events which were read before read otherwise from now on.
class RewriteListener {
public:
    virtual ~RewriteListener() = default;
    virtual void rewritten(domain::BusinessId business) = 0;
};

/// What a store tells. Any number of listeners of each kind, told in the order of their registration, before the one
/// who asked for the change is answered. They are registered before the first write and stay until the store has stopped;
/// they are called from any thread, return quickly and do not throw. Contract: tests/conformance/store_feed_suite.cpp.
class StoreFeed {
public:
    virtual ~StoreFeed() = default;

    virtual void add(CommitListener& listener) = 0;
    virtual void add(RevocationListener& listener) = 0;
    virtual void add(MarkListener& listener) = 0;
    virtual void add(RewriteListener& listener) = 0;
};

}

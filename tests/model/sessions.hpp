// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/server.hpp"

#include <atomic>

namespace model {

/// What one process was answered, its sessions see from then on: whoever got an answer reads what it says.
class Sessions {
public:
    explicit Sessions(Moment begin) : newest_(begin) {}

    /// A session that tells the others in the end how far it saw.
    class Telling : public Session {
    public:
        Telling(Sessions& sessions, Moment from) : Session{from}, sessions_(sessions) {}
        ~Telling() { sessions_.learn(seen); }
        Telling(Telling const&) = delete;
        Telling& operator=(Telling const&) = delete;

    private:
        Sessions& sessions_;
    };

    Telling causal() { return {*this, newest_.load()}; }

    /// For what proves itself current where it has to be.
    Telling any() { return {*this, 0}; }

private:
    void learn(Moment seen)
    {
        auto known = newest_.load();
        while (known < seen && !newest_.compare_exchange_weak(known, seen)) {}
    }

    std::atomic<Moment> newest_;
};

}

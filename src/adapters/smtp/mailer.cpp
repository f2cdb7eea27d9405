// SPDX-License-Identifier: Apache-2.0
#include "adapters/smtp/message.hpp"
#include "adapters/smtp/smtp.hpp"
#include "adapters/smtp/transfer.hpp"
#include "base/random.hpp"
#include "telemetry/shared_metrics.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include <curl/curl.h>

namespace adapters::smtp {

namespace {

using SteadyClock = std::chrono::steady_clock;

class Mailer final : public ports::Mailer {
public:
    Mailer(Options options, ports::Clock const& clock, telemetry::Log& log, telemetry::Registry& registry)
        : options_(std::move(options)),
          clock_(clock),
          log_(log),
          waiting_gauge_(registry.gauge("mail_queue_depth", "Mails that wait to be sent.")),
          sent_(registry.counter("mails_sent_total", "Mails that the mail server took.")),
          failed_attempts_(registry.counter("mail_failed_attempts_total", "Attempts to send a mail that failed.")),
          dropped_(registry.counter("mails_dropped_total", "Mails that were given up or refused for good.")),
          refused_busy_(telemetry::limit_counter(registry, "mail_queue"))
    {
        if (is_configured()) thread_ = std::thread([this] { work(); });
    }

    ~Mailer() override
    {
        {
            std::scoped_lock const lock(mutex_);
            is_stopping_ = true;
        }
        wake_.notify_one();
        if (thread_.joinable()) thread_.join();
        if (!waiting_.empty()) log_.warning("mails_lost_at_stop", {{"mails", waiting_.size()}});
    }

    bool is_configured() const override { return !options_.url.empty(); }

    std::optional<Attempted> last_attempt() const override
    {
        std::scoped_lock const lock(mutex_);
        return last_attempt_;
    }

    base::Result<void> send(ports::Mail mail) override
    {
        if (!is_configured())
            return std::unexpected(base::unavailable("mail_not_configured", "There is no mail server."));
        {
            std::scoped_lock const lock(mutex_);
            if (waiting_.size() >= options_.queue) {
                refused_busy_.add();
                return std::unexpected(base::unavailable("busy", "Too many mails are waiting."));
            }
            waiting_.push_back({std::move(mail), base::random_token(18), 0, SteadyClock::now()});
            waiting_gauge_.set(static_cast<std::int64_t>(waiting_.size()));
        }
        wake_.notify_one();
        return {};
    }

private:
    struct Waiting {
        ports::Mail mail;
        std::string id;  ///< Of the message: the same in every attempt.
        std::size_t attempts;
        SteadyClock::time_point due;
    };

    void work()
    {
        Transfer transfer(options_, is_stopping_);
        while (auto const next = await_due()) settle(*next, attempt(transfer, *next));
    }

    Attempt attempt(Transfer& transfer, Waiting const& waiting)
    {
        auto const message = format_message(waiting.mail, options_.from, clock_.now(), waiting.id);
        auto const begin = SteadyClock::now();
        auto attempt = transfer.send(waiting.mail.to, message);
        auto const took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begin);
        std::scoped_lock const lock(mutex_);
        last_attempt_ = Attempted{attempt.outcome != Attempt::Outcome::failed, took};
        return attempt;
    }

    /// The mail that is due next, which stays in the queue; nothing when it is time to stop.
    std::optional<Waiting> await_due()
    {
        std::unique_lock lock(mutex_);
        for (;;) {
            if (is_stopping_) return std::nullopt;
            auto const first = std::ranges::min_element(waiting_, {}, &Waiting::due);
            if (first == waiting_.end())
                wake_.wait(lock);
            else if (auto const due = first->due; due > SteadyClock::now())
                wake_.wait_until(lock, due);
            else
                return *first;
        }
    }

    void settle(Waiting const& tried, Attempt const& attempt)
    {
        if (attempt.outcome != Attempt::Outcome::sent && is_stopping_) return;
        auto const is_over = attempt.outcome != Attempt::Outcome::failed || tried.attempts >= options_.pauses.size();
        report(tried, attempt, is_over);

        std::scoped_lock const lock(mutex_);
        auto const known = std::ranges::find(waiting_, tried.id, &Waiting::id);
        if (is_over)
            waiting_.erase(known);
        else
            known->due = SteadyClock::now() + options_.pauses[known->attempts++];
        waiting_gauge_.set(static_cast<std::int64_t>(waiting_.size()));
    }

    void report(Waiting const& tried, Attempt const& attempt, bool is_over)
    {
        if (attempt.outcome == Attempt::Outcome::sent) {
            sent_.add();
            return;
        }
        failed_attempts_.add();
        if (is_over) dropped_.add();
        log_.warning(is_over ? "mail_dropped" : "mail_attempt_failed",
                     {{"message_id", tried.id}, {"attempt", tried.attempts + 1}, {"reason", attempt.reason}});
    }

    Options const options_;
    ports::Clock const& clock_;
    telemetry::Log& log_;
    telemetry::Gauge& waiting_gauge_;
    telemetry::Counter& sent_;
    telemetry::Counter& failed_attempts_;
    telemetry::Counter& dropped_;
    telemetry::Counter& refused_busy_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> waiting_;  ///< Guarded by mutex_.
    std::optional<Attempted> last_attempt_;  ///< Guarded by mutex_.
    std::atomic<bool> is_stopping_ = false;
    std::thread thread_;
};

}

std::unique_ptr<ports::Mailer> open_smtp_mailer(Options options, ports::Clock const& clock, telemetry::Log& log,
                                                telemetry::Registry& registry)
{
    static auto const initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialized != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
    return std::make_unique<Mailer>(std::move(options), clock, log, registry);
}

}

// SPDX-License-Identifier: Apache-2.0
#include "adapters/otlp/delivery.hpp"
#include "adapters/otlp/otlp.hpp"
#include "adapters/otlp/span_json.hpp"
#include "base/random.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <curl/curl.h>

namespace adapters::otlp {

namespace {

using telemetry::Span;

class Exporter final : public telemetry::SpanSink {
public:
    Exporter(Options options, telemetry::Log& log, telemetry::Registry& registry)
        : options_(std::move(options)),
          log_(log),
          exported_(registry.counter("trace_spans_exported_total", "Spans that the collector took.")),
          overflowed_(dropped_counter(registry, "queue_full")),
          undelivered_(dropped_counter(registry, "not_delivered"))
    {
        thread_ = std::thread([this] { work(); });
    }

    ~Exporter() override
    {
        {
            std::scoped_lock const lock(mutex_);
            is_stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

    void put(Span span) override
    {
        std::scoped_lock const lock(mutex_);
        if (is_stopping_ || waiting_.size() >= options_.queue) return overflowed_.add();
        waiting_.push_back(std::move(span));
        if (waiting_.size() == 1 || waiting_.size() == options_.batch) wake_.notify_one();
    }

private:
    static telemetry::Counter& dropped_counter(telemetry::Registry& registry, char const* why)
    {
        return registry.counter("trace_spans_dropped_total", "Spans that the collector did not get, by why.",
                                {{"reason", why}});
    }

    void work()
    {
        Delivery delivery(options_, is_stopping_);
        while (!is_stopping_) {
            auto const batch = await_batch();
            if (is_stopping_)
                put_back(batch);
            else if (!batch.empty())
                settle(batch, deliver(delivery, batch));
        }
        send_rest(delivery);
    }

    /// What waits, as soon as it is many or waited long.
    std::vector<Span> await_batch()
    {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
        wake_.wait_for(lock, options_.interval, [this] { return is_stopping_ || waiting_.size() >= options_.batch; });
        return take();
    }

    std::vector<Span> take()
    {
        auto const count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), options_.batch));
        std::vector<Span> batch(std::make_move_iterator(waiting_.begin()),
                                std::make_move_iterator(waiting_.begin() + count));
        waiting_.erase(waiting_.begin(), waiting_.begin() + count);
        return batch;
    }

    void put_back(std::vector<Span> const& batch)
    {
        std::scoped_lock const lock(mutex_);
        waiting_.insert(waiting_.begin(), batch.begin(), batch.end());
    }

    Delivery::Result deliver(Delivery& delivery, std::vector<Span> const& batch)
    {
        auto const body = to_json(batch, options_.service_version, instance_);
        auto result = delivery.send(body, options_.timeout);
        for (auto const pause : options_.pauses) {
            if (result.outcome != Delivery::Outcome::failed || !rest(pause)) break;
            result = delivery.send(body, options_.timeout);
        }
        return result;
    }

    /// False: it is time to stop.
    bool rest(std::chrono::milliseconds pause)
    {
        std::unique_lock lock(mutex_);
        return !wake_.wait_for(lock, pause, [this] { return is_stopping_.load(); });
    }

    void settle(std::vector<Span> const& batch, Delivery::Result const& result)
    {
        bool const is_taken = result.outcome == Delivery::Outcome::taken;
        if (!is_taken && is_stopping_) return put_back(batch);
        (is_taken ? exported_ : undelivered_).add(batch.size());
        if (is_taken == works_) return;
        works_ = is_taken;
        // Once, not for every batch.
        if (is_taken)
            log_.info("trace_export_works");
        else
            log_.warning("trace_export_failed", {{"reason", result.reason}, {"spans", batch.size()}});
    }

    void send_rest(Delivery& delivery)
    {
        auto const end = std::chrono::steady_clock::now() + options_.last_timeout;
        while (!waiting_.empty()) {
            auto const batch = take();
            auto const left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
            bool const is_taken =
                left.count() > 0 && delivery.send(to_json(batch, options_.service_version, instance_), left).outcome ==
                                        Delivery::Outcome::taken;
            (is_taken ? exported_ : undelivered_).add(batch.size());
        }
    }

    Options const options_;
    std::string const instance_ = base::random_token(12);
    telemetry::Log& log_;
    telemetry::Counter& exported_;
    telemetry::Counter& overflowed_;
    telemetry::Counter& undelivered_;
    bool works_ = true;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Span> waiting_;  ///< Guarded by mutex_ until the end.
    std::atomic<bool> is_stopping_ = false;
    std::thread thread_;
};

}

std::unique_ptr<telemetry::SpanSink> open_otlp_exporter(Options options, telemetry::Log& log,
                                                        telemetry::Registry& registry)
{
    static auto const initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialized != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
    return std::make_unique<Exporter>(std::move(options), log, registry);
}

}

// SPDX-License-Identifier: Apache-2.0
#include "adapters/otlp/delivery.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

#include <curl/curl.h>

namespace adapters::otlp {

namespace {

std::string url_of(std::string endpoint)
{
    constexpr std::string_view path = "/v1/traces";
    while (endpoint.ends_with('/')) endpoint.pop_back();
    return endpoint.ends_with(path) ? endpoint : endpoint + std::string(path);
}

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

bool is_worth_another(long status) { return status == 429 || status == 502 || status == 503 || status == 504; }

}

class Delivery::Handle {
public:
    Handle() : curl(curl_easy_init()), multi(curl_multi_init())
    {
        if (!curl || !multi) throw std::runtime_error("libcurl cannot be used");
    }
    ~Handle()
    {
        curl_easy_cleanup(curl);
        curl_multi_cleanup(multi);
        curl_slist_free_all(headers);
    }
    Handle(Handle const&) = delete;
    Handle& operator=(Handle const&) = delete;

    template <typename Value>
    void set(CURLoption option, Value value)
    {
        if (curl_easy_setopt(curl, option, value) != CURLE_OK) throw std::runtime_error("libcurl lacks an option");
    }
    void add_header(std::string const& line) { headers = curl_slist_append(headers, line.c_str()); }

    /// Nothing: it was time to stop.
    std::optional<CURLcode> perform(std::atomic<bool> const& is_stopping)
    {
        // An easy handle alone looks up only once a second.
        constexpr int look_up_millis = 50;
        bool const is_last = is_stopping;
        curl_multi_add_handle(multi, curl);
        int running = 1;
        while (running > 0 && (is_last || !is_stopping)) {
            if (curl_multi_perform(multi, &running) != CURLM_OK) break;
            if (running > 0) curl_multi_poll(multi, nullptr, 0, look_up_millis, nullptr);
        }
        int left = 0;
        auto const* const message = curl_multi_info_read(multi, &left);
        auto const result = message ? std::optional(message->data.result) : std::nullopt;
        curl_multi_remove_handle(multi, curl);
        return result;
    }

    CURL* curl;
    CURLM* multi;
    curl_slist* headers = nullptr;
};

Delivery::Delivery(Options const& options, std::atomic<bool> const& is_stopping)
    : handle_(std::make_unique<Handle>()), is_stopping_(is_stopping)
{
    handle_->set(CURLOPT_URL, url_of(options.endpoint).c_str());
    handle_->set(CURLOPT_PROTOCOLS_STR, "http,https");
    handle_->set(CURLOPT_NOSIGNAL, 1L);
    handle_->set(CURLOPT_POST, 1L);
    handle_->set(CURLOPT_WRITEFUNCTION, &ignore);
    handle_->add_header("Content-Type: application/json");
    handle_->add_header("Expect:");
    for (auto const& [name, value] : options.headers) handle_->add_header(fmt::format("{}: {}", name, value));
    handle_->set(CURLOPT_HTTPHEADER, handle_->headers);
}

Delivery::~Delivery() = default;

Delivery::Result Delivery::send(std::string const& body, std::chrono::milliseconds timeout)
{
    handle_->set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    handle_->set(CURLOPT_POSTFIELDS, body.c_str());
    handle_->set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    auto const code = handle_->perform(is_stopping_);
    if (!code) return {Outcome::failed, "the server stops"};
    if (*code != CURLE_OK) return {Outcome::failed, curl_easy_strerror(*code)};
    long status = 0;
    curl_easy_getinfo(handle_->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 200 && status < 300) return {Outcome::taken, {}};
    return {is_worth_another(status) ? Outcome::failed : Outcome::refused, fmt::format("status {}", status)};
}

}

// SPDX-License-Identifier: Apache-2.0
#include "adapters/smtp/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include <curl/curl.h>

namespace adapters::smtp {

namespace {

/// What is left of a message.
std::size_t read_message(char* out, std::size_t size, std::size_t count, void* rest)
{
    auto& text = *static_cast<std::string_view*>(rest);
    auto const taken = std::min(size * count, text.size());
    std::memcpy(out, text.data(), taken);
    text.remove_prefix(taken);
    return taken;
}

int stop_when_told(void* is_stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<std::atomic<bool> const*>(is_stopping)->load(std::memory_order_relaxed) ? 1 : 0;
}

/// 5yz is for good (RFC 5321 §4.2.1), but for what whoever runs the server can mend: sign-in and encryption.
bool is_refusal(long reply) { return reply >= 500 && reply < 600 && reply != 530 && reply != 534 && reply != 535; }

}

class Transfer::Handle {
public:
    Handle() : curl_(curl_easy_init())
    {
        if (!curl_) throw std::runtime_error("libcurl cannot be used");
    }
    ~Handle() { curl_easy_cleanup(curl_); }

    Handle(Handle const&) = delete;
    Handle& operator=(Handle const&) = delete;

    template <typename Value>
    void set(CURLoption option, Value value)
    {
        if (curl_easy_setopt(curl_, option, value) != CURLE_OK) throw std::runtime_error("libcurl lacks an option");
    }

    CURLcode perform() { return curl_easy_perform(curl_); }

    long reply() const
    {
        long code = 0;
        curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &code);
        return code;
    }

private:
    CURL* curl_;
};

Transfer::Transfer(Options const& options, std::atomic<bool> const& is_stopping) : handle_(std::make_unique<Handle>())
{
    auto& handle = *handle_;
    handle.set(CURLOPT_NOSIGNAL, 1L);
    handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    handle.set(CURLOPT_URL, options.url.c_str());
    handle.set(CURLOPT_USE_SSL, static_cast<long>(options.tls == Tls::required ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    handle.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    handle.set(CURLOPT_SSL_VERIFYPEER, 1L);
    handle.set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.ca_file.empty()) handle.set(CURLOPT_CAINFO, options.ca_file.c_str());
    if (!options.user.empty()) {
        handle.set(CURLOPT_USERNAME, options.user.c_str());
        handle.set(CURLOPT_PASSWORD, options.password.c_str());
    }
    handle.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::chrono::milliseconds(options.timeout).count() / 2));
    handle.set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::chrono::milliseconds(options.timeout).count()));
    handle.set(CURLOPT_MAIL_FROM, options.from.c_str());
    handle.set(CURLOPT_UPLOAD, 1L);
    handle.set(CURLOPT_READFUNCTION, &read_message);
    handle.set(CURLOPT_NOPROGRESS, 0L);
    handle.set(CURLOPT_XFERINFOFUNCTION, &stop_when_told);
    handle.set(CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(&is_stopping));
}

Transfer::~Transfer() = default;

Attempt Transfer::send(std::string const& to, std::string const& message)
{
    auto* const recipients = curl_slist_append(nullptr, to.c_str());
    if (!recipients) return {};
    std::string_view rest = message;
    std::array<char, CURL_ERROR_SIZE> error{};
    handle_->set(CURLOPT_MAIL_RCPT, recipients);
    handle_->set(CURLOPT_READDATA, &rest);
    handle_->set(CURLOPT_ERRORBUFFER, error.data());
    auto const code = handle_->perform();
    handle_->set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    handle_->set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    curl_slist_free_all(recipients);

    if (code == CURLE_OK) return {Attempt::Outcome::sent};
    auto const* const reason = error[0] ? error.data() : curl_easy_strerror(code);
    return {is_refusal(handle_->reply()) ? Attempt::Outcome::refused : Attempt::Outcome::failed, reason};
}

}

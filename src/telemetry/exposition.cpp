// SPDX-License-Identifier: Apache-2.0
#include "telemetry/exposition.hpp"

#include <fmt/format.h>

#include <iterator>

namespace telemetry {

namespace {

constexpr std::string_view prefix = "order_receiver_";

/// Writes families one after the other; a name's second series needs no second header.
class Exposition {
public:
    void head(std::string_view name, std::string_view help, std::string_view type)
    {
        if (name == family_) return;
        family_ = name;
        print("# HELP {}{} ", prefix, name);
        append_escaped(help, false);
        print("\n# TYPE {}{} {}\n", prefix, name, type);
    }

    template <typename Value>
    void sample(std::string_view name, std::string_view suffix, Labels const& labels, Value value,
                std::string_view bound = {})
    {
        print("{}{}{}", prefix, name, suffix);
        char separator = '{';
        for (auto const& [key, text] : labels) {
            print("{}{}=\"", std::exchange(separator, ','), key);
            append_escaped(text, true);
            out_.push_back('"');
        }
        if (!bound.empty()) print("{}le=\"{}\"", std::exchange(separator, ','), bound);
        print("{} {}\n", separator == ',' ? "}" : "", value);
    }

    void histogram(std::string_view name, Labels const& labels, Histogram::Snapshot const& snapshot)
    {
        std::uint64_t cumulated = 0;
        for (std::size_t i = 0; i < snapshot.bounds.size(); ++i) {
            cumulated += snapshot.counts[i];
            sample(name, "_bucket", labels, cumulated, fmt::to_string(snapshot.bounds[i]));
        }
        sample(name, "_bucket", labels, snapshot.count, "+Inf");
        sample(name, "_sum", labels, snapshot.sum);
        sample(name, "_count", labels, snapshot.count);
    }

    std::string text() const { return fmt::to_string(out_); }

private:
    template <typename... Arguments>
    void print(fmt::format_string<Arguments...> format, Arguments&&... arguments)
    {
        fmt::format_to(std::back_inserter(out_), format, std::forward<Arguments>(arguments)...);
    }

    void append_escaped(std::string_view text, bool is_label)
    {
        for (char const c : text) {
            if (c == '\n')
                print("\\n");
            else if (c == '\\' || (is_label && c == '"'))
                print("\\{}", c);
            else
                out_.push_back(c);
        }
    }

    fmt::memory_buffer out_;
    std::string_view family_;
};

}

std::string exposition(Registry const& registry)
{
    Exposition out;
    registry.visit({
        .counter =
            [&out](std::string_view name, std::string_view help, Labels const& labels, Counter const& counter) {
                out.head(name, help, "counter");
                out.sample(name, "", labels, counter.value());
            },
        .gauge =
            [&out](std::string_view name, std::string_view help, Labels const& labels, Gauge const& gauge) {
                out.head(name, help, "gauge");
                out.sample(name, "", labels, gauge.value());
            },
        .histogram =
            [&out](std::string_view name, std::string_view help, Labels const& labels, Histogram const& histogram) {
                out.head(name, help, "histogram");
                out.histogram(name, labels, histogram.snapshot());
            },
    });
    return out.text();
}

}

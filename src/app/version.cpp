// SPDX-License-Identifier: Apache-2.0
#include "app/version.hpp"

#include "adapters/sqlite/engine/library_version.hpp"
#include "base/openssl_version.hpp"
#include "json/writer.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

namespace app {

std::string_view version() { return ORDER_RECEIVER_VERSION; }

std::string version_text(bool json)
{
    if (!json) return fmt::format("order-receiver {}\n", version());
    auto const boost = fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    writer.member("version", version());
    writer.member("sqlite", adapters::sqlite::library_version());
    writer.member("openssl", base::openssl_version());
    writer.member("boost", std::string_view(boost));
    writer.member("compiler", __VERSION__);
    writer.end_object();
    return out + "\n";
}

}

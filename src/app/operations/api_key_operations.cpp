// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/body.hpp"
#include "app/operations/operation_arguments.hpp"
#include "app/operations/operations.hpp"
#include "app/wiring/use_cases.hpp"
#include "json/writer.hpp"

#include <algorithm>

namespace app {
namespace {

using Kind = OperationArgument::Kind;

struct Arguments {
    domain::BusinessId business;
    domain::ApiKeyId key;
    std::string name;
    domain::Scopes scopes;
};

/// "orders:write,orders:read"
domain::Scopes read_scopes(json::ObjectReader& reader)
{
    auto const text = reader.required_text("scopes", {1, 64});
    domain::Scopes scopes;
    for (std::size_t begin = 0; begin <= text.size();) {
        auto const end = std::min(text.find(',', begin), text.size());
        auto const scope = domain::parse_scope(std::string_view(text).substr(begin, end - begin));
        if (!scope && !text.empty()) {
            reader.note("scopes", "invalid", "must be orders:write, orders:read or both with a comma");
            break;
        }
        if (scope) scopes = scopes.with(*scope);
        begin = end + 1;
    }
    return scopes;
}

void append_key(json::Writer& writer, ports::ApiKey const& key)
{
    std::string scopes;
    for (auto const scope : {domain::Scope::orders_write, domain::Scope::orders_read})
        if (key.scopes.has(scope)) scopes.append(scopes.empty() ? "" : ",").append(domain::to_text(scope));
    writer.begin_object().member("id", key.id.text()).member("name", key.name).member("scopes", scopes);
    writer.member("created_at", key.created_at).member("last_used_at", key.last_used_at);
}

base::Task<base::Result<std::string>> list(UseCases& use_cases, std::string text)
{
    auto const arguments = api::parse_body<Arguments>(text, [](json::ObjectReader& reader, auto& read, auto&) {
        read.business = read_id<domain::BusinessId>(reader, "business");
    });
    if (!arguments) co_return std::unexpected(arguments.error());
    auto const keys = co_await use_cases.api_keys.list(by_operator(), arguments->business);
    if (!keys) co_return std::unexpected(keys.error());

    std::string result;
    json::Writer writer(result);
    writer.begin_object().key("api_keys").begin_array();
    for (auto const& key : *keys) {
        append_key(writer, key);
        writer.end_object();
    }
    writer.end_array().end_object();
    co_return result;
}

base::Task<base::Result<std::string>> create(UseCases& use_cases, std::string text)
{
    auto arguments = api::parse_body<Arguments>(text, [](json::ObjectReader& reader, auto& read, auto&) {
        read.business = read_id<domain::BusinessId>(reader, "business");
        read.name = reader.required_text("name", {1, 100});
        read.scopes = read_scopes(reader);
    });
    if (!arguments) co_return std::unexpected(arguments.error());
    auto const created = co_await use_cases.api_keys.create(by_operator(), arguments->business,
                                                            std::move(arguments->name), arguments->scopes);
    if (!created) co_return std::unexpected(created.error());

    std::string result;
    json::Writer writer(result);
    append_key(writer, created->key);
    writer.member("key", created->secret).end_object();
    co_return result;
}

base::Task<base::Result<std::string>> remove(UseCases& use_cases, std::string text)
{
    auto const arguments = api::parse_body<Arguments>(text, [](json::ObjectReader& reader, auto& read, auto&) {
        read.business = read_id<domain::BusinessId>(reader, "business");
        read.key = read_id<domain::ApiKeyId>(reader, "key");
    });
    if (!arguments) co_return std::unexpected(arguments.error());
    auto const removed = co_await use_cases.api_keys.remove(by_operator(), arguments->business, arguments->key);
    if (!removed) co_return std::unexpected(removed.error());

    std::string result;
    json::Writer(result).begin_object().member("deleted", arguments->key.text()).end_object();
    co_return result;
}

}

std::vector<Operation> api_key_operations()
{
    OperationArgument const business{"business", Kind::positional, "The business (biz_…)"};
    return {
        {"apikey list", "The API keys of a business", {business}, list},
        {"apikey create",
         "Make an API key; it is shown this once",
         {business,
          {"name", Kind::required, "What people call it"},
          {"scopes", Kind::required, "orders:write, orders:read or both with a comma"}},
         create},
        {"apikey delete",
         "Take an API key back, at once",
         {business, {"key", Kind::positional, "The key (key_…)"}},
         remove},
    };
}

}

// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/openapi.hpp"

#include <utility>

namespace api {

namespace {

/// The members of an object, without its braces.
std::string_view members_of(std::string_view object)
{
    auto const first = object.find('{') + 1;
    auto const last = object.rfind('}');
    return object.substr(first, object.find_last_not_of(" \n", last - 1) + 1 - first);
}

void append_object(std::string& out, std::string_view name, std::vector<std::string_view> const& objects)
{
    out.append("\"").append(name).append("\": {");
    for (bool is_first = true; auto const object : objects) {
        if (!std::exchange(is_first, false)) out += ',';
        out.append(members_of(object));
    }
    out.append("\n}");
}

}

std::string assemble_openapi(OpenApiTexts const& texts, std::string_view version)
{
    constexpr std::string_view version_mark = "@VERSION@";
    std::string out = "{";
    out.append(members_of(texts.document));
    if (auto const at = out.find(version_mark); at != out.npos) out.replace(at, version_mark.size(), version);
    append_object(out.append(",\n"), "paths", texts.paths);
    out.append(",\n\"components\": {\n");
    append_object(out, "schemas", texts.schemas);
    append_object(out.append(",\n"), "parameters", {texts.parameters});
    append_object(out.append(",\n"), "headers", {texts.headers});
    append_object(out.append(",\n"), "responses", {texts.responses});
    append_object(out.append(",\n"), "securitySchemes", {texts.security});
    return out.append("\n}\n}\n");
}

}

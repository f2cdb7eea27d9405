// SPDX-License-Identifier: Apache-2.0
#include "app/commands/doctor_command.hpp"

#include "app/doctor/doctor.hpp"
#include "json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>

namespace app {
namespace {

Findings examine(base::Result<LoadedSettings> const& loaded)
{
    if (!loaded)
        return {
            {"settings", Verdict::failed, loaded.error().detail, "mend that first; the rest depends on the settings"}};
    auto findings = check_settings(*loaded);
    for (auto* check : {check_secrets, check_trust, check_folder, check_store, check_system, check_network})
        std::ranges::move(check(loaded->values), std::back_inserter(findings));
    return findings;
}

std::string_view to_text(Verdict verdict)
{
    switch (verdict) {
    case Verdict::ok: return "ok";
    case Verdict::warning: return "warning";
    case Verdict::failed: return "failed";
    }
    return "";
}

std::string as_json_text(Findings const& findings, bool has_failed)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("healthy", !has_failed).key("checks").begin_array();
    for (auto const& finding : findings) {
        writer.begin_object().member("check", finding.check).member("verdict", to_text(finding.verdict));
        writer.member("found", finding.found);
        if (!finding.advice.empty()) writer.member("advice", finding.advice);
        writer.end_object();
    }
    writer.end_array().end_object();
    return text + "\n";
}

std::string as_lines(Findings const& findings)
{
    std::string text;
    for (auto const& finding : findings) {
        text += fmt::format("{:<8} {:<20} {}\n", to_text(finding.verdict), finding.check, finding.found);
        if (!finding.advice.empty()) text += fmt::format("{:29} -> {}\n", "", finding.advice);
    }
    auto const count = [&](Verdict verdict) { return std::ranges::count(findings, verdict, &Finding::verdict); };
    return text + fmt::format("{} checks: {} failed, {} warnings\n", findings.size(), count(Verdict::failed),
                              count(Verdict::warning));
}

}

ExitCode run_doctor(base::Result<LoadedSettings> const& loaded, bool as_json)
{
    auto const findings = examine(loaded);
    bool const has_failed =
        std::ranges::any_of(findings, [](Finding const& finding) { return finding.verdict == Verdict::failed; });
    std::cout << (as_json ? as_json_text(findings, has_failed) : as_lines(findings)) << std::flush;
    return has_failed ? ExitCode::failed : ExitCode::ok;
}

}

// SPDX-License-Identifier: Apache-2.0
#include "domain/money.hpp"

#include <algorithm>
#include <array>

namespace domain {

namespace {

/// ISO 4217's currencies in use by their digits in CLDR 48 (supplementalData, `fractions`): how far an amount of them
/// is ever written out, not what ISO 4217 says. Ascending, four characters each.
struct CodesByDigits {
    int digits;
    std::string_view codes;
};

constexpr std::array currencies{
    CodesByDigits{0, "AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PKR PYG RWF SOS "
                     "SYP UGX VND VUV XAF XOF XPF YER "},
    CodesByDigits{2, "AED AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY CRC "
                     "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG ILS INR "
                     "JMD KES KGS KHR KYD KZT LKR LRD LSL MAD MDL MKD MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
                     "NOK NPR NZD PAB PEN PGK PHP PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SRD SSP STN SVC "
                     "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG ZAR ZMW ZWG "},
    CodesByDigits{3, "BHD JOD KWD LYD OMR TND "},
};

constexpr bool contains_code(std::string_view codes, std::string_view code)
{
    for (; !codes.empty(); codes.remove_prefix(4)) {
        if (codes.substr(0, 3) == code) return true;
    }
    return false;
}

}

std::optional<Amount> sum(Amount a, Amount b)
{
    Amount result;
    if (__builtin_add_overflow(a.units, b.units, &result.units)) return std::nullopt;
    return result;
}

std::optional<Amount> difference(Amount a, Amount b)
{
    Amount result;
    if (__builtin_sub_overflow(a.units, b.units, &result.units)) return std::nullopt;
    return result;
}

std::optional<Amount> times(Amount amount, std::int64_t quantity)
{
    Amount result;
    if (__builtin_mul_overflow(amount.units, quantity, &result.units)) return std::nullopt;
    return result;
}

std::optional<Currency> find_currency(std::string_view code)
{
    if (code.size() != 3) return std::nullopt;
    for (auto const& [digits, codes] : currencies) {
        if (contains_code(codes, code)) return Currency{std::string(code), digits};
    }
    return std::nullopt;
}

}

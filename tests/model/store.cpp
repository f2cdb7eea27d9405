// SPDX-License-Identifier: Apache-2.0
#include "model/store.hpp"

#include "model/insist.hpp"

namespace model {

base::Task<base::Result<void>> StoreHealth::probe()
{
    auto result = co_await answered(write());
    is_writable_ = result.has_value();
    co_return result;
}

base::Task<base::Result<void>> StoreHealth::write()
{
    auto session = sessions_.causal();
    ProbeDocument const probe{base::make_uuid(clock_.now())};
    (void)co_await insist([&] { return database_.probes.insert(session, {probe}); });
    co_return base::Result<void>();
}

}

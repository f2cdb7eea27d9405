// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store_fixture.hpp"

namespace conformance {

StoreFactory sqlite_store();
StoreFactory model_store();
StoreFactory model_store_with_faults();

/// Of the journal and what reads it: an adapter joins these suites here, with one line.
inline auto all_stores() { return testing::Values(sqlite_store(), model_store(), model_store_with_faults()); }

/// Of everything else: stores with people, tools and files.
inline auto whole_stores() { return testing::Values(sqlite_store()); }

inline std::string store_name(testing::TestParamInfo<StoreFactory> const& info) { return info.param.name; }

}

#define RUN_ON_WHOLE_STORES(Suite)                                                                                     \
    INSTANTIATE_TEST_SUITE_P(Stores, Suite, conformance::whole_stores(), conformance::store_name)
#define RUN_ON_ALL_STORES(Suite)                                                                                       \
    INSTANTIATE_TEST_SUITE_P(Stores, Suite, conformance::all_stores(), conformance::store_name)

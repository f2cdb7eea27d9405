// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/run_behind_others.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace adapters::sqlite {

void run_behind_others()
{
    static thread_local bool const done = [] {
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);
        return true;
    }();
    static_cast<void>(done);
}

}

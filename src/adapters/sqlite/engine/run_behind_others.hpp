// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace adapters::sqlite {

/// Long work makes way for the cores, where there are not enough of them: the calling thread's, from now on.
void run_behind_others();

}

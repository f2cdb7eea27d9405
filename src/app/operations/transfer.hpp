// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "forms/archive.hpp"
#include "ports/archive.hpp"

#include <filesystem>
#include <string>

namespace app {

/// Writes everything of the store to `file` while it is used; cancelled, it takes the file away again.
base::Task<base::Result<forms::ArchiveEnd>> export_store(ports::Archive& archive, std::filesystem::path file,
                                                         base::Progress& progress);

/// Reads all of `file` and finds it whole, or says what is wrong with which line. The records that it has.
base::Result<forms::ArchiveEnd> check_export(std::filesystem::path const& file, base::Progress& progress);

/// What is said of it, as JSON.
std::string export_report(std::filesystem::path const& file, forms::ArchiveEnd const& end);

/// Puts a file that was found whole into an empty store, compares the store with it, and only then says that the
/// import is finished: unavailable `import_differs`.
base::Task<base::Result<void>> import_store(ports::Archive& archive, std::filesystem::path file,
                                            forms::ArchiveEnd expected, base::Progress& progress);

}

#pragma once

#include <cstddef>
#include <filesystem>

#include "core/progress.h"
#include "metrics/report.h"

namespace syncdreamer {

/// Compares the views of one object with the truth: a row for each view with its PSNR (dB) and SSIM.
///
/// Views of the truth are those of a folder, see find_views; the prediction has them under the same numbers, or all in
/// one row, see find_view_row. Alpha is blended on white.
///
/// \throws InputError if a view is missing on either side, cannot be read, or differs in size.
Report evaluate_views(const std::filesystem::path& truth, const std::filesystem::path& prediction);

struct ViewSetReport {
  Report report;
  std::size_t num_objects = 0;  ///< of the truth, those left out too
};

/// The same for a set: every folder in `truth` is an object, its prediction lies in the folder of the same name. A row
/// for each object with its means over the views. Objects that cannot be compared are left out; these and predictions
/// without a truth are warned of.
///
/// \throws InputError if there is no object, or none that can be compared.
ViewSetReport evaluate_view_set(const std::filesystem::path& truth, const std::filesystem::path& prediction,
                                const Reporter& reporter = {});

}  // namespace syncdreamer

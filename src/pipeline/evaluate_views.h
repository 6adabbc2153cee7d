#pragma once

#include <filesystem>

#include "metrics/report.h"

namespace syncdreamer {

/// Compares the views of one object with the truth: a row for each view with its PSNR (dB) and SSIM.
///
/// Views of the truth are the files `000.png`, `001.png`, ... or `view-000.png`, ... of a folder; the prediction has
/// them under the same numbers, or all in one row in `views.png` or `0.png`. Alpha is blended on white.
///
/// \throws InputError if a view is missing on either side, cannot be read, or differs in size.
Report evaluate_views(const std::filesystem::path& truth, const std::filesystem::path& prediction);

/// The same for a set: every folder in `truth` is an object, its prediction lies in the folder of the same name. A row
/// for each object with its means over the views.
///
/// \throws InputError as evaluate_views does, and if there is no object or an object has no prediction.
Report evaluate_view_set(const std::filesystem::path& truth, const std::filesystem::path& prediction);

/// Whether a folder holds the views of one object, rather than a folder for each object.
bool has_views(const std::filesystem::path& folder);

}  // namespace syncdreamer

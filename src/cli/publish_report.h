#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <iostream>
#include <string>

#include "core/error.h"
#include "core/json_text.h"
#include "core/listed_results.h"
#include "core/result_names.h"
#include "image/view_files.h"
#include "metrics/report.h"

namespace syncdreamer {

/// \throws InputError if figures cannot be written to a file, see check_output_file, or would take the place of a
/// picture or of cameras, which may be among what is judged.
inline void check_figures_file(const std::filesystem::path& json_file,
                               std::initializer_list<std::filesystem::path> sources = {}) {
  const std::string name = json_file.filename().string();
  if (is_picture_file(json_file)) throw InputError(json_file, "has the name of a picture, expected another (--json)");
  if (name == kCamerasFile || name.starts_with("transforms"))
    throw InputError(json_file, "has the name of a file of cameras, expected another (--json)");
  check_output_file(json_file, sources);
}

/// Prints a table, and writes the figures to a file too if one is named.
inline void publish_report(const Report& report, const std::filesystem::path& json_file) {
  std::cout << report_to_table(report) << std::flush;  // before the JSON, whose file may be the same stream
  if (!json_file.empty()) write_json(json_file, report_to_json(report));
}

/// The same for a set of objects. \throws InputError in the end if the table lacks some of them.
inline void publish_set_report(const Report& report, std::size_t num_objects, const std::filesystem::path& prediction,
                               const std::filesystem::path& json_file) {
  publish_report(report, json_file);
  if (report.rows.size() < num_objects)
    throw InputError(prediction, std::to_string(num_objects - report.rows.size()) + " of " +
                                     std::to_string(num_objects) + " objects could not be evaluated");
}

}  // namespace syncdreamer

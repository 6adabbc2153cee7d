#pragma once

#include <filesystem>
#include <iostream>

#include "core/json_text.h"
#include "metrics/report.h"

namespace syncdreamer {

/// Prints a table, and writes the figures to a file too if one is named.
inline void publish_report(const Report& report, const std::filesystem::path& json_file) {
  std::cout << report_to_table(report);
  if (!json_file.empty()) write_json(json_file, report_to_json(report));
}

}  // namespace syncdreamer

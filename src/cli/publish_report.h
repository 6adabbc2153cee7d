#pragma once

#include <filesystem>
#include <iostream>

#include "core/files.h"
#include "core/json_text.h"
#include "metrics/report.h"

namespace syncdreamer {

/// Prints a table, and writes the figures to a file too if one is named.
inline void publish_report(const Report& report, const std::filesystem::path& json_file) {
  std::cout << report_to_table(report);
  if (!json_file.empty()) write_file(json_file, json_text(report_to_json(report), 2) + "\n");
}

}  // namespace syncdreamer

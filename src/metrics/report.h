#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

namespace syncdreamer {

/// Figures of several views or objects: one row each, one value a column.
struct Report {
  struct Row {
    std::string name;
    std::vector<double> values;  ///< As many as there are columns.
  };

  std::string row_title;  ///< What a row is: "view", "object".
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

struct Summary {
  double mean = 0.0;
  double standard_deviation = 0.0;  ///< Of the sample (n - 1); NaN for a single value, 0 for equal ones.
};

/// Nothing is excluded: an infinite value (the PSNR of equal pictures) makes the mean infinite, and the standard
/// deviation not a number unless all values are equal.
Summary summarize(std::span<const double> values);

/// One Summary a column.
std::vector<Summary> summarize(const Report& report);

/// The number, or null if it is not finite.
nlohmann::ordered_json json_number(double value);

/// `{"<row_title>s": [{"name": ..., column: value}], "mean": {column: value}, "standard_deviation": {column: value}}`;
/// JSON knows no infinity and not everything has a deviation, such values become null.
nlohmann::ordered_json report_to_json(const Report& report);

/// The rows and, of several, mean and standard deviation as aligned text, ending in a line feed; `inf` is infinite, `-`
/// undefined.
std::string report_to_table(const Report& report);

}  // namespace syncdreamer

#include "metrics/report.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/number_stream.h"
#include "core/printable.h"

namespace syncdreamer {
namespace {

constexpr int kNumDecimals = 4;  // in tables

std::string text(double value) {
  if (std::isnan(value)) return "-";
  std::ostringstream stream = number_stream(kNumDecimals);
  stream << std::fixed << value;
  return stream.str();
}

}  // namespace

nlohmann::ordered_json json_number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

Summary summarize(std::span<const double> values) {
  check(!values.empty(), "summarize: there is no value");
  Summary summary;
  for (const double value : values) summary.mean += value;
  summary.mean /= static_cast<double>(values.size());
  if (values.size() == 1) {
    summary.standard_deviation = std::numeric_limits<double>::quiet_NaN();
    return summary;
  }
  if (std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); })) return summary;
  double squares = 0.0;
  for (const double value : values) squares += (value - summary.mean) * (value - summary.mean);
  summary.standard_deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return summary;
}

std::vector<Summary> summarize(const Report& report) {
  std::vector<Summary> summaries;
  for (std::size_t column = 0; column < report.columns.size(); ++column) {
    std::vector<double> values;
    for (const Report::Row& row : report.rows) values.push_back(row.values.at(column));
    summaries.push_back(summarize(values));
  }
  return summaries;
}

nlohmann::ordered_json report_to_json(const Report& report) {
  auto rows = nlohmann::ordered_json::array();
  for (const Report::Row& row : report.rows) {
    nlohmann::ordered_json entry = {{"name", row.name}};
    for (std::size_t i = 0; i < report.columns.size(); ++i) entry[report.columns[i]] = json_number(row.values.at(i));
    rows.push_back(std::move(entry));
  }
  nlohmann::ordered_json json;
  json[report.row_title + "s"] = std::move(rows);
  if (report.rows.empty()) return json;
  const std::vector<Summary> summaries = summarize(report);
  for (std::size_t i = 0; i < report.columns.size(); ++i)
    json["mean"][report.columns[i]] = json_number(summaries[i].mean);
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    json["standard_deviation"][report.columns[i]] = json_number(summaries[i].standard_deviation);
  }
  return json;
}

std::string report_to_table(const Report& report) {
  std::vector<std::vector<std::string>> lines;
  lines.push_back({report.row_title});
  lines.back().insert(lines.back().end(), report.columns.begin(), report.columns.end());
  for (const Report::Row& row : report.rows) {
    lines.push_back({printable(row.name)});
    for (const double value : row.values) lines.back().push_back(text(value));
  }
  if (report.rows.size() > 1) {
    std::vector<std::string> means = {"mean"}, deviations = {"std"};
    for (const Summary& summary : summarize(report)) {
      means.push_back(text(summary.mean));
      deviations.push_back(text(summary.standard_deviation));
    }
    lines.push_back(std::move(means));
    lines.push_back(std::move(deviations));
  }

  std::vector<std::size_t> widths(report.columns.size() + 1, 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths.at(i) = std::max(widths.at(i), shown_width(line[i]));
  }
  std::string table;
  for (const auto& line : lines) {
    table += line[0] + std::string(widths[0] - shown_width(line[0]), ' ');
    for (std::size_t i = 1; i < line.size(); ++i) {
      table += "  " + std::string(widths[i] - shown_width(line[i]), ' ') + line[i];
    }
    table += '\n';
  }
  return table;
}

}  // namespace syncdreamer

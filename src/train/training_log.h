#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace syncdreamer {

/// Named numbers in the order in which they appear in the log.
using Figures = std::vector<std::pair<std::string, double>>;

/// A file of comma-separated lines, one a step; lines of steps that a resumed run will repeat are dropped.
class CsvLog {
 public:
  CsvLog(std::filesystem::path path, std::int64_t resumed_step);

  /// \throws InputError if the file cannot be written.
  void write(std::int64_t step, const Figures& figures);

  /// Of the last line; 0 if there is none.
  std::int64_t last_step() const { return last_step_; }

 private:
  std::filesystem::path path_;
  std::int64_t last_step_ = 0;
};

/// Means of figures over the steps since the last report.
class FigureMeans {
 public:
  void add(const Figures& figures);

  /// The means so far; the next ones start afresh.
  Figures take();

 private:
  Figures sums_;
  std::int64_t count_ = 0;
};

}  // namespace syncdreamer

#include "train/training_log.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

#include "core/error.h"
#include "core/files.h"
#include "core/number_stream.h"

namespace syncdreamer {

CsvLog::CsvLog(std::filesystem::path path, std::int64_t resumed_step) : path_(std::move(path)) {
  if (!std::filesystem::exists(path_)) return;
  if (resumed_step == 0) {  // of another training, perhaps with other columns
    std::filesystem::remove(path_);
    return;
  }
  std::istringstream lines(read_file(path_));
  std::string line, kept;
  while (std::getline(lines, line)) {
    const std::int64_t step = std::atoll(line.c_str());  // 0 for the header
    const bool is_cut_off = lines.eof();                 // a crash left no line feed
    if (step > resumed_step || is_cut_off) continue;
    kept += line + "\n";
    last_step_ = step;
  }
  write_file(path_, kept);
}

void CsvLog::write(std::int64_t step, const Figures& figures) {
  std::error_code absent;
  const auto size = std::filesystem::file_size(path_, absent);
  const bool fresh = absent || size == 0;
  std::ostringstream text = number_stream(6);
  if (fresh) {
    text << "step";
    for (const auto& [name, value] : figures) text << ',' << name;
    text << '\n';
  }
  text << step;
  for (const auto& [name, value] : figures) text << ',' << value;
  text << '\n';
  std::ofstream stream(path_, std::ios::app);
  stream << text.str() << std::flush;
  if (!stream) throw OutputError(path_, std::string("could not be written (") + std::strerror(errno) + ")");
  last_step_ = step;
}

void FigureMeans::add(const Figures& figures) {
  for (const auto& [name, value] : figures) {
    const auto sum = std::ranges::find(sums_, name, &Figures::value_type::first);
    if (sum == sums_.end()) {
      sums_.emplace_back(name, value);
    } else {
      sum->second += value;
    }
  }
  ++count_;
}

Figures FigureMeans::take() {
  Figures means = std::move(sums_);
  for (auto& [name, value] : means) value /= static_cast<double>(count_);
  *this = {};
  return means;
}

}  // namespace syncdreamer

#include "cli/console.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "cli/interrupts.h"
#include "core/duration_text.h"
#include "core/printable.h"
#include "core/stopwatch.h"

namespace syncdreamer {
namespace {

/// One line of progress, redrawn in place on a terminal.
class ProgressLine {
 public:
  void update(std::string_view stage, std::int64_t done, std::int64_t total) {
    if (stage != stage_) {
      stage_ = stage;
      stopwatch_.restart();
      last_tenth_ = -1;
    }
    if (total <= 0) return;
    const double left =
        done > 0 ? stopwatch_.seconds() / static_cast<double>(done) * static_cast<double>(total - done) : 0;
    if (is_terminal_) {
      draw_bar(done, total, left);
    } else if (const std::int64_t tenth = 10 * done / total; tenth != last_tenth_) {
      last_tenth_ = tenth;
      std::fprintf(stderr, "%s: %lld of %lld\n", stage_.c_str(), static_cast<long long>(done),
                   static_cast<long long>(total));
    }
    if (done >= total) stage_.clear();
  }

  void end_line() {
    if (is_terminal_ && drawn_) std::fputc('\n', stderr);
    drawn_ = false;
  }

 private:
  void draw_bar(std::int64_t done, std::int64_t total, double left) {
    const bool is_known = done < total && done > 0;
    std::fprintf(stderr, "\r%s",
                 progress_text(stage_, done, total, is_known ? duration_text(left) + " left" : "").c_str());
    drawn_ = true;
    if (done >= total) end_line();
    std::fflush(stderr);
  }

  bool is_terminal_ = ::isatty(STDERR_FILENO) != 0;
  bool drawn_ = false;
  std::string stage_;
  Stopwatch stopwatch_;
  std::int64_t last_tenth_ = -1;
};

/// The terminal has one last line, whoever reports.
ProgressLine& progress_line() {
  static ProgressLine line;
  return line;
}

}  // namespace

std::string progress_text(const std::string& stage, std::int64_t done, std::int64_t total, const std::string& left) {
  constexpr std::size_t kColumns = 79, kStage = 24, kBar = 24;
  const auto filled = static_cast<std::size_t>(std::int64_t{kBar} * std::min(done, total) / total);
  std::string text = stage;
  text.resize(kStage, ' ');
  text += " [" + std::string(filled, '#') + std::string(kBar - filled, ' ') + "] " + std::to_string(done) + '/' +
          std::to_string(total) + ' ' + left;
  text.resize(kColumns, ' ');
  return text;
}

Reporter console_reporter() {
  return {.on_progress = [](std::string_view stage, std::int64_t done,
                            std::int64_t total) { progress_line().update(stage, done, total); },
          .on_note =
              [](std::string_view sentence) {
                end_progress_line();
                std::fprintf(stderr, "%s\n", printable(sentence).c_str());
              },
          .on_warning =
              [](std::string_view sentence) {
                end_progress_line();
                std::fprintf(stderr, "warning: %s\n", printable(sentence).c_str());
              },
          .should_stop = interrupted};
}

void end_progress_line() {
  progress_line().end_line();
}

}  // namespace syncdreamer

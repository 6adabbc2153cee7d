#include "cli/console.h"

#include <unistd.h>

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
    constexpr int kWidth = 30;
    const int filled = static_cast<int>(kWidth * done / total);
    std::fprintf(stderr, "\r%-24s [%.*s%*s] %lld/%lld %-17s", stage_.c_str(), filled, "##############################",
                 kWidth - filled, "", static_cast<long long>(done), static_cast<long long>(total),
                 done < total && done > 0 ? (duration_text(left) + " left").c_str() : "");
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

#include "cli/console.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

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
    std::fprintf(stderr, "\r%-24s [%.*s%*s] %lld/%lld %-14s", stage_.c_str(), filled, "##############################",
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

}  // namespace

Reporter console_reporter() {
  const auto line = std::make_shared<ProgressLine>();
  return {.on_progress = [line](std::string_view stage, std::int64_t done,
                                std::int64_t total) { line->update(stage, done, total); },
          .on_note =
              [line](std::string_view sentence) {
                line->end_line();
                std::fprintf(stderr, "%s\n", printable(sentence).c_str());
              },
          .on_warning =
              [line](std::string_view sentence) {
                line->end_line();
                std::fprintf(stderr, "warning: %s\n", printable(sentence).c_str());
              }};
}

std::string duration_text(double seconds) {
  const auto total = static_cast<long long>(std::max(0.0, seconds) + 0.5);
  char text[48];
  if (total >= 3600) {
    std::snprintf(text, sizeof text, "%lld h %02lld min", total / 3600, total / 60 % 60);
  } else if (total >= 60) {
    std::snprintf(text, sizeof text, "%lld min %02lld s", total / 60, total % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld s", total);
  }
  return text;
}

}  // namespace syncdreamer

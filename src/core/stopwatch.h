#pragma once

#include <chrono>
#include <utility>

namespace syncdreamer {

/// Measures time from when it was made or last restarted, by a clock that nobody sets.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  /// Counts from now on. \return the seconds until now.
  double restart() {
    const Clock::time_point before = std::exchange(start_, Clock::now());
    return std::chrono::duration<double>(start_ - before).count();
  }

 private:
  using Clock = std::chrono::steady_clock;

  Clock::time_point start_ = Clock::now();
};

}  // namespace syncdreamer

#include "cli/interrupts.h"

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace syncdreamer {
namespace {

/// Ctrl-C reaches this process twice under a launcher that passes on what the terminal has sent to both.
constexpr std::int64_t kSameInterruptNs = 1'000'000'000;

std::atomic<bool> is_interrupted = false;
std::atomic<std::int64_t> interrupt_time_ns = 0;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free);

extern "C" void on_interrupt(int signal) {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t now_ns = std::int64_t{1'000'000'000} * now.tv_sec + now.tv_nsec;
  if (is_interrupted && now_ns - interrupt_time_ns > kSameInterruptNs) std::_Exit(128 + signal);
  if (!is_interrupted) interrupt_time_ns = now_ns;
  is_interrupted = true;
}

}  // namespace

bool interrupted() {
  return is_interrupted;
}

void catch_interrupts() {
  is_interrupted = false;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  if (std::signal(SIGHUP, on_interrupt) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // under nohup
  std::signal(SIGUSR1, on_interrupt);
  std::signal(SIGPIPE, SIG_IGN);  // who reads the messages may leave
  std::signal(SIGXFSZ, SIG_IGN);  // a file beyond the limit of its size fails to be written, with a message
}

}  // namespace syncdreamer

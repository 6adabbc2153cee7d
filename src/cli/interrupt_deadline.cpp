#include "cli/interrupt_deadline.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "cli/interrupts.h"
#include "core/partial_file.h"
#include "core/printable.h"

namespace syncdreamer {
namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 20ms, kTimeToStop = 200ms;
constexpr int kExitCode = 1;

}  // namespace

std::string interruption_message(const std::filesystem::path& folder) {
  return "interrupted: nothing was written to " + folder.string();
}

InterruptDeadline::InterruptDeadline(std::filesystem::path target, StagedFolder& staging, PreviewFile& preview)
    : target_(std::move(target)), staging_(staging), preview_(preview), watcher_([this] { watch(); }) {}

void InterruptDeadline::lift() {
  {
    const std::scoped_lock lock(mutex_);
    is_lifted_ = true;
  }
  changed_.notify_all();
  if (watcher_.joinable()) watcher_.join();
}

// Signal handlers may not notify, so the watcher looks for itself.
void InterruptDeadline::watch() {
  std::unique_lock lock(mutex_);
  while (!interrupted()) {
    if (changed_.wait_for(lock, kLook, [this] { return is_lifted_; })) return;
  }
  if (!changed_.wait_for(lock, kTimeToStop, [this] { return is_lifted_; })) end_program();
}

void InterruptDeadline::end_program() {
  PartialFile::begin_no_more();
  preview_.remove();
  staging_.discard();
  std::fprintf(stderr, "\nerror: %s\n", printable(interruption_message(target_)).c_str());
  std::_Exit(kExitCode);
}

}  // namespace syncdreamer

#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>

#include "cli/preview_file.h"
#include "core/staged_folder.h"

namespace syncdreamer {

/// What the user is told who interrupts work on results in `folder`.
std::string interruption_message(const std::filesystem::path& folder);

/// Ends the program if it is still at work a fifth of a second after it was interrupted: one step of a large network
/// takes minutes. Nothing of the results and their preview stays behind.
class InterruptDeadline {
 public:
  /// \param target   where the results are to appear.
  /// \param staging  where they are being made; outlives this object.
  /// \param preview  shows them meanwhile, and outlives this object, too.
  InterruptDeadline(std::filesystem::path target, StagedFolder& staging, PreviewFile& preview);
  ~InterruptDeadline() { lift(); }
  InterruptDeadline(const InterruptDeadline&) = delete;
  InterruptDeadline& operator=(const InterruptDeadline&) = delete;

  /// From now on an interrupt ends nothing: results are being handed over.
  void lift();

 private:
  void watch();
  [[noreturn]] void end_program();

  std::filesystem::path target_;
  StagedFolder& staging_;
  PreviewFile& preview_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_lifted_ = false;
  std::thread watcher_;
};

}  // namespace syncdreamer

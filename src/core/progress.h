#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace syncdreamer {

/// Where the library reports what it is doing, and asks whether to go on; it never prints by itself. Empty functions
/// are allowed and ignored.
struct Reporter {
  /// Called with (stage, done, total): `done` of `total` units of `stage` are finished; done == total ends the stage.
  std::function<void(std::string_view, std::int64_t, std::int64_t)> on_progress = {};
  /// Called with one sentence about what was found, or will be needed.
  std::function<void(std::string_view)> on_note = {};
  /// Called with one sentence that the user should read although the work goes on.
  std::function<void(std::string_view)> on_warning = {};
  /// Asked now and then by what takes long, in the thread that called it: true ends the work.
  std::function<bool()> should_stop = {};

  void progress(std::string_view stage, std::int64_t done, std::int64_t total) const {
    if (on_progress) on_progress(stage, done, total);
  }
  void note(std::string_view sentence) const {
    if (on_note) on_note(sentence);
  }
  void warn(std::string_view sentence) const {
    if (on_warning) on_warning(sentence);
  }
  bool is_stopped() const { return should_stop && should_stop(); }

  /// Tells nothing, but asks.
  Reporter silenced() const { return {.should_stop = should_stop}; }

  /// For work on one of many things: tells its warnings alone, with its name before them, and asks.
  Reporter about(const std::string& name) const {
    return {.on_warning =
                [tell = on_warning, name](std::string_view sentence) {
                  if (tell) tell(name + ": " + std::string(sentence));
                },
            .should_stop = should_stop};
  }
};

}  // namespace syncdreamer

#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "image/image.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {

/// A page in Chromium without a window, driven by the Chrome DevTools Protocol over two pipes. Nothing moves by itself
/// for users who ask for that (prefers-reduced-motion), as this one does.
///
/// What does not happen within two minutes throws a std::runtime_error that says what was waited for, as do
/// exceptions of the scripts that it is given.
class Browser {
 public:
  /// Whether Chromium is there, or Google Chrome.
  static bool is_installed();

  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  /// Shows a page. \return when it has loaded.
  void open(const std::string& url);

  /// The value of an expression in the page; that of a promise, when it is kept.
  nlohmann::json evaluate(const std::string& expression);

  /// Waits until an expression in the page is true.
  void wait_until(const std::string& condition);

  void click(const std::string& selector);
  void set_value(const std::string& selector, const std::string& text);
  void choose_file(const std::string& selector, const std::filesystem::path& file);

  /// Presses a key that writes nothing, `ArrowLeft`, where the page has its focus.
  void press(const std::string& key, int windows_code);

  /// What an element looks like.
  Image picture_of(const std::string& selector);

  /// What the page's own scripts did wrong since this was last asked: exceptions that nobody caught, errors on the
  /// console, and what its content security policy refused.
  std::vector<std::string> take_complaints();

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  nlohmann::json send(const std::string& method, const nlohmann::json& parameters = nlohmann::json::object());
  nlohmann::json next_message(const std::string& awaited, Deadline deadline);
  void notice(const nlohmann::json& event);
  void discard() noexcept;

  const TemporaryFolder profile_;
  pid_t process_ = -1;
  int to_browser_ = -1, from_browser_ = -1;
  std::string received_;
  std::string session_;  ///< of the page
  int num_sent_ = 0;
  std::vector<std::string> complaints_;
};

}  // namespace syncdreamer

#pragma once

#include <exception>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

namespace syncdreamer {

/// A mistake of the world: a file, a flag, a request. Its message is one sentence that a user can act on, naming the
/// path or option, the place in it, what was found and what was expected. The program prints it and exits with 1.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;

  /// `path: message`.
  InputError(const std::filesystem::path& path, std::string_view message)
      : std::runtime_error(path.string() + ": " + std::string(message)) {}
};

/// A file that cannot be written: what comes after it cannot be either, as where a disk is full.
class OutputError : public InputError {
 public:
  using InputError::InputError;
};

/// What another library's error says: libtorch appends a stack trace from the second line on.
inline std::string first_line(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

/// Whether it says that the machine's memory did not suffice: libtorch has errors of one type for all, but for words.
inline bool is_out_of_memory(const std::exception& error) {
  return dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
         std::string_view(error.what()).find("can't allocate memory") != std::string_view::npos;
}

/// Whether what was asked for cannot be done, here or elsewhere; else it failed by what it ran on.
inline bool is_of_input(const std::exception& error) {
  return dynamic_cast<const InputError*>(&error) != nullptr && dynamic_cast<const OutputError*>(&error) == nullptr;
}

/// What a user is told of any error.
inline std::string sentence_of(const std::exception& error) {
  if (dynamic_cast<const InputError*>(&error) != nullptr) return error.what();  // files may be called anything
  if (is_out_of_memory(error)) return "the machine's memory does not suffice";
  const auto* const of_file = dynamic_cast<const std::filesystem::filesystem_error*>(&error);
  return of_file != nullptr ? of_file->path1().string() + ": " + of_file->code().message() : first_line(error);
}

/// The same with its subject, which an error of input names itself.
inline std::string sentence_about(const std::string& subject, const std::exception& error) {
  return (is_of_input(error) ? "" : subject + ": ") + sentence_of(error);
}

/// Throws std::logic_error with `message` unless `condition` holds: for our own mistakes, at public doors only.
inline void check(bool condition, std::string_view message) {
  if (!condition) throw std::logic_error(std::string(message));
}

}  // namespace syncdreamer

#pragma once

#include <filesystem>
#include <optional>

#include "nn/device.h"
#include "pipeline/generate_views.h"

namespace CLI {
class App;
}  // namespace CLI

namespace syncdreamer {

/// Which model makes the views, and what it may use.
struct ModelChoice {
  std::filesystem::path model = {};  ///< empty: the model that comes with the program
  std::filesystem::path clip = {};
  int threads = 0;
  double max_memory_gb = 0;  ///< of the device that the model is on; 0: what it has
  ComputeOptions compute = {};
};

/// Adds the flags of all members but the memory's.
void add_model_flags(CLI::App& command, ModelChoice& choice);

/// Adds `--max-memory`, for commands that generate no more at once than fits into it.
void add_memory_flag(CLI::App& command, ModelChoice& choice);

/// The bytes of the CPU's memory that may be used. `max_memory_gb` counts if the model is there.
std::uint64_t cpu_memory_limit(const ModelChoice& choice);

/// Loads the model (see load_model) when it is first asked for, so that a picture that cannot be used is refused
/// before, and keeps it. Then it also sets how many threads are used, and warns of slow matrix products. The first call
/// of generator() by one thread; after that by several.
class ModelSource {
 public:
  /// \throws InputError for choices out of range.
  explicit ModelSource(const ModelChoice& choice);

  const std::filesystem::path& file() const { return choice_.model; }  ///< never empty
  const ModelChoice& choice() const { return choice_; }

  /// \throws InputError if the model cannot be loaded.
  const ViewGenerator& generator();

 private:
  ModelChoice choice_;
  std::optional<ViewGenerator> generator_;
};

}  // namespace syncdreamer

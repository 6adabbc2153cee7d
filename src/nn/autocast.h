#pragma once

#include <c10/core/DeviceType.h>
#include <c10/core/ScalarType.h>

namespace syncdreamer {

/// Autocasting on this thread: whether libtorch's operators convert their operands to a smaller type by themselves,
/// where that is safe (matrix products, convolutions), on CPUs and on CUDA devices, and to which.
struct AutocastState {
  struct Kind {
    bool enabled = false;
    c10::ScalarType type = c10::kBFloat16;
  };
  Kind cpu, cuda;
};

AutocastState current_autocast();

/// The present state, but for devices of one kind computing in `type`; float32 leaves it as it is.
AutocastState autocast_to(c10::DeviceType device, c10::ScalarType type);

/// None on any device: for what must be exact.
inline constexpr AutocastState kNoAutocast{};

/// Puts a state into force until the end of the scope. libtorch's cache of converted weights is off: a conversion that
/// was cached while no gradients were recorded would later be used without its gradient.
class Autocast {
 public:
  explicit Autocast(const AutocastState& state);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  AutocastState before_;
  bool cached_before_;
};

}  // namespace syncdreamer

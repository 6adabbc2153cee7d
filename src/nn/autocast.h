#pragma once

#include <c10/core/DeviceType.h>
#include <c10/core/ScalarType.h>

namespace syncdreamer {

/// Whether libtorch's operators compute in a smaller type of this thread's own accord, where that is safe (matrix
/// products, convolutions): on CPUs and CUDA devices, and in which.
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

/// Puts a state into force until the end of the scope. Every use of a weight converts it: kept conversions, of which
/// there would be few uses here, are those that lose gradients when made where none are recorded.
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

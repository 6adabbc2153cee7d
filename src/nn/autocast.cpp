#include "nn/autocast.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace syncdreamer {
namespace {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)

AutocastState::Kind get(c10::DeviceType device) {
  return {at::autocast::is_autocast_enabled(device), at::autocast::get_autocast_dtype(device)};
}

void set(c10::DeviceType device, const AutocastState::Kind& kind) {
  at::autocast::set_autocast_enabled(device, kind.enabled);
  at::autocast::set_autocast_dtype(device, kind.type);
}

#else

AutocastState::Kind get(c10::DeviceType device) {
  if (device == c10::kCPU) return {at::autocast::is_cpu_enabled(), at::autocast::get_autocast_cpu_dtype()};
  return {at::autocast::is_enabled(), at::autocast::get_autocast_gpu_dtype()};
}

void set(c10::DeviceType device, const AutocastState::Kind& kind) {
  if (device == c10::kCPU) {
    at::autocast::set_cpu_enabled(kind.enabled);
    at::autocast::set_autocast_cpu_dtype(kind.type);
  } else {
    at::autocast::set_enabled(kind.enabled);
    at::autocast::set_autocast_gpu_dtype(kind.type);
  }
}

#endif

void put_into_force(const AutocastState& state) {
  set(c10::kCPU, state.cpu);
  set(c10::kCUDA, state.cuda);
}

}  // namespace

AutocastState current_autocast() {
  return {get(c10::kCPU), get(c10::kCUDA)};
}

AutocastState autocast_to(c10::DeviceType device, c10::ScalarType type) {
  AutocastState state = current_autocast();
  if (type == c10::kFloat) return state;
  (device == c10::kCPU ? state.cpu : state.cuda) = {true, type};
  return state;
}

Autocast::Autocast(const AutocastState& state)
    : before_(current_autocast()), cached_before_(at::autocast::is_autocast_cache_enabled()) {
  put_into_force(state);
  at::autocast::set_autocast_cache_enabled(false);
}

Autocast::~Autocast() {
  put_into_force(before_);
  at::autocast::set_autocast_cache_enabled(cached_before_);
}

}  // namespace syncdreamer

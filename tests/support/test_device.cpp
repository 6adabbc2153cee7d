#include "tests/support/test_device.h"

#include <cstdlib>
#include <string>

#include "nn/device.h"
#include "tests/support/pretend_device.h"

namespace syncdreamer {
namespace {

constexpr double kCudaTolerance = 10;

c10::Device named_device() {
  const char* const name = std::getenv("SYNCDREAMER_DEVICE");
  if (name == nullptr) return c10::Device(c10::kCPU);
  return std::string(name) == "pretend" ? pretend_device() : device_named(name);
}

}  // namespace

c10::Device test_device() {
  static const c10::Device device = named_device();
  return device;
}

double tolerance_on_device(double on_cpu) {
  return test_device().is_cuda() ? kCudaTolerance * on_cpu : on_cpu;
}

}  // namespace syncdreamer

#include "nn/device.h"

#include <ATen/Context.h>
#include <torch/cuda.h>

#include <charconv>
#include <string_view>

#include "core/error.h"
#include "core/stopwatch.h"

namespace syncdreamer {
namespace {

constexpr std::string_view kCuda = "cuda";

/// The number after `cuda:`; -1 if it is none.
int number_after_colon(std::string_view name) {
  const std::string_view digits = name.substr(kCuda.size() + 1);
  int number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : -1;
}

/// Waits until a device has done what it was given.
void synchronize(c10::Device device) {
  if (device.is_cuda()) torch::cuda::synchronize(device.index());
}

}  // namespace

c10::Device choose_device(const std::string& name, int num_cuda_devices, int preferred) {
  if (name == "cpu" || (name == "auto" && num_cuda_devices == 0)) return c10::Device(c10::kCPU);
  const bool numbered = name.starts_with(std::string(kCuda) + ":");
  if (name != "auto" && name != kCuda && !numbered) {
    throw InputError("device: found '" + name + "', expected auto, cpu, cuda or cuda:NUMBER");
  }
  if (num_cuda_devices == 0) {
    throw InputError("device: found '" + name + "', but libtorch sees no CUDA device here; expected auto or cpu");
  }
  const int number = numbered ? number_after_colon(name) : preferred % num_cuda_devices;
  if (number < 0 || number >= num_cuda_devices) {
    throw InputError("device: found '" + name + "', but libtorch sees " + std::to_string(num_cuda_devices) +
                     " CUDA devices here; expected cuda:0 to cuda:" + std::to_string(num_cuda_devices - 1));
  }
  return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(number));
}

void set_up_cuda() {
  // TF32 would leave fp32 three digits. It is on by default for convolutions, and for matrix products by an environment
  // variable that NVIDIA's containers set.
  at::globalContext().setAllowTF32CuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setBenchmarkCuDNN(true);
}

c10::Device device_named(const std::string& name, int preferred) {
  const c10::Device device = choose_device(name, static_cast<int>(torch::cuda::device_count()), preferred);
  if (device.is_cuda()) set_up_cuda();
  return device;
}

c10::ScalarType scalar_type(Precision precision, c10::Device device) {
  if (precision == Precision::fp32) return c10::kFloat;
  if (device.is_cpu()) {
    throw InputError("precision: found " + enum_name(precision) +
                     " on the CPU, where libtorch lacks operators for it; expected fp32");
  }
  return precision == Precision::bf16 ? c10::kBFloat16 : c10::kHalf;
}

double seconds_of(c10::Device device, const std::function<void()>& work) {
  synchronize(device);
  const Stopwatch stopwatch;
  work();
  synchronize(device);
  return stopwatch.seconds();
}

}  // namespace syncdreamer

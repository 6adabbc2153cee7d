#pragma once

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <array>
#include <functional>
#include <string>
#include <utility>

#include "core/named_enum.h"

namespace syncdreamer {

/// The numbers in which networks compute. On GPUs the smaller ones take half the memory and a fraction of the time.
enum class Precision {
  fp32,
  bf16,  ///< the range of fp32, 3 digits
  fp16,  ///< 4 digits, up to 65504
};

constexpr auto enum_names(Precision) {
  using enum Precision;
  return std::array{std::pair{fp32, "fp32"}, std::pair{bf16, "bf16"}, std::pair{fp16, "fp16"}};
}

inline constexpr const char* kDeviceHelp = "auto (a CUDA device if there is one), cpu, cuda or cuda:NUMBER";

/// Where and in which numbers networks compute.
struct ComputeOptions {
  std::string device = "auto";
  Precision precision = Precision::fp32;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("device", self.device, kDeviceHelp);
    field("precision", self.precision,
          "numbers of the networks that run in every step: fp32, on CUDA devices also bf16 or fp16");
  }
};

/// The device that `auto`, `cpu`, `cuda` or `cuda:NUMBER` means on a machine with so many CUDA devices.
///
/// \param preferred  the number of the CUDA device that `auto` and `cuda` mean, modulo their count: processes of one
/// machine that share a configuration then spread over its devices.
/// \throws InputError for any other name, and for a CUDA device that is not there.
c10::Device choose_device(const std::string& name, int num_cuda_devices, int preferred = 0);

/// Sets CUDA devices up for networks that see the same shapes over and over, and fp32 to mean it.
void set_up_cuda();

/// The device of that name on this machine; a CUDA device is then set up.
c10::Device device_named(const std::string& name, int preferred = 0);

/// The type of numbers on a device. \throws InputError for other than fp32 on the CPU.
c10::ScalarType scalar_type(Precision precision, c10::Device device);

/// How long work takes that is given to a device, until it is done there.
double seconds_of(c10::Device device, const std::function<void()>& work);

}  // namespace syncdreamer

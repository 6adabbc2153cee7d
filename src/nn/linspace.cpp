#include "nn/linspace.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/error.h"

namespace syncdreamer {

at::Tensor linspace(double first, double last, std::int64_t count, at::Device device) {
  constexpr std::int64_t kVector = 8;
  check(count >= 1, "linspace: a positive count is needed");
  const auto begin = static_cast<float>(first), end = static_cast<float>(last);
  const float step = count > 1 ? (end - begin) / static_cast<float>(count - 1) : 0;
  const auto from_nearer_end = [&](std::int64_t i) {
    return i < count / 2 || count == 1 ? std::fma(step, static_cast<float>(i), begin)
                                       : std::fma(-step, static_cast<float>(count - 1 - i), end);
  };
  at::Tensor values = at::empty({count}, at::kFloat);
  auto* const value = values.data_ptr<float>();
  const std::int64_t num_in_vectors = count / (2 * kVector) * (2 * kVector);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t lane = i < num_in_vectors ? i % kVector : 0;
    // The product is rounded before it is added: fma keeps compilers from doing both at once.
    value[i] = from_nearer_end(i - lane) + std::fma(step, static_cast<float>(lane), 0.0F);
  }
  return values.to(device);
}

}  // namespace syncdreamer

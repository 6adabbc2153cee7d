#pragma once

#include <cstdint>

namespace at {
class Tensor;
}  // namespace at
namespace torch::nn {
class Module;
}  // namespace torch::nn

namespace syncdreamer {

/// Takes a tensor that views a mapped file out of memory until it is next used; of no effect on others. It must not
/// have been written to.
void release_mapped(const at::Tensor& tensor);

/// The same for all parameters of a module. Between two uses, weights then need no memory of this process: they come
/// back from the system's cache of the file or, where that is small, from the disk.
void release_mapped_weights(const torch::nn::Module& module);

/// Bytes of a module's parameters and buffers: those that can be released, and those that stay.
struct WeightBytes {
  std::uint64_t mapped = 0;
  std::uint64_t held = 0;

  std::uint64_t total() const { return mapped + held; }
};

WeightBytes weight_bytes(const torch::nn::Module& module);

}  // namespace syncdreamer

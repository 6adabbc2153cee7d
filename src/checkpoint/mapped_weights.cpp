#include "checkpoint/mapped_weights.h"

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include "checkpoint/mapped_file.h"
#include "checkpoint/state_dict.h"

namespace syncdreamer {

void release_mapped(const at::Tensor& tensor) {
  const MappedFile* const file = mapped_file_of(tensor);
  if (file == nullptr || !tensor.is_contiguous()) return;
  file->release({static_cast<const std::byte*>(tensor.data_ptr()), tensor.nbytes()});
}

void release_mapped_weights(const torch::nn::Module& module) {
  for (const at::Tensor& parameter : module.parameters()) release_mapped(parameter);
}

WeightBytes weight_bytes(const torch::nn::Module& module) {
  WeightBytes bytes;
  const auto count = [&bytes](const at::Tensor& tensor) {
    (mapped_file_of(tensor) != nullptr ? bytes.mapped : bytes.held) += tensor.nbytes();
  };
  for (const at::Tensor& parameter : module.parameters()) count(parameter);
  for (const at::Tensor& buffer : module.buffers()) count(buffer);
  return bytes;
}

}  // namespace syncdreamer

#include "nn/device_memory.h"

#include "core/machine_memory.h"

#ifdef SYNCDREAMER_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>
#endif

namespace syncdreamer {
namespace {

#ifdef SYNCDREAMER_CUDA
std::uint64_t free_cuda_memory(c10::Device device) {
  const c10::cuda::CUDAGuard guard(device);
  std::size_t free = 0, total = 0;
  return cudaMemGetInfo(&free, &total) == cudaSuccess ? free : 0;
}

void return_freed_cuda_memory() {
  c10::cuda::CUDACachingAllocator::emptyCache();
}
#else
std::uint64_t free_cuda_memory(c10::Device) {
  return 0;
}

void return_freed_cuda_memory() {}
#endif

}  // namespace

std::uint64_t available_memory(c10::Device device) {
  if (device.is_cpu()) return available_memory();
  return device.is_cuda() ? free_cuda_memory(device) : 0;
}

void return_freed_memory(c10::Device device) {
  if (device.is_cpu()) return_freed_memory();
  if (device.is_cuda()) return_freed_cuda_memory();
}

}  // namespace syncdreamer

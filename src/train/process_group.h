#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>

#include "train/launch_environment.h"

namespace syncdreamer {

/// The processes of a training, which compute sums together: of tensors on the CPU over Gloo, of those on CUDA devices
/// over NCCL where libtorch has it. Copies are the same group.
///
/// All processes must call the same functions in the same order with contiguous tensors of the same shape and type, on
/// the CPU unless sums_on() says so. Every function throws InputError when another process has gone: at once if it
/// ended, after half an hour if it no longer answers. Only sums over NCCL wait for it in vain: let one on the CPU come
/// before what is done with them.
class ProcessGroup {
 public:
  /// The only process of a training.
  ProcessGroup() = default;

  /// Waits for the others.
  ///
  /// \param device  that this process computes on.
  /// \throws InputError if they do not come, or if several processes are wanted and libtorch was built without them.
  explicit ProcessGroup(const LaunchEnvironment& launch, const at::Device& device = at::kCPU);

  int rank() const { return rank_; }
  int size() const { return size_; }
  int local_rank() const { return local_rank_; }  ///< among the processes of this machine

  /// Whether tensors of this device can be summed: of the CPU always; of a CUDA device where the program was built with
  /// NCCL and every process has a device of its own.
  bool sums_on(const at::Device& device) const;

  /// Begins to replace `tensor` by its sum over all processes. \return waits until that is done; on a CUDA device what
  /// is computed there next waits, not the caller.
  std::function<void()> start_sum(const at::Tensor& tensor) const;

  void sum(const at::Tensor& tensor) const { start_sum(tensor)(); }

  /// Replaces `tensor` by that of process 0.
  void broadcast(const at::Tensor& tensor) const;

 private:
  struct Connection;

  int rank_ = 0, size_ = 1, local_rank_ = 0;
  std::shared_ptr<Connection> connection_;
};

}  // namespace syncdreamer

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
/// ended, after half an hour if it no longer answers; sums over NCCL, which do not notice who has ended, after ten
/// minutes. From then on this process is alone and sums nothing more.
class ProcessGroup {
 public:
  /// The only process of a training.
  ProcessGroup() = default;

  /// Waits for the others. SIGPIPE, which would end the process when another one has gone, is ignored from then on.
  ///
  /// \param device  that this process computes on.
  /// \throws InputError if they do not come, or if several processes are wanted and libtorch was built without them.
  explicit ProcessGroup(const LaunchEnvironment& launch, const at::Device& device = at::kCPU);

  int rank() const { return rank_; }
  int size() const { return size_; }
  int local_rank() const { return local_rank_; }  ///< among the processes of this machine
  int local_size() const { return local_size_; }  ///< of them

  /// Whether tensors of this device can be summed: of the CPU always; of a CUDA device where the program was built with
  /// NCCL and every process has a device of its own.
  bool sums_on(const at::Device& device) const;

  /// Begins to replace `tensor` by its sum over all processes. \return waits until that is done.
  std::function<void()> start_sum(const at::Tensor& tensor) const;

  void sum(const at::Tensor& tensor) const { start_sum(tensor)(); }

  /// Replaces `tensor` by that of process 0.
  void broadcast(const at::Tensor& tensor) const;

 private:
  struct Connection;

  template <class Action>
  auto together(Action&& action) const;

  int rank_ = 0, size_ = 1, local_rank_ = 0, local_size_ = 1;
  std::shared_ptr<Connection> connection_;
};

}  // namespace syncdreamer

#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>

#include "train/process_place.h"

namespace syncdreamer {

/// The processes of a training, which compute sums together over Gloo. Copies are the same group.
///
/// All processes must call the same functions in the same order with tensors of the same shape and type, on the CPU
/// and contiguous. Every function throws InputError when another process has gone: at once if it ended, after half an
/// hour if it no longer answers.
class ProcessGroup {
 public:
  /// The only process of a training.
  ProcessGroup() = default;

  /// Waits for the others.
  ///
  /// \throws InputError if they do not come, or if several processes are wanted and libtorch was built without them.
  explicit ProcessGroup(const ProcessPlace& place);

  int rank() const { return rank_; }
  int size() const { return size_; }
  int rank_here() const { return rank_here_; }  ///< among the processes of this machine

  /// Begins to replace `tensor` by its sum over all processes. \return waits until that is done.
  std::function<void()> start_sum(const at::Tensor& tensor) const;

  void sum(const at::Tensor& tensor) const { start_sum(tensor)(); }

  /// Replaces `tensor` by that of process 0.
  void broadcast(const at::Tensor& tensor) const;

 private:
  struct Connection;

  int rank_ = 0, size_ = 1, rank_here_ = 0;
  std::shared_ptr<Connection> connection_;
};

}  // namespace syncdreamer

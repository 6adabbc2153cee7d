#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "train/optimizer.h"
#include "train/process_group.h"

namespace torch::autograd {
struct Node;
}  // namespace torch::autograd

namespace syncdreamer {

/// Replaces gradients by their means over all processes, while the backward pass still computes further ones.
///
/// Parameters are gathered into buckets from the last to the first, about the order in which their gradients become
/// known; a bucket is sent as soon as it and those before it are complete. A parameter without a gradient in some
/// processes counts as zero there; without one in all, it stays without. A parameter gets its gradient once in a
/// backward pass: one that several checkpointed functions use (activation_checkpoint.h) would get several.
class GradientAverager {
 public:
  /// \param groups        their parameters are of single precision and on one device; sums are computed there if the
  ///                      processes can, otherwise they go through the memory of the CPU.
  /// \param bucket_bytes  a bucket is closed once it holds as much.
  GradientAverager(const std::vector<ParameterGroup>& groups, ProcessGroup processes,
                   std::int64_t bucket_bytes = 16 << 20);
  ~GradientAverager();
  GradientAverager(const GradientAverager&) = delete;
  GradientAverager& operator=(const GradientAverager&) = delete;

  /// The next backward pass is the last one of a step: what it leaves is sent.
  void start();

  /// Waits until all gradients are averaged. \throws InputError when another process has gone.
  void finish();

  std::size_t num_buckets() const { return buckets_.size(); }

 private:
  struct Slot {
    at::Tensor parameter;
    std::int64_t begin = 0;          ///< of the gradient in its bucket
    std::int64_t num_processes = 0;  ///< that have a gradient
    bool done = false;
  };
  struct Bucket {
    std::vector<Slot> slots;
    at::Tensor gradients;  ///< one after the other, on the parameters' device
    at::Tensor summed;     ///< the same where processes sum there, otherwise a copy on the CPU
    std::int64_t num_values = 0;
    std::size_t num_filled = 0;
    std::function<void()> wait;
  };
  struct Hook {
    std::shared_ptr<torch::autograd::Node> node;
    std::uintptr_t key = 0;
  };

  void watch(std::size_t bucket, std::size_t slot);
  void fill(Bucket& bucket, std::size_t slot) const;
  void send_complete_buckets();
  /// Sums up which processes have which gradients. On the CPU, where a process that has gone is noticed at once.
  void count_processes();
  void take(const Bucket& bucket) const;

  ProcessGroup processes_;
  std::vector<Bucket> buckets_;
  std::vector<Hook> hooks_;
  std::size_t num_sent_ = 0;
  bool sending_ = false;
};

}  // namespace syncdreamer

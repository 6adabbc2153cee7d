#include "train/gradient_averager.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/utils/lambda_post_hook.h>
#include <torch/csrc/autograd/variable.h>

#include <utility>

#include "core/error.h"

namespace syncdreamer {

GradientAverager::GradientAverager(const std::vector<ParameterGroup>& groups, ProcessGroup processes,
                                   std::int64_t bucket_bytes)
    : processes_(std::move(processes)) {
  if (processes_.size() == 1) return;
  const std::vector<NamedTensor> parameters = parameters_of(groups);
  for (auto entry = parameters.rbegin(); entry != parameters.rend(); ++entry) {
    const at::Tensor& parameter = entry->tensor;
    check(parameter.scalar_type() == at::kFloat, "GradientAverager: parameters must be of single precision");
    if (buckets_.empty() || buckets_.back().num_values * 4 >= bucket_bytes) buckets_.emplace_back();
    Bucket& bucket = buckets_.back();
    bucket.slots.push_back({parameter, bucket.num_values});
    bucket.num_values += parameter.numel();
  }
  if (buckets_.empty()) return;
  const at::Device device = parameters.front().tensor.device();
  for (std::size_t b = 0; b < buckets_.size(); ++b) {
    Bucket& bucket = buckets_[b];
    bucket.gradients = at::zeros({bucket.num_values}, at::TensorOptions(at::kFloat).device(device));
    bucket.summed = processes_.sums_on(device) ? bucket.gradients : at::zeros({bucket.num_values}, at::kFloat);
    for (std::size_t s = 0; s < buckets_[b].slots.size(); ++s) watch(b, s);
  }
}

GradientAverager::~GradientAverager() {
  for (const Hook& hook : hooks_) hook.node->del_post_hook(hook.key);
}

void GradientAverager::watch(std::size_t bucket, std::size_t slot) {
  const auto node = torch::autograd::impl::grad_accumulator(buckets_[bucket].slots[slot].parameter);
  check(node != nullptr, "GradientAverager: every parameter must require a gradient");
  using torch::autograd::variable_list;
  const auto on_gradient = [this, bucket, slot](const variable_list& outputs, const variable_list&) {
    if (sending_) {
      fill(buckets_[bucket], slot);
      send_complete_buckets();
    }
    return outputs;
  };
  hooks_.push_back({node, node->add_post_hook(std::make_unique<torch::autograd::utils::LambdaPostHook>(on_gradient))});
}

void GradientAverager::start() {
  for (Bucket& bucket : buckets_) {
    bucket.num_filled = 0;
    for (Slot& slot : bucket.slots) slot.done = false;
  }
  num_sent_ = 0;
  sending_ = true;
}

void GradientAverager::fill(Bucket& bucket, std::size_t slot) const {
  const at::NoGradGuard no_grad;
  Slot& filled = bucket.slots[slot];
  check(!filled.done, "GradientAverager: a parameter has two gradients in one backward pass");
  const at::Tensor& gradient = filled.parameter.grad();
  const at::Tensor target = bucket.gradients.narrow(0, filled.begin, filled.parameter.numel());
  if (gradient.defined()) {
    target.copy_(gradient.reshape(-1));
  } else {
    target.zero_();
  }
  filled.num_processes = gradient.defined() ? 1 : 0;
  filled.done = true;
  ++bucket.num_filled;
}

void GradientAverager::send_complete_buckets() {
  while (num_sent_ < buckets_.size() && buckets_[num_sent_].num_filled == buckets_[num_sent_].slots.size()) {
    Bucket& bucket = buckets_[num_sent_++];
    if (!bucket.summed.is_same(bucket.gradients)) bucket.summed.copy_(bucket.gradients);
    bucket.wait = processes_.start_sum(bucket.summed);
  }
}

void GradientAverager::count_processes() {
  std::vector<std::int64_t> counts;
  for (const Bucket& bucket : buckets_) {
    for (const Slot& slot : bucket.slots) counts.push_back(slot.num_processes);
  }
  processes_.sum(at::from_blob(counts.data(), {static_cast<std::int64_t>(counts.size())}, at::kLong));
  auto count = counts.begin();
  for (Bucket& bucket : buckets_) {
    for (Slot& slot : bucket.slots) slot.num_processes = *count++;
  }
}

void GradientAverager::take(const Bucket& bucket) const {
  const at::NoGradGuard no_grad;
  if (!bucket.summed.is_same(bucket.gradients)) bucket.gradients.copy_(bucket.summed);
  bucket.gradients.div_(processes_.size());
  for (const Slot& slot : bucket.slots) {
    if (slot.num_processes == 0) continue;
    const at::Tensor& parameter = slot.parameter;
    const at::Tensor mean = bucket.gradients.narrow(0, slot.begin, parameter.numel()).view_as(parameter);
    if (parameter.grad().defined()) {
      parameter.mutable_grad().copy_(mean);
    } else {
      parameter.mutable_grad() = mean.clone();
    }
  }
}

void GradientAverager::finish() {
  sending_ = false;
  for (Bucket& bucket : buckets_) {
    for (std::size_t s = 0; s < bucket.slots.size(); ++s) {
      if (!bucket.slots[s].done) fill(bucket, s);
    }
  }
  send_complete_buckets();
  count_processes();
  for (const Bucket& bucket : buckets_) {
    bucket.wait();
    take(bucket);
  }
}

}  // namespace syncdreamer

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/state_dict.h"

namespace torch::nn {
class Module;
}  // namespace torch::nn

namespace syncdreamer {

/// The bits number `index` of the sequence that belongs to `seed` (splitmix64).
std::uint64_t rule_bits(std::uint64_t seed, std::uint64_t index);

/// A number in [-1, 1), exact in float32.
float rule_number(std::uint64_t seed, std::uint64_t index);

/// `scale * r` with the sequence that belongs to `name`; contiguous float32.
at::Tensor rule_tensor(std::string_view name, const std::vector<std::int64_t>& shape, float scale = 1.0F);

/// Decides about a parameter itself (and returns true), or leaves it to the rule (false).
using RuleException = std::function<bool(const std::string& name, at::Tensor& parameter)>;

/// Fills every parameter of `module` by the rule of the reference data: weights of two and more dimensions by
/// `r * sqrt(3 / fan_in)`, norm scales `1 + 0.1 r`, everything else `0.02 r`. Buffers stay. Then moves all of it to
/// test_device.
///
/// \param prefix  what stands before the module's own names in the full model (`model.diffusion_model.`).
void fill_by_rule(torch::nn::Module& module, const std::string& prefix = "", const RuleException& exception = {});

/// One file of reference data, read in place.
class GoldenCase {
 public:
  /// Nothing if the file is absent; then say so: `if (!golden) GTEST_SKIP() << GoldenCase::skip_message(stem);`.
  /// \param stem  the file's name without `.safetensors`.
  static std::optional<GoldenCase> open(const std::string& stem);
  static std::string skip_message(const std::string& stem);

  const std::string& stem() const { return stem_; }
  const StateDict& tensors() const { return tensors_; }
  bool has(std::string_view name) const { return tensors_.contains(name); }
  /// A stored tensor, on test_device. \throws InputError if it is not there.
  at::Tensor tensor(std::string_view name) const;
  /// A stored number of any shape with one element.
  double number(std::string_view name) const;
  /// An input that is not stored but follows from its name, on test_device.
  at::Tensor rule_input(const std::string& name, const std::vector<std::int64_t>& shape, float scale = 1.0F) const;

 private:
  std::string stem_;
  StateDict tensors_;
};

/// Expects `actual` to agree with the stored output `name` in every form in which it is stored (whole, a subset of its
/// elements, its statistics), each within `tolerance` (see tolerance_on_device) of the largest absolute value.
///
/// Mean and standard deviation count as values; the dot product with the pattern may differ by `sqrt(numel)` values.
void expect_matches(const GoldenCase& golden, const std::string& name, const at::Tensor& actual,
                    double tolerance = 1e-4);

/// The same where only the statistics are stored, under `name` itself (the traces).
void expect_stats(const GoldenCase& golden, const std::string& name, const at::Tensor& actual, double tolerance = 1e-4);

}  // namespace syncdreamer

#include "tests/support/golden_case.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "checkpoint/tensor_entry.h"
#include "core/error.h"
#include "core/random.h"
#include "tests/support/reference_files.h"
#include "tests/support/test_device.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kGrain = 1 << 15;

// numbers[i] = offset + factor * r_i
void fill_sequence(std::span<float> numbers, std::string_view name, float offset, float factor) {
  const std::uint64_t seed = fnv1a_64(name);
  at::parallel_for(0, static_cast<std::int64_t>(numbers.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      numbers[i] = offset + factor * rule_number(seed, static_cast<std::uint64_t>(i));
    }
  });
}

std::span<float> numbers_of(const at::Tensor& tensor) {
  check(tensor.is_contiguous() && tensor.scalar_type() == at::kFloat && tensor.device().is_cpu(),
        "the rule fills contiguous float32 tensors on the CPU");
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

void fill_parameter(const std::string& name, const at::Tensor& parameter) {
  float offset = 0;
  float factor = 0.02F;
  if (parameter.dim() >= 2) {
    const auto fan_in = static_cast<double>(parameter.numel() / parameter.size(0));
    factor = static_cast<float>(std::sqrt(3.0 / fan_in));
  } else if (parameter.dim() == 1 && name.ends_with(".weight")) {
    offset = 1;
    factor = 0.1F;
  }
  fill_sequence(numbers_of(parameter), name, offset, factor);
}

at::Tensor flat_doubles(const at::Tensor& tensor) {
  return tensor.detach().cpu().to(at::kDouble).contiguous().view({-1});
}

std::string place(const GoldenCase& golden, const std::string& name) {
  return golden.stem() + ": " + name;
}

void expect_close(const std::string& where, const at::Tensor& actual, const at::Tensor& expected, double tolerance) {
  if (expected.numel() == 0) return;
  const at::Tensor difference = (actual - expected).abs();
  const double largest = expected.abs().max().item<double>();
  const double error = difference.max().item<double>();
  if (error <= tolerance_on_device(tolerance) * largest) return;  // false for NaN
  const auto worst = difference.argmax().item<std::int64_t>();
  ADD_FAILURE() << where << ": max|actual - expected| = " << error << ", max|expected| = " << largest << ", relative "
                << (largest > 0 ? error / largest : error) << " > " << tolerance << "\n  at number " << worst << " of "
                << expected.numel() << ": actual " << actual[worst].item<double>() << ", expected "
                << expected[worst].item<double>();
}

void expect_statistics(const std::string& where, const at::Tensor& actual, const at::Tensor& expected,
                       double tolerance) {
  ASSERT_EQ(expected.numel(), 4) << where;  // `actual` is flat, of doubles, on the CPU
  const double* const numbers = actual.data_ptr<double>();
  const std::uint64_t seed = fnv1a_64("pattern");
  const std::int64_t count = actual.numel();
  double sum = 0, largest = 0, dot = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    sum += numbers[i];
    dot += numbers[i] * static_cast<double>(rule_number(seed, static_cast<std::uint64_t>(i)));
    largest = std::isnan(numbers[i]) ? numbers[i] : std::max(largest, std::abs(numbers[i]));
  }
  const double mean = sum / static_cast<double>(count);
  double squares = 0;
  for (std::int64_t i = 0; i < count; ++i) squares += (numbers[i] - mean) * (numbers[i] - mean);

  const double scale = expected[2].item<double>();
  const auto expect = [&](const char* what, double found, std::int64_t index, double unit) {
    const double wanted = expected[index].item<double>();
    const double error = std::abs(found - wanted);
    if (error <= tolerance_on_device(tolerance) * unit) return;
    ADD_FAILURE() << where << ": " << what << " is " << found << ", expected " << wanted << "; relative to " << unit
                  << " the difference is " << error / unit << " > " << tolerance;
  };
  expect("the mean", mean, 0, scale);
  expect("the standard deviation", std::sqrt(squares / static_cast<double>(count)), 1, scale);
  expect("the largest absolute value", largest, 2, scale);
  expect("the dot product with the pattern", dot, 3, scale * std::sqrt(static_cast<double>(count)));
}

bool same_shape(const at::Tensor& actual, at::IntArrayRef expected) {
  const bool one_number =
      actual.numel() == 1 && std::all_of(expected.begin(), expected.end(), [](auto side) { return side == 1; });
  return one_number || actual.sizes() == expected;
}

}  // namespace

std::uint64_t rule_bits(std::uint64_t seed, std::uint64_t index) {
  return mix_bits(seed + (index + 1) * 0x9e3779b97f4a7c15);
}

float rule_number(std::uint64_t seed, std::uint64_t index) {
  return 2.0F * (static_cast<float>(rule_bits(seed, index) >> 40) * 0x1p-24F) - 1.0F;
}

at::Tensor rule_tensor(std::string_view name, const std::vector<std::int64_t>& shape, float scale) {
  at::Tensor tensor = at::empty(shape, at::kFloat);
  fill_sequence(numbers_of(tensor), name, 0, scale);
  return tensor;
}

void fill_by_rule(torch::nn::Module& module, const std::string& prefix, const RuleException& exception) {
  for (const auto& item : module.named_parameters(true)) {
    at::Tensor parameter = item.value().detach();
    const std::string name = prefix + item.key();
    if (!exception || !exception(name, parameter)) fill_parameter(name, parameter);
  }
  module.to(test_device());
}

std::optional<GoldenCase> GoldenCase::open(const std::string& stem) {
  const auto path = reference_file(stem + ".safetensors");
  if (!std::filesystem::exists(path)) return std::nullopt;
  GoldenCase golden;
  golden.stem_ = stem;
  golden.tensors_ = load_state_dict(path);
  return golden;
}

std::string GoldenCase::skip_message(const std::string& stem) {
  return "SKIPPED: no reference data " + reference_file(stem + ".safetensors").filename().string() +
         " (set SYNCDREAMER_REFERENCE to the folder that has them)";
}

at::Tensor GoldenCase::tensor(std::string_view name) const {
  return tensors_.at(name).to(test_device());
}

double GoldenCase::number(std::string_view name) const {
  const at::Tensor stored = tensors_.at(name);
  check(stored.numel() == 1, "GoldenCase::number: " + std::string(name) + " is not one number");
  return stored.item<double>();
}

at::Tensor GoldenCase::rule_input(const std::string& name, const std::vector<std::int64_t>& shape, float scale) const {
  const auto prefix = tensors_.metadata.find("input_prefix");
  return rule_tensor((prefix == tensors_.metadata.end() ? "" : prefix->second) + name, shape, scale).to(test_device());
}

void expect_matches(const GoldenCase& golden, const std::string& name, const at::Tensor& actual, double tolerance) {
  const std::string where = place(golden, name);
  ASSERT_TRUE(actual.defined()) << where << ": the actual tensor is undefined";
  const at::Tensor numbers = flat_doubles(actual);
  bool stored = false;
  if (golden.has(name)) {
    stored = true;
    const at::Tensor expected = golden.tensor(name);
    ASSERT_TRUE(same_shape(actual, expected.sizes())) << where << ": shape " << shape_text(actual.sizes().vec())
                                                      << ", expected " << shape_text(expected.sizes().vec());
    expect_close(where, numbers, flat_doubles(expected), tolerance);
  }
  if (golden.has(name + ".subset")) {
    stored = true;
    if (golden.has(name + ".shape")) {
      const at::Tensor shape = golden.tensor(name + ".shape").cpu().to(at::kLong).contiguous();
      const at::IntArrayRef expected(shape.data_ptr<std::int64_t>(), static_cast<std::size_t>(shape.numel()));
      ASSERT_TRUE(same_shape(actual, expected))
          << where << ": shape " << shape_text(actual.sizes().vec()) << ", expected " << shape_text(expected.vec());
    }
    const at::Tensor index = golden.tensor(name + ".index").cpu().to(at::kLong);
    expect_close(where + ".subset", numbers.index_select(0, index), flat_doubles(golden.tensor(name + ".subset")),
                 tolerance);
  }
  if (golden.has(name + ".stats")) {
    stored = true;
    expect_statistics(where + ".stats", numbers, golden.tensor(name + ".stats"), tolerance);
  }
  EXPECT_TRUE(stored) << where << ": the reference file has no such output";
}

void expect_stats(const GoldenCase& golden, const std::string& name, const at::Tensor& actual, double tolerance) {
  ASSERT_TRUE(golden.has(name)) << place(golden, name) << ": the reference file has no such output";
  ASSERT_TRUE(actual.defined()) << place(golden, name) << ": the actual tensor is undefined";
  expect_statistics(place(golden, name), flat_doubles(actual), golden.tensor(name), tolerance);
}

}  // namespace syncdreamer

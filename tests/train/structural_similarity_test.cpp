#include "train/structural_similarity.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nn/autocast.h"

namespace syncdreamer {
namespace {

at::Tensor random_pictures(std::uint64_t seed) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  return at::rand({2, 13, 12}, generator, at::kDouble);
}

// The definition, window by window and pixel by pixel.
double direct_similarity(const at::Tensor& truth, const at::Tensor& prediction) {
  const auto a = truth.accessor<double, 3>(), b = prediction.accessor<double, 3>();
  double total = 0;
  for (int picture = 0; picture < 2; ++picture) {
    for (int top = 0; top < 3; ++top) {
      for (int left = 0; left < 2; ++left) {
        double weights = 0, sum_a = 0, sum_b = 0, sum_aa = 0, sum_bb = 0, sum_ab = 0;
        for (int y = 0; y < 11; ++y) {
          for (int x = 0; x < 11; ++x) {
            const double weight = std::exp(-((x - 5) * (x - 5) + (y - 5) * (y - 5)) / (2 * 1.5 * 1.5));
            const double p = a[picture][top + y][left + x], q = b[picture][top + y][left + x];
            weights += weight;
            sum_a += weight * p, sum_b += weight * q;
            sum_aa += weight * p * p, sum_bb += weight * q * q, sum_ab += weight * p * q;
          }
        }
        const double mean_a = sum_a / weights, mean_b = sum_b / weights;
        const double variances = (sum_aa + sum_bb) / weights - mean_a * mean_a - mean_b * mean_b;
        const double covariance = sum_ab / weights - mean_a * mean_b;
        total += (2 * mean_a * mean_b + 1e-4) / (mean_a * mean_a + mean_b * mean_b + 1e-4) * (2 * covariance + 9e-4) /
                 (variances + 9e-4);
      }
    }
  }
  return total / 12;
}

TEST(StructuralSimilarity, is_the_mean_over_all_gaussian_windows) {
  const at::Tensor truth = random_pictures(1), prediction = (truth + random_pictures(2)) / 2;
  EXPECT_NEAR(structural_similarity(truth, prediction).item<double>(), direct_similarity(truth, prediction), 1e-9);
}

TEST(StructuralSimilarity, of_equal_pictures_is_one) {
  const at::Tensor truth = random_pictures(1);
  EXPECT_NEAR(structural_similarity(truth, truth).item<double>(), 1, 1e-9);
}

TEST(StructuralSimilarity, has_the_gradient_that_finite_differences_tell) {
  const at::Tensor truth = random_pictures(1), direction = random_pictures(3) - 0.5;
  const at::Tensor prediction = random_pictures(2).requires_grad_();
  structural_similarity(truth, prediction).backward();
  const double step = 1e-5;
  const at::Tensor after = structural_similarity(truth, prediction.detach() + step * direction);
  const at::Tensor before = structural_similarity(truth, prediction.detach() - step * direction);
  EXPECT_NEAR((prediction.grad() * direction).sum().item<double>(), (after - before).item<double>() / (2 * step), 1e-7);
}

TEST(StructuralSimilarity, refuses_pictures_smaller_than_its_window) {
  EXPECT_THROW(structural_similarity(at::zeros({3, 10, 32}), at::zeros({3, 10, 32})), std::logic_error);
}

TEST(StructuralSimilarity, is_not_computed_in_smaller_numbers) {
  const at::Tensor truth = random_pictures(1).to(at::kFloat), prediction = random_pictures(2).to(at::kFloat);
  const at::Tensor expected = structural_similarity(truth, prediction);
  const Autocast autocast(autocast_to(at::kCPU, at::kBFloat16));
  EXPECT_TRUE(structural_similarity(truth, prediction).equal(expected));
}

}  // namespace
}  // namespace syncdreamer

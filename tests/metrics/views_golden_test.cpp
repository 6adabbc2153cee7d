#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/files.h"
#include "image/image_io.h"
#include "metrics/psnr.h"
#include "metrics/ssim.h"
#include "tests/support/reference_files.h"

namespace syncdreamer {
namespace {

// The reference sums in single precision; that alone moves its figures so far from ours.
constexpr double kPsnrTolerance = 2e-3;
constexpr double kSsimTolerance = 1e-3;

// PSNR with the reference's rounding: one running sum in single precision for each channel.
double psnr_in_single_precision(const Image& truth, const Image& prediction) {
  const std::vector<float> a = unit_rgb_on_white(truth);
  const std::vector<float> b = unit_rgb_on_white(prediction);
  std::array<float, 3> sums{};
  for (std::size_t i = 0; i < a.size(); ++i) sums[i % 3] += (a[i] - b[i]) * (a[i] - b[i]);
  const float num_pixels = static_cast<float>(a.size() / 3);
  const float mse = (sums[0] / num_pixels + sums[1] / num_pixels + sums[2] / num_pixels) / 3.0f;
  return -10.0 * std::log10(static_cast<double>(mse));
}

TEST(Views_golden, psnr_and_ssim_agree_with_the_paper_s_evaluation) {
  const std::filesystem::path folder = reference_file("chicken");
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << folder << " is not there";
  const nlohmann::json expected = nlohmann::json::parse(read_file(reference_file("metrics.json")))["nvs"]["views"];
  ASSERT_EQ(expected.size(), 16u);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string name = (i < 10 ? "00" : "0") + std::to_string(i) + ".png";
    const Image truth = read_image(folder / "chicken-gt" / name);
    const Image prediction = read_image(folder / "chicken-pr" / name);
    EXPECT_NEAR(psnr_in_single_precision(truth, prediction), expected[i]["psnr"].get<double>(), 1e-5) << name;
    EXPECT_NEAR(psnr(truth, prediction), expected[i]["psnr"].get<double>(), kPsnrTolerance) << name;
    EXPECT_NEAR(ssim(truth, prediction), expected[i]["ssim"].get<double>(), kSsimTolerance) << name;
  }
}

}  // namespace
}  // namespace syncdreamer

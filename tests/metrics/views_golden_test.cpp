#include <gtest/gtest.h>

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

constexpr double kPsnrTolerance = 1e-5;
constexpr double kSsimTolerance = 2e-6;

TEST(ViewsGolden, psnr_and_ssim_agree_with_the_paper_s_evaluation) {
  const std::filesystem::path folder = reference_file("chicken");
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << folder << " is not there";
  const nlohmann::json expected = nlohmann::json::parse(read_file(reference_file("metrics.json")))["nvs"]["views"];
  ASSERT_EQ(expected.size(), 16u);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string name = (i < 10 ? "00" : "0") + std::to_string(i) + ".png";
    const Image truth = read_image(folder / "chicken-gt" / name);
    const Image prediction = read_image(folder / "chicken-pr" / name);
    EXPECT_NEAR(psnr(truth, prediction), expected[i]["psnr"].get<double>(), kPsnrTolerance) << name;
    EXPECT_NEAR(ssim(truth, prediction), expected[i]["ssim"].get<double>(), kSsimTolerance) << name;
  }
}

}  // namespace
}  // namespace syncdreamer

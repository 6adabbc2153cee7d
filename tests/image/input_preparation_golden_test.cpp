#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <string>

#include "checkpoint/safetensors.h"
#include "image/image_io.h"
#include "image/input_preparation.h"
#include "tests/support/reference_files.h"

namespace syncdreamer {
namespace {

struct Difference {
  std::size_t num_values = 0;
  std::size_t num_different = 0;
  int largest = 0;
};

Difference compare(const Image& image, std::span<const std::byte> expected) {
  Difference difference;
  difference.num_values = image.pixels.size();
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const int distance = std::abs(int{image.pixels[i]} - std::to_integer<int>(expected[i]));
    difference.num_different += distance != 0;
    difference.largest = std::max(difference.largest, distance);
  }
  return difference;
}

float largest_blend_difference(const Image& image, std::span<const std::byte> expected) {
  const std::vector<float> blended = unit_rgb_on_white(image);
  float largest = 0.0f;
  for (std::size_t i = 0; i < blended.size(); ++i) {
    float value = 0.0f;
    std::memcpy(&value, expected.data() + i * sizeof(float), sizeof(float));
    largest = std::max(largest, std::abs(blended[i] * 2.0f - 1.0f - value));
  }
  return largest;
}

TEST(PrepareInputGolden, agrees_with_the_reference_within_one_level) {
  const std::filesystem::path folder = reference_file("");
  if (!std::filesystem::is_directory(folder / "images"))
    GTEST_SKIP() << folder / "images"
                 << " is not there";
  int num_cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string stem = entry.path().stem().string();
    constexpr std::string_view kPrefix = "preprocess-", kCrop = "-crop";
    const std::size_t crop_place = stem.rfind(kCrop);
    if (!stem.starts_with(kPrefix) || entry.path().extension() != ".safetensors" || crop_place == std::string::npos) {
      continue;
    }
    SCOPED_TRACE(stem);
    const std::string name = stem.substr(kPrefix.size(), crop_place - kPrefix.size());
    const std::filesystem::path picture = folder / "images" / (name + ".png");
    if (!std::filesystem::exists(picture)) {
      std::cout << picture << " is not there, not compared\n";
      continue;
    }
    const Image prepared = prepare_input(read_image(picture), std::stoi(stem.substr(crop_place + kCrop.size())));

    const SafetensorsFile file = SafetensorsFile::open(MappedFile::open(entry.path()));
    const TensorEntry* rgba = file.find("rgba_before_blend");
    ASSERT_NE(rgba, nullptr);
    ASSERT_EQ(file.bytes(*rgba).size(), prepared.pixels.size());
    const Difference difference = compare(prepared, file.bytes(*rgba));
    EXPECT_LE(difference.largest, 1);
    EXPECT_LE(difference.num_different * 100, difference.num_values);
    std::cout << stem << ": " << difference.num_different << " of " << difference.num_values << " values differ\n";

    const TensorEntry* blended = file.find("input_image");
    ASSERT_NE(blended, nullptr);
    EXPECT_LE(largest_blend_difference(prepared, file.bytes(*blended)), 2.5f / 255.0f);
    ++num_cases;
  }
  EXPECT_GT(num_cases, 0);
}

}  // namespace
}  // namespace syncdreamer

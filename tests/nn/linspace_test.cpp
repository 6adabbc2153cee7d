#include "nn/linspace.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace syncdreamer {
namespace {

TEST(Linspace, goes_from_the_first_number_to_the_last_in_equal_steps) {
  for (const std::int64_t count : {1, 2, 3, 7, 16, 17, 32, 100, 1000}) {
    const at::Tensor values = linspace(-0.3, 1.7, count);
    ASSERT_EQ(values.size(0), count);
    EXPECT_EQ(values[0].item<float>(), -0.3F);
    if (count > 1) {
      EXPECT_EQ(values[-1].item<float>(), 1.7F) << count;
    }
    for (std::int64_t i = 1; i < count; ++i)
      EXPECT_NEAR(values[i].item<double>(), -0.3 + 2.0 * static_cast<double>(i) / static_cast<double>(count - 1), 4e-7);
  }
  EXPECT_THROW(linspace(0, 1, 0), std::logic_error);
}

// Bits of what libtorch 1.13 computes on AVX2.
TEST(Linspace, is_rounded_as_the_reference_s) {
  const at::Tensor values = linspace(std::sqrt(0.00085), std::sqrt(0.0120), 1000);
  const auto at = [&](std::int64_t i) { return values[i].item<float>(); };
  EXPECT_EQ(at(1), 0x1.defd7p-6F);
  EXPECT_EQ(at(13), 0x1.eecfa4p-6F);
  EXPECT_EQ(at(499), 0x1.1be42ep-4F);
  EXPECT_EQ(at(503), 0x1.1d35b2p-4F);
  EXPECT_EQ(at(994), 0x1.bf0bd8p-4F);
  EXPECT_EQ(at(998), 0x1.c05d5cp-4F);
}

}  // namespace
}  // namespace syncdreamer

#include "nn/cpu_kernels.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "nn/kernel_set.h"

namespace syncdreamer {
namespace {

TEST(CpuKernels, the_widest_set_of_the_machine_is_taken) {
  EXPECT_EQ(&cpu_kernels(), &kernel_set(num_kernel_sets() - 1));
  for (int i = 1; i < num_kernel_sets(); ++i) EXPECT_GE(kernel_set(i).lanes, kernel_set(i - 1).lanes);
}

TEST(CpuKernels, sets_are_named_after_their_instructions) {
  constexpr std::array<std::string_view, 4> kSets{"portable", "avx2", "avx512", "amx"};
  ASSERT_LE(num_kernel_sets(), std::ssize(kSets));
  for (int i = 0; i < num_kernel_sets(); ++i)
    EXPECT_EQ(kernel_set(i).instruction_set, kSets[static_cast<std::size_t>(i)]);
}

TEST(CpuKernels, tiles_cover_the_picture) {
  const WinogradProblem problem{.num_volumes = 2,
                                .depth = 3,
                                .height = 9,
                                .width = 4,
                                .in_channels = 32,
                                .out_channels = 32,
                                .depth_taps = 3,
                                .input = nullptr,
                                .weight = nullptr,
                                .bias = nullptr,
                                .output = nullptr};
  EXPECT_EQ(problem.tiles_per_slice(), 3);
  EXPECT_EQ(problem.num_tiles(), 18);
  EXPECT_EQ(problem.halo(), 3);
}

}  // namespace
}  // namespace syncdreamer

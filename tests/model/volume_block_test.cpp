#include "model/volume_block.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

using Kind = VolumeBlockOptions::Kind;

TEST(VolumeBlock, halves_keeps_or_doubles_the_size) {
  const at::Tensor x = at::randn({2, 8, 4, 4, 4}), t_map = as_voxel(at::randn({2, 6}));
  for (const auto& [kind, size] : {std::pair{Kind::halves, 2}, {Kind::same_size, 4}, {Kind::doubles, 8}}) {
    VolumeBlock block({.in_channels = 8, .out_channels = 16, .time_embed_dim = 6, .kind = kind});
    initialize(block, 1);
    EXPECT_EQ(block.forward(x, t_map).sizes(), at::IntArrayRef({2, 16, size, size, size}));
  }
}

TEST(VolumeBlock, sees_a_viewpoint_only_if_it_has_one) {
  VolumeBlock with({.in_channels = 8, .out_channels = 8, .time_embed_dim = 6, .sees_viewpoint = true});
  VolumeBlock without({.in_channels = 8, .out_channels = 8, .time_embed_dim = 6});
  EXPECT_TRUE(with.named_parameters().contains("v_conv.weight"));
  EXPECT_FALSE(without.named_parameters().contains("v_conv.weight"));
}

TEST(VolumeBlock, names_its_norm_as_the_released_checkpoint) {
  VolumeBlock same({.in_channels = 8, .out_channels = 8, .time_embed_dim = 6});
  VolumeBlock up({.in_channels = 8, .out_channels = 8, .time_embed_dim = 6, .kind = Kind::doubles});
  EXPECT_TRUE(same.named_parameters().contains("bn.weight"));
  EXPECT_TRUE(up.named_parameters().contains("norm.weight"));
}

}  // namespace
}  // namespace syncdreamer

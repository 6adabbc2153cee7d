#include "model/checkpoint_names.h"

#include <gtest/gtest.h>

#include "model/multiview_diffusion.h"
#include "tests/model/small_model.h"

namespace syncdreamer {
namespace {

TEST(CheckpointNames, image_tower_of_zero123_gets_the_name_of_the_model) {
  EXPECT_EQ(model_name("cond_stage_model.model.visual.proj"), "clip_image_encoder.model.visual.proj");
  EXPECT_EQ(model_name("cond_stage_model.model.text_projection"), "cond_stage_model.model.text_projection");
  EXPECT_EQ(model_name("cc_projection.weight"), "cc_projection.weight");
}

TEST(CheckpointNames, what_synchronizes_is_what_a_model_of_single_views_does_not_need) {
  MultiviewDiffusion model(smallest_released_model_options());
  for (const auto& parameter : model.named_parameters()) {
    const std::string part = parameter.key().substr(0, parameter.key().find('.'));
    const bool of_backbone = part == "cc_projection" || part == "first_stage_model" || part == "clip_image_encoder";
    const bool of_volumes = part == "spatial_volume" || part == "time_embed";
    const bool conditions = parameter.key().find("_conditions.") != std::string::npos;
    EXPECT_EQ(is_depth_attention(parameter.key()), conditions) << parameter.key();
    EXPECT_EQ(is_synchronizing(parameter.key()), !of_backbone && (of_volumes || conditions)) << parameter.key();
  }
}

TEST(CheckpointNames, tables_are_the_buffers_of_a_model) {
  const MultiviewDiffusion model(smallest_model_options());
  for (const auto& buffer : model.named_buffers()) EXPECT_TRUE(is_table(buffer.key())) << buffer.key();
  for (const auto& parameter : model.named_parameters()) EXPECT_FALSE(is_table(parameter.key())) << parameter.key();
}

}  // namespace
}  // namespace syncdreamer

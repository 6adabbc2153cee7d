#include "checkpoint/tensor_entry.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(TensorEntry, types_have_their_sizes_and_names) {
  EXPECT_EQ(size_of(ScalarType::f64), 8);
  EXPECT_EQ(size_of(ScalarType::bf16), 2);
  EXPECT_EQ(size_of(ScalarType::boolean), 1);
  EXPECT_EQ(name_of(ScalarType::f32), "float32");
  EXPECT_EQ(name_of(ScalarType::boolean), "bool");
}

TEST(TensorEntry, belongs_to_the_part_that_its_name_begins_with) {
  EXPECT_EQ(part_of("model.diffusion_model.out.0.weight"), "model");
  EXPECT_EQ(part_of("model_ema.decay"), "model_ema");
  EXPECT_EQ(part_of("logvar"), "logvar");
}

TEST(TensorEntry, sizes_that_do_not_fit_are_nothing) {
  EXPECT_EQ(num_elements({}), 1);
  EXPECT_EQ(num_elements({2, 3, 4}), 24);
  EXPECT_EQ(num_elements({2, 0, 4}), 0);
  EXPECT_EQ(num_elements({2, -1}), std::nullopt);
  EXPECT_EQ(num_elements({std::int64_t{1} << 62, 2}), std::nullopt);
  EXPECT_EQ(num_elements({std::int64_t{1} << 62, 4, 0}), std::nullopt);
  EXPECT_EQ(size_bytes({3}, ScalarType::f32), 12);
  EXPECT_EQ(size_bytes({std::int64_t{1} << 61}, ScalarType::f32), std::nullopt);
}

TEST(TensorEntry, shapes_are_written_as_lists) {
  EXPECT_EQ(shape_text({}), "[]");
  EXPECT_EQ(shape_text({320, 4, 3}), "[320, 4, 3]");
}

}  // namespace
}  // namespace syncdreamer

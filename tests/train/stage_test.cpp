#include "train/stage.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gmock/gmock.h>

#include "tests/train/small_training.h"

namespace syncdreamer {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Stage, mean_psnr_is_the_mean_of_each_picture_s_own) {
  const at::Tensor truth = at::full({2, 3, 4, 4}, 0.5);
  at::Tensor pictures = truth.clone();
  pictures[0] += 0.1;   // 20 dB
  pictures[1] -= 0.01;  // 40 dB
  EXPECT_NEAR(mean_psnr(pictures, truth), 30, 1e-3);
  EXPECT_NEAR(mean_psnr(pictures.slice(0, 0, 1), truth.slice(0, 0, 1)), 20, 1e-3);
}

TEST(Stage, mean_psnr_of_equal_pictures_is_finite) {
  const at::Tensor pictures = at::rand({3, 3, 4, 4});
  EXPECT_NEAR(mean_psnr(pictures, pictures), 100, 1e-3);
}

TEST(Stage, is_made_by_its_name) {
  MultiviewDiffusion model(smallest_model_options());
  const auto written_parts = [&](const std::string& name) {
    const TrainOptions options = tiny_train_options(name);
    return make_stage(options, model)->written_parts();
  };
  EXPECT_THAT(written_parts("autoencoder"), testing::ElementsAre("first_stage_model"));
  EXPECT_THAT(written_parts("geometry"), testing::ElementsAre("lifted_volume"));
  EXPECT_THAT(written_parts("elevation"), testing::ElementsAre("elevation_net"));
  for (const char* name : {"backbone", "synchronized"}) {
    EXPECT_THAT(written_parts(name), Contains("model"));
    EXPECT_THAT(written_parts(name), Not(Contains("first_stage_model")));
  }
}

TEST(NormalNoise, follows_the_generator_and_has_the_shape_asked_for) {
  at::Generator generator = at::detail::createCPUGenerator(5), same = at::detail::createCPUGenerator(5);
  const at::Tensor like = at::zeros({40, 50, 60});
  const at::Tensor first = normal_noise(like, generator), second = normal_noise(like, generator);
  EXPECT_EQ(first.sizes(), like.sizes());
  EXPECT_TRUE(first.equal(normal_noise(like, same)));
  EXPECT_FALSE(first.equal(second));
  EXPECT_NEAR(first.mean().item<double>(), 0, 0.02);
  EXPECT_NEAR(first.std().item<double>(), 1, 0.02);
}

}  // namespace
}  // namespace syncdreamer

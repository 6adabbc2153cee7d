#include "pipeline/best_of_seeds.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "pipeline/view_consistency.h"
#include "pipeline/view_source.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

class BestOfSeedsTest : public testing::Test {
 protected:
  BestOfSeedsTest() {
    at::set_num_threads(1);
    fill_with_noise(*model_, 1);
    options_.elevation_deg = 20;
    options_.seed = 7;
    options_.sampling.num_steps = 2;
    for (int y = 4; y < 12; ++y) {
      for (int x = 5; x < 10; ++x) picture_.at(x, y, 0) = picture_.at(x, y, 3) = 200;
    }
  }

  const std::shared_ptr<MultiviewDiffusion> model_ = std::make_shared<MultiviewDiffusion>(smallest_model_options());
  const ViewGenerator generator_{model_};
  GenerateOptions options_;
  Image picture_{16, 16, 4};
};

/// How well the views of the ring predict each other, with the masks that `create` would take.
double consistency_psnr(const GeneratedViews& views) {
  return mean_figures(view_consistency(reconstruction_views(views), {}, {}).value()).psnr;
}

TEST(BestOfSeeds, the_text_of_them_tells_where_views_make_no_body) {
  BestOfSeeds best{{}, 8, {{7, {25.04, 0.9, 0.8}}, {8, {30, 0.9, 0.8}}}};
  EXPECT_EQ(comparison_text(best),
            "seed 8 is the best of 2 seeds: half of its views predict the other half at 30.0 dB (worst seed: 25.0 dB)");
  best.tried[0].figures = {35, 1, 0};
  EXPECT_THAT(comparison_text(best), HasSubstr("at 30.0 dB (worst seed: no body)"));
  best.tried[1].figures = {};
  EXPECT_EQ(comparison_text(best),
            "seed 8 is kept: of none of the 2 seeds do the views make a body by which to compare them");
}

TEST_F(BestOfSeedsTest, are_the_views_of_the_seed_that_agrees_best) {
  std::vector<double> forecasts;
  GenerationWatch watch;
  watch.on_forecast = [&](double seconds) { forecasts.push_back(seconds); };
  const auto best = best_of_seeds(generator_, picture_, options_, 2, {}, watch);
  ASSERT_TRUE(best);
  ASSERT_EQ(best->tried.size(), 2U);
  EXPECT_EQ(forecasts.size(), 1U);
  double highest = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(best->tried[i].seed, 7 + i);
    GenerateOptions one = options_;
    one.seed = 7 + i;
    const GeneratedViews sample = generator_.generate(picture_, one, {}).value().front();
    EXPECT_NEAR(best->tried[i].figures.psnr, consistency_psnr(sample), 1e-6);
    highest = std::max(highest, best->tried[i].figures.psnr);
    if (one.seed != best->seed) continue;
    for (std::size_t k = 0; k < sample.views.size(); ++k)
      EXPECT_EQ(best->views.views[k].pixels, sample.views[k].pixels);
  }
  EXPECT_EQ(best->tried.at(best->seed - 7).figures.psnr, highest);
}

TEST(AgreeBetter, by_psnr_but_views_without_a_body_are_worst) {
  const ConsistencyFigures good{30, 0.9, 0.8}, better{31, 0.8, 0.2}, white{35, 0.95, 0};
  EXPECT_TRUE(is_more_consistent(better, good));
  EXPECT_FALSE(is_more_consistent(good, good));
  EXPECT_TRUE(is_more_consistent(good, white)) << "a pale object is nearly what white predicts";
  EXPECT_FALSE(is_more_consistent(white, good));
}

TEST_F(BestOfSeedsTest, stop_when_they_are_told_to) {
  EXPECT_FALSE(best_of_seeds(generator_, picture_, options_, 2, {.should_stop = [] { return true; }}));
}

TEST_F(BestOfSeedsTest, need_as_many_views_as_can_predict_each_other) {
  options_.num_views = 4;
  EXPECT_THAT(refusal_of([&] { best_of_seeds(generator_, picture_, options_, 2, {}); }),
              HasSubstr("--views: found 4, expected 6 or more"));
}

}  // namespace
}  // namespace syncdreamer

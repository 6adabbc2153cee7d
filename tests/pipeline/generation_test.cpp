#include "pipeline/generation.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

class GenerationTest : public testing::Test {
 protected:
  GenerationTest() {
    at::set_num_threads(1);
    fill_with_noise(*model_, 1);
    request_.options.elevation_deg = 20;
    request_.options.seed = 7;
    request_.options.sampling.num_steps = 2;
    for (int y = 30; y < 90; ++y) {
      for (int x = 20; x < 60; ++x) object_.at(x, y, 0) = object_.at(x, y, 3) = 200;
    }
  }

  std::optional<Generation> generate(const std::function<bool()>& should_stop = {}) {
    const Reporter reporter{.on_note = [&](std::string_view note) { notes_ += std::string(note) + "\n"; },
                            .should_stop = should_stop};
    return generate_from_object(ViewGenerator(model_), object_, "cup.png", request_, reporter);
  }

  std::shared_ptr<MultiviewDiffusion> model_ = std::make_shared<MultiviewDiffusion>(smallest_model_options());
  GenerationRequest request_;
  Image object_{80, 120, 4};
  std::string notes_;
};

TEST_F(GenerationTest, is_what_the_generator_draws_of_the_prepared_object) {
  const auto generation = generate();
  ASSERT_TRUE(generation);
  const ViewGenerator generator(model_);
  EXPECT_EQ(generation->prepared.pixels, generator.prepare(object_, kRecommendedCropSize, "cup.png").pixels);
  EXPECT_EQ(generation->options.num_views, smallest_model_options().num_views) << "what stood for the model's number";
  const auto alone = generator.generate(generation->prepared, generation->options, {}).value();
  ASSERT_EQ(generation->samples.size(), 1U);
  for (std::size_t k = 0; k < alone.front().views.size(); ++k)
    EXPECT_EQ(generation->samples.front().views[k].pixels, alone.front().views[k].pixels);
  EXPECT_EQ(generation->num_steps, 2);
  EXPECT_FALSE(generation->estimated_elevation) << "it was given";
  EXPECT_THAT(notes_, HasSubstr("views at once on cpu"));
}

TEST_F(GenerationTest, leaves_out_the_line_around_a_drawn_object_unless_it_is_to_be_kept) {
  Image drawn = object_;
  for (int y = 30; y < 90; ++y) {
    for (int x = 20; x < 60; ++x) {
      if (x < 22 || x >= 58 || y < 32 || y >= 88) drawn.at(x, y, 0) = 0;
    }
  }
  const ViewGenerator generator(model_);
  const auto prepared = [&](const Image& object) {
    return generator.prepare(object, kRecommendedCropSize, "cup.png").pixels;
  };
  const Image undrawn = std::exchange(object_, drawn);
  EXPECT_EQ(generate()->prepared.pixels, prepared(undrawn));
  EXPECT_THAT(notes_, HasSubstr("cup.png: the dark line around the drawn object is left out"));
  notes_.clear();
  request_.options.keep_outline = true;
  EXPECT_EQ(generate()->prepared.pixels, prepared(drawn));
  EXPECT_THAT(notes_, Not(HasSubstr("dark line")));
  request_.options.keep_outline = false;
  model_ = std::make_shared<MultiviewDiffusion>(smallest_plain_model_options());
  fill_with_noise(*model_, 1);
  EXPECT_EQ(generate()->prepared.pixels, prepared(drawn)) << "as published models see it";
}

TEST_F(GenerationTest, keeps_the_best_of_several_seeds) {
  request_.best_of = 2;
  const auto generation = generate();
  ASSERT_TRUE(generation);
  EXPECT_EQ(generation->tried_seeds.size(), 2U);
  EXPECT_THAT(notes_, HasSubstr("seed " + std::to_string(generation->options.seed) + " is the best of 2"));
}

TEST_F(GenerationTest, fits_into_memory_or_is_refused) {
  request_.max_memory_gb = 1e-6;
  EXPECT_THAT(refusal_of([&] { generate(); }), HasSubstr("memory"));
}

TEST_F(GenerationTest, that_is_stopped_is_nothing) {
  EXPECT_FALSE(generate([] { return true; }));
  EXPECT_EQ(notes_, "") << "before anything is begun";
}

TEST_F(GenerationTest, shows_the_picture_as_finely_as_the_texture_can_use_it) {
  const Generation generation = generate().value();
  const auto side_at = [&](int texture_size) { return generation.source_of(0, texture_size).picture->image.width; };
  EXPECT_EQ(side_at(1024), 120) << "what the object has";
  EXPECT_EQ(side_at(128), 64);
  EXPECT_EQ(side_at(16), generation.prepared.width) << "what the model sees, at least";
  EXPECT_THROW(side_at(0), std::logic_error);
  EXPECT_NEAR(generation.source_of(0, 64).picture->camera.centre().z,
              input_view(object_, kRecommendedCropSize, 20, 64).camera.centre().z, 1e-12);
}

TEST_F(GenerationTest, an_estimated_elevation_at_the_end_of_what_can_be_told_says_so) {
  const auto notes_of = [&](double elevation_deg) {
    estimate_always(*model_->elevation_net, elevation_deg);
    request_.options.elevation_deg.reset();
    notes_.clear();
    EXPECT_EQ(generate()->options.elevation_deg, elevation_deg);
    return notes_;
  };
  EXPECT_THAT(notes_of(30), Not(HasSubstr("or more")));
  EXPECT_THAT(notes_of(40), HasSubstr("seems to stand at 40 degrees or more, give or take 0"));
  EXPECT_THAT(notes_of(-10), HasSubstr("seems to stand at -10 degrees or less, give or take 0"));
  EXPECT_THAT(notes_of(37.5), HasSubstr("degrees, give or take 0"));
}

TEST_F(GenerationTest, an_object_without_alpha_is_a_mistake_of_the_caller) {
  object_ = blend_on_white(object_);
  EXPECT_THAT([&] { generate(); },
              ::testing::ThrowsMessage<std::logic_error>(HasSubstr("is not RGBA, see ObjectCutter::cut_out")));
}

TEST_F(GenerationTest, requests_out_of_range_are_refused) {
  const auto refusal = [](const GenerationRequest& request) { return refusal_of([&] { request.check_ranges({}); }); };
  GenerationRequest several{.best_of = 2};
  several.options.num_samples = 2;
  EXPECT_EQ(refusal(several), "--samples: found 2, expected 1 beside --best-of");
  GenerationRequest few{.best_of = 2};
  few.options.num_views = 4;
  EXPECT_EQ(refusal(few), "--views: found 4, expected 6 or more beside --best-of");
  EXPECT_THAT(refusal({.best_of = 0}), HasSubstr("--best-of: found 0"));
  EXPECT_THAT(refusal({.max_memory_gb = -1}), HasSubstr("--max-memory: found -1"));
  request_.best_of = 0;
  EXPECT_THAT(refusal_of([&] { generate(); }), HasSubstr("--best-of: found 0"));
  GenerationRequest cold{};
  cold.options.temperature = 3;
  EXPECT_THAT(refusal(cold), HasSubstr("--temperature: found 3"));
}

}  // namespace
}  // namespace syncdreamer

#include "tests/support/golden_case.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <torch/nn/module.h>

#include "core/random.h"

namespace syncdreamer {
namespace {

struct CheckValue {
  const char* name;
  std::vector<std::int64_t> shape;
  std::uint64_t index;
  std::uint64_t seed;
  std::uint64_t bits;
  float number;
  float value;
};

const std::vector<CheckValue> kCheckValues = {
    {"time_embed.0.weight", {256, 256}, 0, 0xd6104295be4fd7fe, 0xa71f4e7efb21b030, 0.305642843F, 0.0330868065F},
    {"time_embed.0.weight", {256, 256}, 65535, 0xd6104295be4fd7fe, 0x826b86f8339ed563, 0.0189063549F, 0.00204667286F},
    {"time_embed.0.bias", {256}, 0, 0x1531df4b5e99301b, 0xb42ec741ad0ab4c4, 0.407677531F, 0.00815355033F},
    {"spatial_volume.spatial_volume_feats.conv7.conv.weight",
     {512, 256, 3, 3, 3},
     12345,
     0xd0daf9531f72f3ca,
     0x11e718023387de5c,
     -0.860135078F,
     -0.0179194808F},
    {"model.diffusion_model.input_blocks.1.0.in_layers.0.weight",
     {320},
     7,
     0x877af64efd1947af,
     0xfabb67008574aee2,
     0.958844066F,
     1.09588444F},
    {"model.diffusion_model.out.2.weight",
     {4, 320, 3, 3},
     100,
     0xf71fefae161e678f,
     0x35d8ad48d6b0adb7,
     -0.57932508F,
     -0.0186976362F},
    {"clip_image_encoder.model.visual.class_embedding",
     {1024},
     3,
     0x8896ccbe78584969,
     0x9176a4add05e35c6,
     0.136433125F,
     0.00272866245F},
};

// One parameter under the last part of a dotted name, in nested modules under the others.
struct OneParameter : torch::nn::Module {
  OneParameter(const std::string& name, const std::vector<std::int64_t>& shape) {
    const auto dot = name.find('.');
    if (dot == std::string::npos) {
      register_parameter(name, at::empty(shape));
    } else {
      register_module(name.substr(0, dot), std::make_shared<OneParameter>(name.substr(dot + 1), shape));
    }
  }
};

TEST(GoldenRule, gives_the_published_check_values) {
  for (const CheckValue& wanted : kCheckValues) {
    EXPECT_EQ(fnv1a_64(wanted.name), wanted.seed) << wanted.name;
    EXPECT_EQ(rule_bits(wanted.seed, wanted.index), wanted.bits) << wanted.name;
    EXPECT_FLOAT_EQ(rule_number(wanted.seed, wanted.index), wanted.number) << wanted.name;
    OneParameter module(wanted.name, wanted.shape);
    fill_by_rule(module);
    const at::Tensor filled = module.parameters()[0].detach().flatten();
    EXPECT_FLOAT_EQ(filled[static_cast<std::int64_t>(wanted.index)].item<float>(), wanted.value) << wanted.name;
  }
}

TEST(GoldenRule, prefix_stands_before_the_modules_own_names) {
  OneParameter whole("a.b.weight", {4, 4});
  OneParameter part("b.weight", {4, 4});
  fill_by_rule(whole);
  fill_by_rule(part, "a.");
  EXPECT_TRUE(at::equal(whole.parameters()[0], part.parameters()[0]));
}

TEST(GoldenRule, exceptions_come_first) {
  OneParameter module("weight_g", {4, 1});
  fill_by_rule(module, "", [](const std::string&, at::Tensor& parameter) {
    parameter.fill_(0.3);
    return true;
  });
  EXPECT_TRUE(at::equal(module.parameters()[0], at::full({4, 1}, 0.3)));
}

TEST(GoldenCase, stored_outputs_match_themselves_and_not_others) {
  const auto golden = GoldenCase::open("small-unet");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("small-unet");
  const at::Tensor stored = golden->tensor("depth_transformer.middle");
  expect_matches(*golden, "depth_transformer.middle", stored);
  expect_matches(*golden, "depth_transformer.middle", stored * (1 + 5e-5));
  ::testing::TestPartResultArray failures;
  {
    const ::testing::ScopedFakeTestPartResultReporter catcher(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
    expect_matches(*golden, "depth_transformer.middle", stored * 1.01);
    expect_matches(*golden, "depth_transformer.middle", at::full_like(stored, NAN));
    expect_matches(*golden, "depth_transformer.middle", stored.unsqueeze(0));
    expect_matches(*golden, "no.such.output", stored);
  }
  EXPECT_GE(failures.size(), 6);
}

TEST(GoldenCase, absent_file_is_nothing) {
  EXPECT_FALSE(GoldenCase::open("no-such-case"));
  EXPECT_THAT(GoldenCase::skip_message("no-such-case"), ::testing::HasSubstr("no-such-case.safetensors"));
}

}  // namespace
}  // namespace syncdreamer

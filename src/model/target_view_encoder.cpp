#include "model/target_view_encoder.h"

#include <string>

#include "model/viewpoint_embedding.h"

namespace syncdreamer {
namespace {

constexpr int kNumBlocks = 3;
constexpr std::int64_t kEncoderGroups = 8;

// x + conv(x + time_embed(t) + view_embed(v)).
class ViewResidualBlock : public torch::nn::Module {
 public:
  explicit ViewResidualBlock(const TargetViewEncoderOptions& options)
      : time_embed(
            register_module("time_embed", std::make_shared<Conv2d>(options.time_embed_dim, options.channels, 1))),
        view_embed(register_module("view_embed", std::make_shared<Conv2d>(kViewpointDim, options.channels, 1))),
        conv(register_module("conv", std::make_shared<Sequence>())) {
    conv->add<GroupNorm>(0, kEncoderGroups, options.channels);
    conv->add<Silu>(1);
    conv->add<Conv2d>(2, options.channels, options.channels, 3);
    conv->add<GroupNorm>(3, kEncoderGroups, options.channels);
    conv->add<Silu>(4);
    conv->add<Conv2d>(5, options.channels, options.channels, 3);
  }

  at::Tensor forward(const at::Tensor& x, const at::Tensor& t_map, const at::Tensor& v_map) {
    return x + conv->forward(x + time_embed->forward(t_map) + view_embed->forward(v_map));
  }

  std::shared_ptr<Conv2d> time_embed, view_embed;
  std::shared_ptr<Sequence> conv;
};

}  // namespace

TargetViewEncoder::TargetViewEncoder(const TargetViewEncoderOptions& options)
    : init_conv(register_module("init_conv", std::make_shared<Conv2d>(options.in_channels, options.channels, 3))) {
  for (int i = 0; i < kNumBlocks; ++i) {
    blocks_.push_back(register_module("out_conv" + std::to_string(i), std::make_shared<ViewResidualBlock>(options)));
  }
  final_out = register_module("final_out", std::make_shared<Sequence>());
  final_out->add<GroupNorm>(0, kEncoderGroups, options.channels);
  final_out->add<Silu>(1);
  final_out->add<Conv2d>(2, options.channels, options.channels, 3);
}

at::Tensor TargetViewEncoder::forward(const at::Tensor& x, const at::Tensor& t_embed, const at::Tensor& v_embed) {
  const at::Tensor t_map = t_embed.unsqueeze(-1).unsqueeze(-1);  // [B, C, 1, 1]
  const at::Tensor v_map = v_embed.unsqueeze(-1).unsqueeze(-1);
  at::Tensor features = init_conv->forward(x);
  for (const auto& block : blocks_) {
    features = static_cast<ViewResidualBlock&>(*block).forward(features, t_map, v_map);
  }
  return final_out->forward(features);
}

}  // namespace syncdreamer

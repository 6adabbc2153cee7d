#include "nn/residual_block.h"

namespace syncdreamer {

ResidualBlock::ResidualBlock(const ResidualBlockOptions& options)
    : in_layers(register_module("in_layers", std::make_shared<Sequence>())),
      emb_layers(register_module("emb_layers", std::make_shared<Sequence>())),
      out_layers(register_module("out_layers", std::make_shared<Sequence>())) {
  in_layers->add<GroupNorm>(0, options.norm_groups, options.in_channels);
  in_layers->add<Silu>(1);
  in_layers->add<Conv2d>(2, options.in_channels, options.out_channels, 3);
  emb_layers->add<Silu>(0);
  emb_layers->add<Linear>(1, options.embedding_dim, options.out_channels);
  out_layers->add<GroupNorm>(0, options.norm_groups, options.out_channels);
  out_layers->add<Silu>(1);
  // Checkpoint quirk: number 2 is a dropout of probability 0.
  out_layers->add<Conv2d>(3, options.out_channels, options.out_channels, 3, ConvOptions{.zero_initialized = true});
  if (options.in_channels != options.out_channels) {
    skip_connection =
        register_module("skip_connection", std::make_shared<Conv2d>(options.in_channels, options.out_channels, 1));
  }
}

at::Tensor ResidualBlock::forward(const at::Tensor& x, const at::Tensor& embedding) {
  const auto shift = emb_layers->forward(embedding).unsqueeze(-1).unsqueeze(-1);  // [B, out, 1, 1]
  const auto residual = out_layers->forward(in_layers->forward(x) + shift);
  return (skip_connection ? skip_connection->forward(x) : x) + residual;
}

}  // namespace syncdreamer

#include "model/residual_unet.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {
namespace {

at::Tensor twice_as_large(const at::Tensor& x) {
  const std::int64_t h = x.size(-2) * 2, w = x.size(-1) * 2;
  return in_layout_of(
      x, x.dim() == 4 ? at::upsample_nearest2d(x, {h, w}) : at::upsample_nearest3d(x, {x.size(-3) * 2, h, w}));
}

at::Tensor half_as_large(const at::Tensor& x) {
  return in_layout_of(x, x.dim() == 4 ? at::avg_pool2d(x, {2, 2}) : at::avg_pool3d(x, {2, 2, 2}));
}

std::vector<std::int64_t> spatial_dims(const at::Tensor& x) {
  return x.dim() == 4 ? std::vector<std::int64_t>{-2, -1} : std::vector<std::int64_t>{-3, -2, -1};
}

}  // namespace

template <class Conv>
PreactivationBlock<Conv>::PreactivationBlock(std::int64_t in_channels, std::int64_t out_channels) {
  norm1 = register_module("norm1", std::make_shared<GroupNorm>(in_channels / kChannelsPerGroup, in_channels));
  conv1 = register_module("conv1", std::make_shared<Conv>(in_channels, out_channels, 3));
  norm2 = register_module("norm2", std::make_shared<GroupNorm>(out_channels / kChannelsPerGroup, out_channels));
  conv2 = register_module("conv2",
                          std::make_shared<Conv>(out_channels, out_channels, 3, ConvOptions{.zero_initialized = true}));
  if (in_channels != out_channels) skip = register_module("skip", std::make_shared<Conv>(in_channels, out_channels, 1));
}

template <class Conv>
at::Tensor PreactivationBlock<Conv>::forward(const at::Tensor& x) {
  const at::Tensor hidden = conv1->forward(norm1->forward(x, Activation::silu));
  return (skip ? skip->forward(x) : x) + conv2->forward(norm2->forward(hidden, Activation::silu));
}

template <class Conv>
ResidualUNet<Conv>::ResidualUNet(std::int64_t in_channels, std::vector<std::int64_t> dims, std::size_t out_level,
                                 std::int64_t context_channels)
    : out_level_(out_level) {
  check(dims.size() >= 2 && out_level < dims.size(), "ResidualUNet: needs two levels or more, and a level to end at");
  for (const std::int64_t dim : dims)
    check(dim % kChannelsPerGroup == 0, "ResidualUNet: channels must be multiples of 8");
  in = register_module("in", std::make_shared<Conv>(in_channels, dims[0], 3));
  down = register_module("down", std::make_shared<ModuleList>());
  middle = register_module("middle", std::make_shared<Sequence>());
  up = register_module("up", std::make_shared<ModuleList>());
  narrow = register_module("narrow", std::make_shared<ModuleList>());
  const auto lowest_level = static_cast<std::int64_t>(dims.size()) - 1;
  for (std::int64_t level = 1; level < lowest_level; ++level)
    down->add<PreactivationBlock<Conv>>(level, dims[level - 1], dims[level]);
  middle->add<PreactivationBlock<Conv>>(0, dims[lowest_level - 1], dims[lowest_level]);
  middle->add<PreactivationBlock<Conv>>(1, dims[lowest_level], dims[lowest_level]);
  for (std::int64_t level = static_cast<std::int64_t>(out_level); level < lowest_level; ++level) {
    narrow->add<Conv>(level, dims[level + 1], dims[level], 1);
    up->add<PreactivationBlock<Conv>>(level, dims[level], dims[level]);
  }
  if (context_channels > 0)
    context = register_module("context", std::make_shared<Linear>(context_channels, dims.back()));
}

template <class Conv>
ResidualUNetOutput ResidualUNet<Conv>::forward(const at::Tensor& x, const at::Tensor& context_vector) {
  at::Tensor h = in->forward(in_kernel_layout(x));
  std::vector<at::Tensor> skips{h};
  for (const auto& [level, block] : down->modules_by_index()) {
    h = static_cast<PreactivationBlock<Conv>&>(*block).forward(half_as_large(h));
    skips.push_back(h);
  }
  h = middle->forward(half_as_large(h));
  if (context) {
    at::Tensor added = context->forward(context_vector);
    while (added.dim() < h.dim()) added = added.unsqueeze(-1);
    h = h + added;
  }
  const at::Tensor lowest = h.mean(spatial_dims(h));
  for (std::size_t i = skips.size(); i-- > out_level_;) {
    const auto level = static_cast<std::int64_t>(i);
    h = up->at<PreactivationBlock<Conv>>(level).forward(twice_as_large(narrow->at<Conv>(level).forward(h)) + skips[i]);
  }
  return {h, lowest};
}

template class PreactivationBlock<Conv2d>;
template class PreactivationBlock<Conv3d>;
template class ResidualUNet<Conv2d>;
template class ResidualUNet<Conv3d>;

}  // namespace syncdreamer

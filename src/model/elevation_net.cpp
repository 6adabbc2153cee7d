#include "model/elevation_net.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "geometry/camera.h"
#include "model/residual_unet.h"
#include "nn/autocast.h"
#include "nn/linspace.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kFrameSide = 64;
constexpr double kFilledShare = 200.0 / 256;  // of a frame's side, as the paper's authors prepare pictures
constexpr std::int64_t kNumElevations = 25;

/// The first and one past the last of the marked places along the last dimension; all of it where none is marked.
std::pair<at::Tensor, at::Tensor> extent(const at::Tensor& marked) {
  const std::int64_t size = marked.size(-1);
  const at::Tensor place = at::arange(size, marked.options().dtype(at::kFloat));
  const at::Tensor any = marked.any(-1);
  const at::Tensor first = at::where(marked, place, at::full_like(place, static_cast<double>(size))).amin(-1);
  const at::Tensor end = at::where(marked, place + 1, at::zeros_like(place)).amax(-1);
  return {at::where(any, first, at::zeros_like(first)),
          at::where(any, end, at::full_like(end, static_cast<double>(size)))};
}

}  // namespace

at::Tensor cut_frames(const at::Tensor& pictures, const FrameJitter& jitter) {
  check(pictures.dim() == 4 && pictures.size(1) == 4 && pictures.size(2) == pictures.size(3),
        "cut_frames: pictures must be [B, 4, S, S]");
  const Autocast none(kNoAutocast);  // places must be exact to a fraction of a pixel
  const double side = static_cast<double>(pictures.size(-1));
  const at::Tensor opaque = pictures.select(1, 3) > 0.5;
  const auto [left, right] = extent(opaque.any(-2));
  const auto [top, bottom] = extent(opaque.any(-1));
  // In the coordinates of grid_sampler the picture reaches from -1 to 1.
  at::Tensor scale = at::maximum(right - left, bottom - top) / (side * kFilledShare);
  at::Tensor x = (left + right) / side - 1, y = (top + bottom) / side - 1;
  if (jitter.zoom.defined()) scale = scale / jitter.zoom;
  if (jitter.shift.defined()) {
    x = x - 2 * scale * jitter.shift.select(1, 0);
    y = y - 2 * scale * jitter.shift.select(1, 1);
  }
  const at::Tensor zero = at::zeros_like(scale);
  const at::Tensor affine = at::stack({scale, zero, x, zero, scale, y}, 1).view({-1, 2, 3});
  // Twice the frame's resolution, so that averaging leaves out no pixel of pictures up to that size.
  const at::Tensor grid =
      at::affine_grid_generator(affine, {pictures.size(0), 4, 2 * kFrameSide, 2 * kFrameSide}, false);
  const at::Tensor white = at::tensor({1.F, 1.F, 1.F, 0.F}, pictures.options()).view({4, 1, 1});
  const at::Tensor cut = at::grid_sampler(pictures - white, grid, 0, 0, false) + white;  // beyond the picture: white
  return at::avg_pool2d(cut, {2, 2});
}

ElevationNet::ElevationNet(const ElevationNetOptions& options) {
  const std::vector<std::int64_t>& dims = options.dims;
  check(dims.size() >= 2, "ElevationNet: needs two levels or more");
  for (const std::int64_t dim : dims) check(dim > 0 && dim % kChannelsPerGroup == 0, "ElevationNet: multiples of 8");
  in = register_module("in", std::make_shared<Conv2d>(4, dims.front(), 3, ConvOptions{.stride = 2}));
  blocks = register_module("blocks", std::make_shared<ModuleList>());
  for (std::size_t i = 1; i < dims.size(); ++i) blocks->append<PreactivationBlock<Conv2d>>(dims[i - 1], dims[i]);
  out_norm = register_module("out_norm", std::make_shared<GroupNorm>(dims.back() / kChannelsPerGroup, dims.back()));
  out = register_module("out", std::make_shared<Linear>(dims.back(), kNumElevations));
}

at::Tensor ElevationNet::forward(const at::Tensor& frames) {
  at::Tensor h = in->forward(frames * 2 - 1);
  for (const auto& [level, block] : blocks->modules_by_index()) {
    h = static_cast<PreactivationBlock<Conv2d>&>(*block).forward(at::avg_pool2d(h, {2, 2}));
  }
  return out->forward(out_norm->forward(h, Activation::silu).mean(at::IntArrayRef{-2, -1}));
}

ElevationEstimate ElevationNet::estimate(const at::Tensor& pictures) {
  const at::NoGradGuard no_grad;
  const at::Tensor frames = cut_frames(pictures);
  const at::Tensor probabilities = (forward(frames).softmax(1) + forward(frames.flip(-1)).softmax(1)) / 2;
  const at::Tensor elevations = elevations_deg().to(probabilities.device()) * radians(1.0);
  const at::Tensor mean = (probabilities * elevations).sum(1);
  const at::Tensor variance = (probabilities * (elevations - mean.unsqueeze(1)).square()).sum(1);
  return {mean, variance.sqrt()};
}

at::Tensor ElevationNet::elevations_deg() {
  return linspace(kLowestDeg, kHighestDeg, kNumElevations);
}

}  // namespace syncdreamer

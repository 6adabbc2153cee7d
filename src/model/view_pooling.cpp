#include "model/view_pooling.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/error.h"
#include "model/volume_projection.h"

namespace syncdreamer {
namespace {

/// Where a voxel lands in a view: four pixels and their bilinear weights.
struct Taps {
  std::array<std::int64_t, 4> pixel;
  std::array<float, 4> weight;

  /// \param place  x and y, -1 .. 1 between the centres of the outer pixels.
  Taps(const float* place, std::int64_t side) {
    const float last = static_cast<float>(side - 1);
    const float x = std::clamp((place[0] + 1) / 2 * last, 0.f, last);
    const float y = std::clamp((place[1] + 1) / 2 * last, 0.f, last);
    const auto left = static_cast<std::int64_t>(x), top = static_cast<std::int64_t>(y);
    const std::int64_t right = std::min(left + 1, side - 1), bottom = std::min(top + 1, side - 1);
    const float fx = x - static_cast<float>(left), fy = y - static_cast<float>(top);
    pixel = {top * side + left, top * side + right, bottom * side + left, bottom * side + right};
    weight = {(1 - fy) * (1 - fx), (1 - fy) * fx, fy * (1 - fx), fy * fx};
  }
};

/// The operands with their sizes; features with the channels last, `[B, N, h, h, C]`.
struct PoolingProblem {
  at::Tensor maps, warp, visible;
  std::int64_t batch, num_views, side, channels, num_voxels;
  std::vector<float> share;  ///< of a view in the mean of a voxel: one over the views that see it

  PoolingProblem(const at::Tensor& features, const at::Tensor& warp_, const at::Tensor& visible_)
      : maps(features.permute({0, 1, 3, 4, 2}).contiguous()),
        warp(warp_.contiguous()),
        visible(visible_.contiguous()),
        batch(features.size(0)),
        num_views(features.size(1)),
        side(features.size(3)),
        channels(features.size(2)),
        num_voxels(warp.numel() / (2 * num_views)) {
    for (std::int64_t voxel = 0; voxel < num_voxels; ++voxel) {
      int count = 0;
      for (std::int64_t view = 0; view < num_views; ++view) count += sees(view, voxel) ? 1 : 0;
      share.push_back(1 / static_cast<float>(std::max(count, 1)));
    }
  }

  bool sees(std::int64_t view, std::int64_t voxel) const {
    return visible.data_ptr<float>()[view * num_voxels + voxel] != 0;
  }
  Taps taps(std::int64_t view, std::int64_t voxel) const {
    return {warp.data_ptr<float>() + 2 * (view * num_voxels + voxel), side};
  }
  std::int64_t map_offset(std::int64_t object, std::int64_t view) const {
    return (object * num_views + view) * side * side * channels;
  }

  /// The features of an object's view at a voxel.
  void sample(std::int64_t object, std::int64_t view, const Taps& taps, float* result) const {
    const float* map = maps.data_ptr<float>() + map_offset(object, view);
    std::fill_n(result, channels, 0.f);
    for (int tap = 0; tap < 4; ++tap) {
      const float* pixel = map + taps.pixel[tap] * channels;
      for (std::int64_t c = 0; c < channels; ++c) result[c] += taps.weight[tap] * pixel[c];
    }
  }
};

/// Moments `[B, voxels, 2 C]`.
at::Tensor moments(const PoolingProblem& problem) {
  const std::int64_t channels = problem.channels;
  at::Tensor result = at::zeros({problem.batch, problem.num_voxels, 2 * channels}, problem.maps.options());
  at::parallel_for(0, problem.num_voxels, 64, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> sampled(static_cast<std::size_t>(problem.num_views * channels));
    std::vector<std::pair<std::int64_t, Taps>> seen;
    for (std::int64_t voxel = begin; voxel < end; ++voxel) {
      seen.clear();
      for (std::int64_t view = 0; view < problem.num_views; ++view) {
        if (problem.sees(view, voxel)) seen.emplace_back(view, problem.taps(view, voxel));
      }
      const float share = problem.share[static_cast<std::size_t>(voxel)];
      for (std::int64_t b = 0; b < problem.batch; ++b) {
        float* mean = result.data_ptr<float>() + (b * problem.num_voxels + voxel) * 2 * channels;
        float* variance = mean + channels;
        float* features = sampled.data();
        for (const auto& [view, taps] : seen) {
          problem.sample(b, view, taps, features);
          for (std::int64_t c = 0; c < channels; ++c) mean[c] += share * features[c];
          features += channels;
        }
        for (const float* of_view = sampled.data(); of_view != features; of_view += channels) {
          for (std::int64_t c = 0; c < channels; ++c) {
            const float difference = of_view[c] - mean[c];
            variance[c] += share * difference * difference;
          }
        }
      }
    }
  });
  return result;
}

/// The gradient of the maps: what a view says of a voxel moves the mean by its share, and the variance by twice its
/// share of its distance from the mean.
at::Tensor gradient(const PoolingProblem& problem, const at::Tensor& moments, const at::Tensor& grad_moments) {
  const std::int64_t channels = problem.channels;
  at::Tensor grad = at::zeros_like(problem.maps);
  // A view to a thread: no two threads write the same pixel.
  at::parallel_for(0, problem.num_views, 1, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> of_voxel(static_cast<std::size_t>(channels));
    for (std::int64_t view = begin; view < end; ++view) {
      for (std::int64_t voxel = 0; voxel < problem.num_voxels; ++voxel) {
        if (!problem.sees(view, voxel)) continue;
        const Taps taps = problem.taps(view, voxel);
        const float share = problem.share[static_cast<std::size_t>(voxel)];
        for (std::int64_t b = 0; b < problem.batch; ++b) {
          const std::int64_t offset = (b * problem.num_voxels + voxel) * 2 * channels;
          const float *mean = moments.data_ptr<float>() + offset, *grad_mean = grad_moments.data_ptr<float>() + offset;
          const float* grad_variance = grad_mean + channels;
          problem.sample(b, view, taps, of_voxel.data());
          for (std::int64_t c = 0; c < channels; ++c) {
            of_voxel[c] = share * (grad_mean[c] + 2 * (of_voxel[c] - mean[c]) * grad_variance[c]);
          }
          float* map = grad.data_ptr<float>() + problem.map_offset(b, view);
          for (int tap = 0; tap < 4; ++tap) {
            float* pixel = map + taps.pixel[tap] * channels;
            for (std::int64_t c = 0; c < channels; ++c) pixel[c] += taps.weight[tap] * of_voxel[c];
          }
        }
      }
    }
  });
  return grad.permute({0, 1, 4, 2, 3});
}

class PoolViews : public torch::autograd::Function<PoolViews> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& features,
                            const at::Tensor& warp, const at::Tensor& visible) {
    const at::Tensor result = moments({features, warp, visible});
    context->save_for_backward({features, warp, visible, result});
    return result;
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    const auto saved = context->get_saved_variables();
    return {gradient({saved[0], saved[1], saved[2]}, saved[3], gradients[0].contiguous()), {}, {}};
  }
};

}  // namespace

at::Tensor pool_views(const at::Tensor& features, const at::Tensor& warp, const at::Tensor& visible) {
  if (!features.device().is_cpu() || features.scalar_type() != at::kFloat) {
    return pool_views_by_operators(features, warp, visible);
  }
  const std::int64_t num_views = warp.size(0), side = warp.size(1);
  check(features.dim() == 5 && features.size(1) == num_views && features.size(3) == features.size(4) &&
            warp.sizes() == at::IntArrayRef({num_views, side, side, side, 2}) &&
            visible.sizes() == at::IntArrayRef({num_views, 1, side, side, side}),
        "pool_views: features [B, N, C, h, h] need a warp [N, V, V, V, 2] and visible [N, 1, V, V, V]");
  const at::Tensor pooled = PoolViews::apply(features, warp, visible);  // [B, V^3, 2 C]
  return pooled.transpose(1, 2).reshape({features.size(0), 2 * features.size(2), side, side, side});
}

at::Tensor pool_views_by_operators(const at::Tensor& features, const at::Tensor& warp, const at::Tensor& visible) {
  const at::Tensor sampled = unproject(features, warp);  // [B, N, C, V, V, V]
  const at::Tensor count = visible.sum(0).clamp_min(1);
  const at::Tensor mean = (sampled * visible).sum(1) / count;
  const at::Tensor variance = ((sampled - mean.unsqueeze(1)).square() * visible).sum(1) / count;
  return at::cat({mean, variance}, 1);
}

}  // namespace syncdreamer

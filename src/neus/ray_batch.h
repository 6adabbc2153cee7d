#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <vector>

#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// R rays and what is seen along them.
struct RayBatch {
  at::Tensor origins;     ///< `[R, 3]`, object units
  at::Tensor directions;  ///< `[R, 3]`, unit vectors
  at::Tensor colors;      ///< `[R, 3]` RGB, 0 to 1
  at::Tensor masks;       ///< `[R, 1]` coverage by the object, 0 to 1

  std::int64_t size() const { return origins.size(0); }
  /// The rays of the given numbers, `[K]` int64.
  RayBatch select(const at::Tensor& indices) const;
  /// `count` rays from number `first` on.
  RayBatch part(std::int64_t first, std::int64_t count) const;
  RayBatch to(c10::Device device) const;
};

/// The rays through the centres of all pixels, view by view and row by row. Where the views have more than
/// `most_pixels` together, about as many are drawn from them, the same ones every time.
RayBatch rays_of_views(const std::vector<ReconstructionView>& views, std::int64_t most_pixels = kMostFittedPixels);

}  // namespace syncdreamer

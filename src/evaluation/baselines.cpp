#include "evaluation/baselines.h"

#include <ATen/ATen.h>

#include <limits>

#include "core/error.h"

namespace syncdreamer {

TrainingBaselines::TrainingBaselines(const at::Tensor& queries)
    : queries_(queries.flatten(1)),
      distances_(at::full({queries.size(0)}, std::numeric_limits<double>::infinity(), at::kDouble)),
      sum_(at::zeros(queries.sizes().slice(1), at::kDouble)) {
  check(queries.dim() == 4 && queries.size(1) == 3, "TrainingBaselines: queries are [Q, 3, S, S]");
}

void TrainingBaselines::add(const at::Tensor& inputs, const at::Tensor& ring) {
  check(inputs.sizes() == ring.sizes() && inputs.dim() == 4 && inputs[0].numel() == queries_.size(1),
        "TrainingBaselines: pictures are [N, 3, S, S], as large as the queries");
  if (!rings_.defined()) {
    rings_ = at::empty({queries_.size(0), ring.size(0), ring.size(1), ring.size(2), ring.size(3)}, ring.options());
  }
  ++num_objects_;
  num_pictures_ += ring.size(0);
  sum_ += ring.sum({0}, false, at::kDouble);
  const at::Tensor pictures = inputs.flatten(1);
  for (std::int64_t q = 0; q < queries_.size(0); ++q) {
    const auto [distance, azimuth] = (pictures - queries_[q]).square().mean(1).min(0);
    if (distance.item<double>() >= distances_[q].item<double>()) continue;
    distances_[q] = distance;
    rings_[q] = ring.roll({-azimuth.item<std::int64_t>()}, {0});
  }
}

at::Tensor TrainingBaselines::mean_picture() const {
  check(num_pictures_ > 0, "TrainingBaselines: no training object was added");
  return (sum_ / static_cast<double>(num_pictures_)).to(at::kFloat);
}

at::Tensor TrainingBaselines::nearest_rings() const {
  check(rings_.defined(), "TrainingBaselines: no training object was added");
  return rings_;
}

}  // namespace syncdreamer

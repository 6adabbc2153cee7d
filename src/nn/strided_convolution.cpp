#include "nn/strided_convolution.h"

#include <ATen/ATen.h>

#include <array>
#include <cstdint>
#include <vector>

#include "core/error.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {
namespace {

using Place = std::array<std::int64_t, 3>;

/// A weight along one axis, and how many places after the result's place it reads, on grids of half the sides.
struct Tap {
  std::int64_t index, shift;
};

/// The weights that read the even (0) or odd (1) places of an axis, which begins with a zero.
std::vector<Tap> halving_taps(std::int64_t parity) {
  return parity == 0 ? std::vector<Tap>{{1, 1}} : std::vector<Tap>{{0, 0}, {2, 1}};
}

/// The weights that make the even (0) or odd (1) places of an axis, which ends with a zero.
std::vector<Tap> doubling_taps(std::int64_t parity) {
  return parity == 0 ? std::vector<Tap>{{1, 0}} : std::vector<Tap>{{2, 0}, {0, 1}};
}

Place parity_of(std::int64_t part) {
  return {part >> 2, part >> 1 & 1, part & 1};
}

/// Every other place of `[B, D, H, W, C]`, from `parity` on.
at::Tensor part_of(const at::Tensor& volume, const Place& parity) {
  at::Tensor part = volume;
  for (std::int64_t axis = 0; axis < 3; ++axis) part = part.slice(axis + 1, parity[axis], volume.size(axis + 1), 2);
  return part;
}

enum class Zero { first, last };

/// Volumes `[B, D, H, W, C]` with a zero more along each axis, as rows of channels: a shift in space is one of rows.
class PaddedRows {
 public:
  PaddedRows(at::IntArrayRef sizes, Zero zero, const at::TensorOptions& options)
      : sizes_{sizes[0], sizes[1] + 1, sizes[2] + 1, sizes[3] + 1}, first_(zero == Zero::first ? 1 : 0) {
    num_rows_ = sizes_[0] * sizes_[1] * sizes_[2] * sizes_[3];
    const std::int64_t largest_shift = shift_of({1, 1, 1});
    rows_ = at::zeros({num_rows_ + largest_shift, sizes[4]}, options);
  }

  std::int64_t num_rows() const { return num_rows_; }

  void fill(const at::Tensor& volumes) { inside(rows_.narrow(0, 0, num_rows_), first_).copy_(volumes); }

  /// The volumes that `num_rows` rows of results hold.
  at::Tensor result(const at::Tensor& rows) const { return inside(rows, 0); }

  /// Adds the products with the weights `[3, 3, 3, in, out]` of one part to `[num_rows, out]`.
  void add_products(const at::Tensor& weights, std::vector<Tap> (*taps)(std::int64_t), const Place& parity,
                    at::Tensor& result) const {
    for (const Tap z : taps(parity[0])) {
      for (const Tap y : taps(parity[1])) {
        for (const Tap x : taps(parity[2])) {
          const std::int64_t shift = shift_of({z.shift, y.shift, x.shift});
          result.addmm_(rows_.narrow(0, shift, num_rows_), weights[z.index][y.index][x.index]);
        }
      }
    }
  }

 private:
  std::int64_t shift_of(const Place& place) const { return (place[0] * sizes_[2] + place[1]) * sizes_[3] + place[2]; }

  at::Tensor inside(const at::Tensor& rows, std::int64_t first) const {
    at::Tensor volumes = rows.view({sizes_[0], sizes_[1], sizes_[2], sizes_[3], rows.size(1)});
    for (std::int64_t axis = 1; axis < 4; ++axis) volumes = volumes.narrow(axis, first, sizes_[axis] - 1);
    return volumes;
  }

  std::array<std::int64_t, 4> sizes_;
  std::int64_t first_, num_rows_;
  at::Tensor rows_;
};

at::Tensor starting_sums(const PaddedRows& rows, const at::Tensor& weights, const at::Tensor& bias) {
  const std::int64_t channels = weights.size(-1);
  if (!bias.defined()) return at::zeros({rows.num_rows(), channels}, weights.options());
  return bias.detach().expand({rows.num_rows(), channels}).contiguous();
}

}  // namespace

bool strided_convolution_applies(const at::Tensor& x, const at::Tensor& weight) {
  return kernels_apply({x, weight}) && has_channels_last(x) && x.dim() == 5 && x.numel() > 0 && weight.dim() == 5 &&
         weight.sizes().slice(2) == at::IntArrayRef({3, 3, 3});
}

at::Tensor halving_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  check(strided_convolution_applies(x, weight), "halving_convolution: operands that it does not take");
  const at::NoGradGuard no_grad;
  const at::Tensor input = channels_last_view(x), weights = weight.permute({2, 3, 4, 1, 0}).contiguous();
  check(input.size(1) % 2 == 0 && input.size(2) % 2 == 0 && input.size(3) % 2 == 0,
        "halving_convolution: the sides must be even");
  PaddedRows rows(part_of(input, {0, 0, 0}).sizes(), Zero::first, input.options());
  at::Tensor sums = starting_sums(rows, weights, bias);
  for (std::int64_t part = 0; part < 8; ++part) {
    rows.fill(part_of(input, parity_of(part)));
    rows.add_products(weights, halving_taps, parity_of(part), sums);
  }
  return channels_first_view(rows.result(sums).contiguous());
}

at::Tensor doubling_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  check(strided_convolution_applies(x, weight), "doubling_convolution: operands that it does not take");
  const at::NoGradGuard no_grad;
  const at::Tensor input = channels_last_view(x), weights = weight.permute({2, 3, 4, 0, 1}).contiguous();
  const at::Tensor output = at::empty(
      {input.size(0), 2 * input.size(1), 2 * input.size(2), 2 * input.size(3), weights.size(-1)}, input.options());
  PaddedRows rows(input.sizes(), Zero::last, input.options());
  rows.fill(input);
  for (std::int64_t part = 0; part < 8; ++part) {
    at::Tensor sums = starting_sums(rows, weights, bias);
    rows.add_products(weights, doubling_taps, parity_of(part), sums);
    part_of(output, parity_of(part)).copy_(rows.result(sums));
  }
  return channels_first_view(output);
}

}  // namespace syncdreamer

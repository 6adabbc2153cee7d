#pragma once

#include "nn/cpu_kernels.h"
#include "nn/kernels/lanes.h"

namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

/// Scratch memory: what is gathered and made for every channel.
struct ChannelNumbers {
  float *factors, *summands, *block_sums;
  double* sums;
};

/// Sums of `(x - shift)^power` over the pixels for every channel; power 1 or 2.
///
/// Few pixels are summed in single precision at a time, the rest in double precision.
template <int power>
inline void sum_channels(const GroupNormProblem& problem, const float* shifts, const ChannelNumbers& numbers) {
  constexpr std::int64_t kBlock = 16;
  const std::int64_t channels = problem.num_channels;
  for (std::int64_t c = 0; c < channels; ++c) numbers.sums[c] = 0;
  for (std::int64_t first = 0; first < problem.num_pixels; first += kBlock) {
    const std::int64_t rest = problem.num_pixels - first, end = first + (rest < kBlock ? rest : kBlock);
    for (std::int64_t c = 0; c < channels; c += kLanes) store(numbers.block_sums + c, Lanes{});
    for (std::int64_t pixel = first; pixel < end; ++pixel) {
      const float* values = problem.input + pixel * problem.pixel_stride;
      for (std::int64_t c = 0; c < channels; c += kLanes) {
        const Lanes difference = load(values + c) - load(shifts + c);
        store(numbers.block_sums + c,
              load(numbers.block_sums + c) + (power == 1 ? difference : difference * difference));
      }
    }
    for (std::int64_t c = 0; c < channels; ++c) numbers.sums[c] += numbers.block_sums[c];
  }
}

/// The mean of every group's sums, in all of its channels.
inline void average_groups(const GroupNormProblem& problem, double* sums) {
  const std::int64_t group_size = problem.num_channels / problem.num_groups;
  const double count = static_cast<double>(problem.num_pixels * group_size);
  for (double* group = sums; group < sums + problem.num_channels; group += group_size) {
    double sum = 0;
    for (std::int64_t c = 0; c < group_size; ++c) sum += group[c];
    for (std::int64_t c = 0; c < group_size; ++c) group[c] = sum / count;
  }
}

/// Writes the factor and the summand of every channel.
inline void find_normalization(const GroupNormProblem& problem, const ChannelNumbers& numbers) {
  const std::int64_t channels = problem.num_channels;
  float* means = numbers.summands;
  for (std::int64_t c = 0; c < channels; ++c) means[c] = 0;
  sum_channels<1>(problem, means, numbers);
  average_groups(problem, numbers.sums);
  for (std::int64_t c = 0; c < channels; ++c) means[c] = static_cast<float>(numbers.sums[c]);
  sum_channels<2>(problem, means, numbers);
  average_groups(problem, numbers.sums);
  for (std::int64_t c = 0; c < channels; ++c) {
    const double factor = problem.weight[c] / __builtin_sqrt(numbers.sums[c] + problem.eps);
    numbers.factors[c] = static_cast<float>(factor);
    numbers.summands[c] = static_cast<float>(problem.bias[c] - means[c] * factor);
  }
}

template <Activation activation>
inline void apply(const GroupNormProblem& problem, const ChannelNumbers& numbers) {
  for (std::int64_t pixel = 0; pixel < problem.num_pixels; ++pixel) {
    const float* input = problem.input + pixel * problem.pixel_stride;
    float* output = problem.output + pixel * problem.pixel_stride;
    for (std::int64_t c = 0; c < problem.num_channels; c += kLanes) {
      Lanes x = load(input + c) * load(numbers.factors + c) + load(numbers.summands + c);
      if constexpr (activation == Activation::relu) x = maximum(Lanes{}, x);  // NaN stays NaN
      if constexpr (activation == Activation::silu) x = x / (1 + exponential(-x));
      store(output + c, x);
    }
  }
}

inline void group_norm(const GroupNormProblem& problem, float* scratch) {
  const std::int64_t channels = problem.num_channels;
  const ChannelNumbers numbers{scratch, scratch + channels, scratch + 2 * channels,
                               reinterpret_cast<double*>(scratch + 3 * channels)};
  find_normalization(problem, numbers);
  switch (problem.activation) {
    case Activation::none:
      return apply<Activation::none>(problem, numbers);
    case Activation::relu:
      return apply<Activation::relu>(problem, numbers);
    case Activation::silu:
      return apply<Activation::silu>(problem, numbers);
  }
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET

#pragma once

#include "nn/cpu_kernels.h"
#include "nn/kernels/lanes.h"

namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

/// The voxels around a point that lie in the volume, and their weights.
struct SurroundingVoxels {
  int count = 0;
  const float* voxels[8];
  float weights[8];
};

/// The two samples beside a place on an axis of `size` samples, where 0 is the middle of the first one.
struct AxisPlace {
  std::int64_t lower;
  float weights[2];  ///< of the lower and of the upper one; 0 outside

  AxisPlace(float place, std::int64_t size) : lower(static_cast<std::int64_t>(place)) {
    if (place < 0) lower = -1;  // rounded down: place > -1
    const float upper = place - static_cast<float>(lower);
    weights[0] = lower >= 0 ? 1 - upper : 0;
    weights[1] = lower + 1 < size ? upper : 0;
  }
};

inline SurroundingVoxels surrounding_voxels(const VolumeSamplingProblem& problem, const float* point) {
  const float x = (point[0] + 1) / 2 * static_cast<float>(problem.width - 1);
  const float y = (point[1] + 1) / 2 * static_cast<float>(problem.height - 1);
  const float z = (point[2] + 1) / 2 * static_cast<float>(problem.depth - 1);
  SurroundingVoxels around;
  const bool is_near = x > -1 && x < static_cast<float>(problem.width) && y > -1 &&
                       y < static_cast<float>(problem.height) && z > -1 && z < static_cast<float>(problem.depth);
  if (!is_near) return around;
  const AxisPlace columns(x, problem.width), rows(y, problem.height), slices(z, problem.depth);
  for (int corner = 0; corner < 8; ++corner) {
    const int i = corner & 1, j = corner >> 1 & 1, k = corner >> 2;
    const float weight = columns.weights[i] * rows.weights[j] * slices.weights[k];
    if (weight == 0) continue;
    const std::int64_t row = (slices.lower + k) * problem.height + rows.lower + j;
    around.voxels[around.count] = problem.volume + (row * problem.width + columns.lower + i) * problem.num_channels;
    around.weights[around.count++] = weight;
  }
  return around;
}

inline void sample_volume(const VolumeSamplingProblem& problem) {
  for (std::int64_t p = 0; p < problem.num_points; ++p) {
    const SurroundingVoxels around = surrounding_voxels(problem, problem.points + 3 * p);
    float* result = problem.result + p * problem.num_channels;
    for (std::int64_t c = 0; c < problem.num_channels; c += kLanes) {
      Lanes sum{};
      for (int i = 0; i < around.count; ++i) sum += load(around.voxels[i] + c) * broadcast(around.weights[i]);
      store(result + c, sum);
    }
  }
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET

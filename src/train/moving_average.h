#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"
#include "train/optimizer.h"

namespace syncdreamer {

/// Exponential moving average of parameters: what a training ships. With decay 0 the parameters themselves are it, and
/// none is kept.
class MovingAverage {
 public:
  MovingAverage(const std::vector<ParameterGroup>& groups, double decay);

  /// After step n (from 0) the decay is min(decay, (1 + n) / (10 + n)), so that early averages follow quickly.
  void update(std::int64_t step);

  /// Exchanges parameters and averages; called twice it changes nothing. Needs no memory, so that it cannot stop half
  /// way.
  void swap();

  void save(StateDict& state) const;
  void load(const StateDict& state);

 private:
  std::vector<std::string> names_;
  std::vector<at::Tensor> parameters_, averages_;
  at::Tensor scratch_;  ///< as long as the longest of them
  double decay_;
};

/// The averages in place of the parameters until the end of the scope.
class ScopedAverages {
 public:
  explicit ScopedAverages(MovingAverage& average) : average_(average) { average_.swap(); }
  ~ScopedAverages() { average_.swap(); }
  ScopedAverages(const ScopedAverages&) = delete;
  ScopedAverages& operator=(const ScopedAverages&) = delete;

 private:
  MovingAverage& average_;
};

}  // namespace syncdreamer

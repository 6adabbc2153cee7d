#pragma once

#include <cstddef>
#include <numeric>
#include <vector>

namespace syncdreamer {

/// The numbers 0 to count - 1 in disjoint sets, at first each in its own. One number of a set, its root, stands for it.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t count) : parents_(count) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }

  std::size_t size() const { return parents_.size(); }
  std::size_t root(std::size_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parents_[root(a)] = root(b); }

 private:
  std::vector<std::size_t> parents_;
};

}  // namespace syncdreamer

#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

namespace syncdreamer {

/// A 64-bit mixing function (SplitMix64's finalizer): distinct inputs give distinct, well-spread outputs.
constexpr std::uint64_t mix_bits(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// FNV-1a, 64 bits; the seed changes where it starts, so that hashes can be continued.
constexpr std::uint64_t fnv1a_64(std::string_view text, std::uint64_t seed = 0) {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ seed;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

/// A seed for generators that take the lower half of one alone, as libtorch's on the CPU do: small seeds as they are.
constexpr std::uint64_t generator_seed(std::uint64_t seed) {
  return seed >> 32 == 0 ? seed : mix_bits(seed);
}

/// SplitMix64: small, fast random numbers that are the same on every machine. Streams of one seed are independent, so
/// that what is drawn at step n of a training depends on (seed, n) alone.
class Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0)
      : state_(mix_bits(seed + 0x632be59bd9b4e019ULL) ^ mix_bits(stream)) {}

  std::uint64_t bits() { return mix_bits(state_ += 0x9e3779b97f4a7c15ULL); }
  /// Uniform in [0, 1).
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform among 0 .. count - 1.
  int below(int count) { return static_cast<int>(uniform() * count); }
  /// Uniform among low .. high, both included.
  int between(int low, int high) { return low + below(high - low + 1); }
  bool chance(double probability) { return uniform() < probability; }
  /// All orders of the elements are equally likely.
  template <class Elements>
  void shuffle(Elements& elements) {
    for (std::size_t i = std::size(elements); i > 1; --i)
      std::swap(elements[i - 1], elements[static_cast<std::size_t>(below(static_cast<int>(i)))]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace syncdreamer

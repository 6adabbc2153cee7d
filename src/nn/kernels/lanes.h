#pragma once

#include <cstdint>

/// Vectors of floats as wide as the instruction set's registers.
namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

#if defined(__AVX512F__)
constexpr std::int64_t kLanes = 16;
#elif defined(__AVX__)
constexpr std::int64_t kLanes = 8;
#else
constexpr std::int64_t kLanes = 4;
#endif

using Lanes [[gnu::vector_size(4 * kLanes), gnu::aligned(4), gnu::may_alias]] = float;
using IntLanes [[gnu::vector_size(4 * kLanes), gnu::aligned(4), gnu::may_alias]] = std::int32_t;

inline Lanes load(const float* address) {
  return *reinterpret_cast<const Lanes*>(address);
}

inline void store(float* address, Lanes value) {
  *reinterpret_cast<Lanes*>(address) = value;
}

inline Lanes broadcast(float value) {
  return value - Lanes{};
}

inline Lanes maximum(Lanes a, Lanes b) {
  return a > b ? a : b;
}

inline Lanes minimum(Lanes a, Lanes b) {
  return a < b ? a : b;
}

template <int... indices>
struct Indices {};

#if defined(__AVX512F__)
using LaneIndices = Indices<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15>;
#elif defined(__AVX__)
using LaneIndices = Indices<0, 1, 2, 3, 4, 5, 6, 7>;
#else
using LaneIndices = Indices<0, 1, 2, 3>;
#endif

/// Alternately the numbers of `a` and `b` from number `start` on.
template <int start, int... i>
inline Lanes interleave(Lanes a, Lanes b, Indices<i...>) {
  return __builtin_shufflevector(a, b, (start + i / 2 + i % 2 * static_cast<int>(kLanes))...);
}

/// Rows become columns.
inline void transpose(Lanes (&rows)[kLanes]) {
  constexpr int kHalf = kLanes / 2;
  for (std::int64_t done = 1; done < kLanes; done *= 2) {
    Lanes next[kLanes];
    for (int i = 0; i < kHalf; ++i) {
      next[2 * i] = interleave<0>(rows[i], rows[i + kHalf], LaneIndices{});
      next[2 * i + 1] = interleave<kHalf>(rows[i], rows[i + kHalf], LaneIndices{});
    }
    for (std::int64_t i = 0; i < kLanes; ++i) rows[i] = next[i];
  }
}

/// e^x to three units in the last place; x is taken as in [-87, 88], where the result is a normal number.
inline Lanes exponential(Lanes x) {
  x = minimum(broadcast(88), maximum(broadcast(-87), x));  // in this order NaN stays NaN
  constexpr float kRounder = 12582912;                     // 1.5 * 2^23: a sum with it is an integer
  const Lanes shifted = x * 1.44269504F + kRounder;        // round(x / log 2), in the low bits
  const Lanes whole = shifted - kRounder;
  const Lanes r = (x - whole * 0.693359375F) + whole * 2.12194440e-4F;  // |r| <= log(2) / 2; log 2 in two parts
  Lanes series = r * (1 / 720.0F) + 1 / 120.0F;
  series = series * r + 1 / 24.0F;
  series = series * r + 1 / 6.0F;
  series = series * r + 0.5F;
  series = series * r * r + r + 1;
  const IntLanes power = (reinterpret_cast<IntLanes>(shifted) + 127) << 23;
  return series * reinterpret_cast<Lanes>(power);
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET

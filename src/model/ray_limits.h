#pragma once

namespace syncdreamer {

/// A ray whose samples would lie nearer to each other than this misses the cube, object units.
inline constexpr float kMinSegment = 1e-6f;

/// Of what lies behind so little comes through that a ray ends.
inline constexpr float kMinTransmittance = 1e-4f;

}  // namespace syncdreamer

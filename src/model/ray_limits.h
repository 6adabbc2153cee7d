#pragma once

namespace syncdreamer {

/// A ray whose samples would lie nearer to each other than this misses the cube, object units.
inline constexpr float kMinSegment = 1e-6f;

/// A ray ends where less of the light than this comes through.
inline constexpr float kMinTransmittance = 1e-4f;

}  // namespace syncdreamer

#pragma once

namespace syncdreamer {

/// Lets threads that wait for each other sleep soon instead of spinning for milliseconds, which on a machine with other
/// work makes everything several times slower (docs/performance.md).
///
/// GNU's OpenMP reads this from the environment before `main` starts, so the program replaces itself once by itself
/// with GOMP_SPINCOUNT set. Where that or OMP_WAIT_POLICY is set already, or it cannot be done, nothing happens.
void shorten_waits(char** argv);

}  // namespace syncdreamer

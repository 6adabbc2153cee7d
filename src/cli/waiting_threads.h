#pragma once

namespace syncdreamer {

/// Lets threads that wait for each other sleep soon instead of spinning for milliseconds, which on a machine with other
/// work makes everything several times slower (docs/performance.md).
///
/// GNU's OpenMP reads this from the environment when it is loaded, so the program replaces itself once by itself with
/// GOMP_SPINCOUNT set. To be called from `.preinit_array`, before the constructors of the libraries, which take most of
/// a start; hence the environment is an argument. Where that variable or OMP_WAIT_POLICY is set already, or it cannot
/// be done, nothing happens.
void shorten_waits(int argc, char** argv, char** environment);

}  // namespace syncdreamer

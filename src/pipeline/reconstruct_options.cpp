#include "pipeline/reconstruct_options.h"

#include "core/error.h"
#include "core/option_range.h"
#include "core/size_text.h"

namespace syncdreamer {
namespace {

constexpr double kMaxTurntablePixels = 1e9;    // of all frames, which are held in memory
constexpr std::uint64_t kBytesPerTexel = 120;  // while a texture is made, measured
constexpr std::uint64_t kBytesPerSample = 5;   // of a grid, and a little of what marching cubes keeps of it

}  // namespace

void check_is_of_views(ReconstructionMethod method) {
  if (method == ReconstructionMethod::volume)
    throw InputError("--method: found volume, which views alone do not have, expected auto, fast, neus or hull");
}

void ReconstructOptions::check_ranges() const {
  check_enum(method);
  require_option(least_part > 0 && least_part <= 1, "--least-part", least_part, "more than 0, at most 1");
  require_range("--faces", num_faces, 100, 10'000'000);
  require_range("--texture-size", texture_size, 64, kMaxTextureSize);
  require_option(neus_steps >= 1, "--neus-steps", neus_steps, "1 or more");
  require_range("--neus-rays", neus_rays, 8, 1'000'000);
  require_range("--neus-mesh-size", neus_mesh_size, 16, 1024);
  require_range("--turntable-size", turntable.size, 16, 4096);
  require_range("--turntable-frames", turntable.num_frames, 1, 3600);
  const double turntable_pixels = static_cast<double>(turntable.num_frames) * turntable.size * turntable.size;
  require_option(
      turntable_pixels <= kMaxTurntablePixels, "--turntable-size", turntable.size,
      "smaller frames or fewer of them: together they may have " + number_text(kMaxTurntablePixels) + " pixels");
  require_range("--turntable-samples", turntable.samples, 1, 16);
  require_range("--turntable-elevation", turntable.elevation_deg, -90, 90);
  fit.check_ranges();
}

void ReconstructOptions::check_memory(std::uint64_t bytes) const {
  const auto squared = [](int side) { return static_cast<std::uint64_t>(side) * static_cast<std::uint64_t>(side); };
  const auto check_size = [bytes](const char* flag, int size, std::uint64_t needed) {
    require_option(
        needed <= bytes, flag, size,
        "less: it takes about " + size_text(needed) + " of memory, of which " + size_text(bytes) + " may be used");
  };
  check_size("--texture-size", texture_size, kBytesPerTexel * squared(texture_size));
  check_size("--turntable-size", turntable.size,
             3 * static_cast<std::uint64_t>(turntable.num_frames) * squared(turntable.size));
  const auto samples = static_cast<std::uint64_t>(neus_mesh_size);
  if (method == ReconstructionMethod::neus)
    check_size("--neus-mesh-size", neus_mesh_size, kBytesPerSample * samples * squared(neus_mesh_size));
  if (method != ReconstructionMethod::neus && method != ReconstructionMethod::hull) fit.check_memory(bytes);
}

void warn_of_idle_fit_options(ReconstructionMethod method, const SurfaceFitOptions& fit, SurfaceFitOptions by_default,
                              const Reporter& reporter) {
  using enum ReconstructionMethod;
  if (method == neus) by_default.seed = fit.seed;  // which it takes
  if (method != fast && method != automatic && fit != by_default)
    reporter.warn("options of the fit have no effect on the method " + enum_name(method) +
                  " (--method fast takes them)");
}

}  // namespace syncdreamer

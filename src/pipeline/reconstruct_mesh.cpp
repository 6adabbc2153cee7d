#include "pipeline/reconstruct_mesh.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/error.h"
#include "geometry/mesh_topology.h"
#include "neus/neus_fit.h"
#include "neus/neus_renderer.h"
#include "neus/neus_surface.h"
#include "nn/layers.h"
#include "reconstruct/ground_cut.h"
#include "reconstruct/marching_cubes.h"
#include "reconstruct/mesh_decimation.h"
#include "reconstruct/mesh_smoothing.h"
#include "reconstruct/signed_distance.h"
#include "reconstruct/texture_atlas.h"
#include "reconstruct/texture_bake.h"

namespace syncdreamer {
namespace {

constexpr int kSmoothingRounds = 5;
constexpr double kNeusHalfSide = 0.6;

/// Measures how long the stages take.
class StageClock {
 public:
  void end(const std::string& stage) {
    const auto now = std::chrono::steady_clock::now();
    seconds_.emplace_back(stage, std::chrono::duration<double>(now - start_).count());
    start_ = now;
  }
  const std::vector<std::pair<std::string, double>>& seconds() const { return seconds_; }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::vector<std::pair<std::string, double>> seconds_;
};

void report_disagreement(const VisualHull& hull, const Reporter& reporter) {
  std::string numbers;
  for (const int view : hull.disagreeing_views()) numbers += (numbers.empty() ? "" : ", ") + std::to_string(view);
  if (!numbers.empty()) reporter.warn("the silhouettes of these views disagree with the others: " + numbers);
}

std::optional<ScalarGrid> fit_neus(const std::vector<ReconstructionView>& views, const ReconstructOptions& options,
                                   const Reporter& reporter, const std::function<bool()>& should_stop) {
  NeusRenderer renderer;
  initialize(renderer, options.fit.seed);
  const std::int64_t object_rays = options.neus_rays / 8;
  NeusFit fit(renderer, views,
              {.num_steps = options.neus_steps,
               .num_random_rays = options.neus_rays - object_rays,
               .num_object_rays = object_rays});
  if (!fit.run(reporter, should_stop)) return std::nullopt;
  return sample_distances(*renderer.sdf_network, options.neus_mesh_size, kNeusHalfSide, reporter);
}

/// The signed distance by the chosen method; nothing if stopped.
std::optional<ScalarGrid> find_surface(const std::vector<ReconstructionView>& views, const ReconstructOptions& options,
                                       const Reporter& reporter, const std::function<bool()>& should_stop,
                                       Reconstruction& result) {
  switch (options.method) {
    case ReconstructionMethod::hull:
      return signed_distance(result.hull.coverage, 0.5F);
    case ReconstructionMethod::neus:
      return fit_neus(views, options, reporter, should_stop);
    case ReconstructionMethod::fast:
      break;
  }
  std::optional<FittedSurface> fit = fit_surface(views, result.hull, options.fit, reporter, should_stop);
  if (!fit) return std::nullopt;
  if (fit->undone_steps > 0)
    reporter.warn(std::to_string(fit->undone_steps) + " steps of the fit were left out: their loss was not finite");
  result.loss = fit->loss;
  const ScalarGrid distance = fit->grid.distance();
  const bool left_something =
      std::any_of(distance.values.begin(), distance.values.end(), [](float value) { return value < 0; });
  if (left_something) return distance;
  reporter.warn("the fit left nothing of the object, which is very thin: its visual hull is taken");
  return signed_distance(result.hull.coverage, 0.5F);
}

/// Closed, smooth, of the wanted number of triangles.
Mesh extract_mesh(const ScalarGrid& distance, const ReconstructOptions& options, Reconstruction& result) {
  Mesh mesh = marching_cubes(distance);
  if (mesh.empty()) throw InputError("no surface was found in the views: they leave nothing of the object");
  result.num_dropped_components = keep_largest_component(mesh);
  smooth(mesh, kSmoothingRounds);
  mesh = decimate(mesh, static_cast<std::size_t>(options.num_faces));
  result.num_dropped_components += keep_largest_component(mesh);
  compute_normals(mesh);
  result.watertight = is_watertight(mesh);
  result.euler_number = euler_number(mesh);
  return mesh;
}

}  // namespace

void ReconstructOptions::check_ranges() const {
  const auto require = [](bool holds, const std::string& flag, double found, const std::string& expected) {
    if (!holds) throw InputError(flag + ": found " + std::to_string(found) + ", expected " + expected);
  };
  require(num_faces >= 100 && num_faces <= 10'000'000, "--faces", num_faces, "100 to 10000000");
  require(texture_size >= 64 && texture_size <= 8192, "--texture-size", texture_size, "64 to 8192");
  require(neus_steps >= 1, "--neus-steps", static_cast<double>(neus_steps), "at least 1");
  require(neus_rays >= 8 && neus_rays <= 1'000'000, "--neus-rays", static_cast<double>(neus_rays), "8 to 1000000");
  require(neus_mesh_size >= 16 && neus_mesh_size <= 1024, "--neus-mesh-size", neus_mesh_size, "16 to 1024");
  require(turntable.size >= 16 && turntable.size <= 4096, "--turntable-size", turntable.size, "16 to 4096");
  require(turntable.num_frames >= 1 && turntable.num_frames <= 3600, "--turntable-frames", turntable.num_frames,
          "1 to 3600");
  require(turntable.samples >= 1 && turntable.samples <= 16, "--turntable-samples", turntable.samples, "1 to 16");
}

std::optional<Reconstruction> reconstruct_mesh(const std::vector<ReconstructionView>& views,
                                               const ReconstructOptions& options, const Reporter& reporter,
                                               const std::function<bool()>& should_stop) {
  options.check_ranges();
  StageClock clock;
  Reconstruction result;
  result.hull = carve_visual_hull(views);
  report_disagreement(result.hull, reporter);
  if (options.on_ground) cut_at_ground(result.hull, views);
  clock.end("hull");

  const std::optional<ScalarGrid> distance = find_surface(views, options, reporter, should_stop, result);
  if (!distance) return std::nullopt;
  clock.end("surface");

  result.colored_mesh = extract_mesh(*distance, options, result);
  clock.end("mesh");

  const TextureAtlas atlas = make_texture_atlas(result.colored_mesh, {.size = options.texture_size});
  result.mesh = atlas.mesh;
  set_texture(result.mesh, bake_texture(atlas, views));
  result.colored_mesh.colors = vertex_colors(result.colored_mesh, views);
  clock.end("texture");

  result.agreements = compare_with_views(result.mesh, views);
  clock.end("comparison");
  result.seconds = clock.seconds();
  return result;
}

}  // namespace syncdreamer

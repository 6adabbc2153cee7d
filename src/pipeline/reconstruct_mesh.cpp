#include "pipeline/reconstruct_mesh.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/joined.h"
#include "core/percent_text.h"
#include "core/stopwatch.h"
#include "geometry/mesh_topology.h"
#include "neus/neus_fit.h"
#include "neus/neus_renderer.h"
#include "neus/neus_surface.h"
#include "nn/device.h"
#include "nn/layers.h"
#include "reconstruct/ground_cut.h"
#include "reconstruct/hull_limits.h"
#include "reconstruct/marching_cubes.h"
#include "reconstruct/mesh_decimation.h"
#include "reconstruct/mesh_parts.h"
#include "reconstruct/mesh_smoothing.h"
#include "reconstruct/silhouette_filling.h"
#include "reconstruct/texture_atlas.h"
#include "reconstruct/texture_bake.h"
#include "reconstruct/view_agreement.h"

namespace syncdreamer {
namespace {

constexpr int kSmoothingRounds = 5, kMaxSmoothingRounds = 100;
constexpr int kVolumeSmoothingRounds = 20;      // networks leave ripples two voxels wide
constexpr std::int64_t kRaysAtOnceOnCpu = 256;  // 2 GB
constexpr int kNumStages = 5;
constexpr double kMinHullIou = 0.2;  // of the hull's silhouettes and the masks, below which nothing fits the views
constexpr double kConsistentHullIou = 0.95;  // from which on the views contradict each other nowhere
constexpr double kMinVolumeIou = 0.5;        // of the volume's silhouettes and the masks
constexpr double kMinPictureIou = 0.5;       // of a silhouette and the input picture's, which then show one object
constexpr double kMuchWorse = 0.1;           // silhouette IoU that the fit may lie behind the hull
constexpr double kMaxOutside = 0.5;          // share of the silhouettes outside of the cube

/// Measures how long the stages of reconstruct_mesh take, and reports when one ends.
class StageClock {
 public:
  explicit StageClock(const Reporter& reporter) : reporter_(reporter) { report(); }

  /// Ends a stage. \return whether it is to be the last one.
  bool stops_after(const std::string& stage) {
    seconds_.emplace_back(stage, stopwatch_.restart());
    report();
    return reporter_.is_stopped();
  }
  const std::vector<std::pair<std::string, double>>& seconds() const { return seconds_; }

 private:
  void report() const { reporter_.progress("reconstructing", std::ssize(seconds_), kNumStages); }

  const Reporter& reporter_;
  Stopwatch stopwatch_;
  std::vector<std::pair<std::string, double>> seconds_;
};

bool fills_all_pictures(const std::vector<ReconstructionView>& views) {
  return std::all_of(views.begin(), views.end(), [](const ReconstructionView& view) {
    return std::all_of(view.mask.begin(), view.mask.end(), [](float m) { return m > 0.5F; });
  });
}

void check_occupancy(const ScalarGrid& occupancy) {
  if (occupancy.size == 0 && occupancy.values.empty()) return;
  const auto side = static_cast<std::size_t>(std::max(0, occupancy.size));
  check(side >= 2 && occupancy.half_side > 0 && std::isfinite(occupancy.half_side),
        "reconstruct_mesh: the occupancy's grid spans no cube");
  check(occupancy.values.size() == side * side * side,
        "reconstruct_mesh: the occupancy has another number of values than its grid");
  check(std::ranges::all_of(occupancy.values, [](float value) { return std::isfinite(value); }),
        "reconstruct_mesh: the occupancy has values that are no finite numbers");
}

void check_source(const ViewSource& source, const std::vector<ReconstructionView>& views) {
  check_occupancy(source.occupancy);
  if (source.picture) check_view(*source.picture);
  check(source.opaque_views.empty() || source.opaque_views.size() == views.size(),
        "reconstruct_mesh: not every view has its opaque view");
  for (std::size_t k = 0; k < source.opaque_views.size(); ++k) {
    const Image &opaque = source.opaque_views[k], &seen = views[k].image;
    check_image(opaque);
    check(opaque.width == seen.width && opaque.height == seen.height && opaque.channels == seen.channels,
          "reconstruct_mesh: an opaque view has another size than its view");
  }
}

/// From how many places the views are taken.
std::size_t count_places(const std::vector<ReconstructionView>& views) {
  constexpr double kSamePlace = 1e-6;  // object units
  std::vector<Vec3> places;
  for (const ReconstructionView& view : views) {
    const Vec3 centre = view.camera.centre();
    const auto is_here = [&](const Vec3& place) { return length(place - centre) < kSamePlace; };
    if (std::none_of(places.begin(), places.end(), is_here)) places.push_back(centre);
  }
  return places.size();
}

/// The views that show something, where others do not; the result gets the numbers of both.
///
/// \return nothing if all show something: copies of photos are large.
/// \throws InputError if they are too few.
std::optional<std::vector<ReconstructionView>> without_empty_views(const std::vector<ReconstructionView>& all,
                                                                   Reconstruction& result, const Reporter& reporter) {
  for (std::size_t k = 0; k < all.size(); ++k)
    (shows_something(all[k]) ? result.used_views : result.empty_views).push_back(static_cast<int>(k));
  std::optional<std::vector<ReconstructionView>> used;
  if (!result.empty_views.empty()) {
    used.emplace();
    for (const int k : result.used_views) used->push_back(all[static_cast<std::size_t>(k)]);
  }
  const std::vector<ReconstructionView>& views = used ? *used : all;
  const std::string empty = joined(result.empty_views);
  if (const std::size_t count = count_places(views); count < kMinViews) {
    const std::string found = std::to_string(count) + (empty.empty() ? "" : ", and nothing is seen in views " + empty);
    throw InputError("views that show the object, from different places: found " + found + "; expected at least " +
                     std::to_string(kMinViews));
  }
  if (!empty.empty()) reporter.warn("nothing is seen in these views, which are left out: " + empty);
  return used;
}

/// The hull of views that show something.
///
/// \throws ContradictoryViewsError if they have nothing in common that explains them.
VisualHull carve(const std::vector<ReconstructionView>& views, const Reporter& reporter) {
  if (fills_all_pictures(views)) {
    reporter.warn("the object fills all pictures: no background was recognized");
  } else if (const double outside = share_outside(views); outside > kMuchOutside) {
    const std::string sentence =
        percent_text(outside) + " of the silhouettes lie outside of the cube of side 1.1 around the origin";
    if (outside > kMaxOutside) {
      throw ContradictoryViewsError(
          sentence +
          ", expected an object within it: the cameras or the masks may be wrong (in a file of cameras, the axes of "
          "transform_matrix are OpenGL's: y up, z backwards)");
    }
    reporter.warn(sentence + ", where the object is cut off: the cameras or the masks may be wrong");
  }
  VisualHull hull = carve_visual_hull(views);
  if (const double iou = hull.mean_iou(); iou < kMinHullIou) {
    throw ContradictoryViewsError("the views contradict each other: the body that most of them agree on explains " +
                                  percent_text(iou) + " of their silhouettes");
  }
  return hull;
}

/// The hull of views whose object's shape is known without it.
VisualHull carve_if_possible(const std::vector<ReconstructionView>& views, const Reporter& reporter) {
  try {
    return carve(views, reporter);
  } catch (const ContradictoryViewsError& error) {
    reporter.warn(error.what());
    return {ScalarGrid(), 0, std::vector<double>(views.size(), 0.0)};
  }
}

/// Names the views whose silhouettes no common body explains.
void warn_of_contradictions(const Reconstruction& result, bool are_generated, const Reporter& reporter) {
  const std::vector<int> disagreeing = result.disagreeing_views();
  if (disagreeing.empty()) return;
  if (2 * disagreeing.size() <= result.used_views.size()) {
    reporter.warn("the silhouettes of these views disagree with the others: " + joined(disagreeing));
  } else if (result.method == ReconstructionMethod::volume) {
    reporter.warn(
        "most silhouettes contradict each other, as those of a thin or nearly white object may: its shape is "
        "the volume's");
  } else {
    const char* const reason = are_generated ? ": no one object looks like that" : ": these may not be their cameras";
    reporter.warn("most silhouettes contradict each other (views " + joined(disagreeing) + ")" + reason);
  }
}

/// Ends the object where it stands on the ground, unless that contradicts the views.
void cut_where_it_stands(VisualHull& hull, const std::vector<ReconstructionView>& views, const Reporter& reporter) {
  VisualHull cut = hull;
  cut_at_ground(cut, views);
  if (cut.mean_iou() >= hull.mean_iou() - kMuchWorse) {
    hull = std::move(cut);
  } else {
    reporter.warn("the views do not show where the object ends at the bottom, which is left as they carve it");
  }
}

/// What a method finds in the views.
struct FoundSurface {
  ScalarGrid distance;                                      ///< negative inside
  std::vector<std::pair<std::string, double>> losses = {};  ///< at the end of a fit, by name
};

std::optional<FoundSurface> fit_neus(const std::vector<ReconstructionView>& views, const ReconstructOptions& options,
                                     const Reporter& reporter) {
  NeusRenderer renderer;
  initialize(renderer, options.fit.seed);
  renderer.to(device_named(options.neus_device));
  const at::Device device = renderer.deviation_network->variance.device();
  const std::int64_t object_rays = options.neus_rays / 8;
  NeusFit fit(renderer, views,
              {.num_steps = options.neus_steps,
               .num_random_rays = options.neus_rays - object_rays,
               .num_object_rays = object_rays,
               .rays_at_once = device.is_cpu() ? kRaysAtOnceOnCpu : NeusFitOptions().rays_at_once,
               .seed = options.fit.seed});
  if (!fit.run(reporter)) return std::nullopt;
  std::optional<ScalarGrid> distance =
      sample_distances(*renderer.sdf_network, options.neus_mesh_size, renderer.options().half_side, reporter);
  if (!distance) return std::nullopt;
  const auto [rendering, mask, eikonal] = fit.last_losses();
  return FoundSurface{*std::move(distance), {{"rendering", rendering}, {"mask", mask}, {"eikonal", eikonal}}};
}

/// Negative where a grid of occupancy is above one half.
ScalarGrid outside_of(ScalarGrid occupancy) {
  for (float& value : occupancy.values) value = 0.5F - value;
  return occupancy;
}

/// Where the views' volume has the object, and thin parts of it that it is not sure of but their picture shows.
ScalarGrid occupancy_of(const ViewSource& source) {
  ScalarGrid occupancy = source.occupancy;
  if (source.picture && occupancy.size > 0) fill_silhouette(occupancy, *source.picture);
  return occupancy;
}

/// The surface of a volume, if the method takes it; empty if there is none.
Mesh surface_of_volume(ReconstructionMethod method, const ScalarGrid& occupancy, const Reporter& reporter) {
  using enum ReconstructionMethod;
  if (method != volume && (method != automatic || occupancy.size == 0)) return {};
  Mesh surface = occupancy.size == 0 ? Mesh() : marching_cubes(outside_of(occupancy));
  if (surface.empty())
    reporter.warn("the views come from no volume that has the object: they are fitted instead (--method fast)");
  return surface;
}

/// The method that is used where the volume has this surface, empty if there is none.
ReconstructionMethod settled(ReconstructionMethod method, const Mesh& surface) {
  using enum ReconstructionMethod;
  if (!surface.empty()) return volume;
  return method == automatic || method == volume ? fast : method;
}

/// Whether a volume's surface lacks the object that its views show. What their masks have of a nearly white object says
/// little; the picture that they come from knows better.
bool lacks_object(const Mesh& surface, double hull_iou, const std::vector<ReconstructionView>& views,
                  const ViewSource& source) {
  const double iou = mean_silhouette_iou(surface, views);
  if (iou >= kMinVolumeIou || iou >= hull_iou - kMuchWorse) return false;
  return !source.picture || mean_silhouette_iou(surface, {*source.picture}) < kMinPictureIou;
}

std::optional<FoundSurface> fit_fast(const std::vector<ReconstructionView>& views, const VisualHull& hull,
                                     const ReconstructOptions& options, const Reporter& reporter) {
  const std::optional<FittedSurface> fit = fit_surface(views, hull, options.fit, reporter);
  if (!fit) return std::nullopt;
  if (fit->left_out_steps > 0)
    reporter.warn(std::to_string(fit->left_out_steps) + " steps of the fit were left out: their loss was not finite");
  ScalarGrid distance = fit->grid.distance();
  keep_above_hull_bottom(distance, hull);
  if (hull.mean_iou() > kConsistentHullIou) keep_near_hull(distance, hull);
  const FitLosses& losses = fit->losses;
  return FoundSurface{std::move(distance),
                      {{"color", losses.color}, {"mask", losses.mask}, {"regularization", losses.regularization}}};
}

/// By the method of the result, which has its hull.
std::optional<FoundSurface> find_surface(const Reconstruction& result, const ScalarGrid& occupancy,
                                         const std::vector<ReconstructionView>& views,
                                         const ReconstructOptions& options, const Reporter& reporter) {
  using enum ReconstructionMethod;
  if (result.method == volume) return FoundSurface{outside_of(occupancy)};
  if (result.method == hull) return FoundSurface{outside_of(result.hull.coverage)};
  return result.method == neus ? fit_neus(views, options, reporter) : fit_fast(views, result.hull, options, reporter);
}

/// As many as smooth what is finer than a pixel: rounds reach as far as the root of their number.
int smoothing_rounds(ReconstructionMethod method, const ScalarGrid& distance,
                     const std::vector<ReconstructionView>& views) {
  const double reach = pixel_size(views) / distance.spacing();
  const int least = method == ReconstructionMethod::volume ? kVolumeSmoothingRounds : kSmoothingRounds;
  return static_cast<int>(std::clamp<double>(kSmoothingRounds * reach * reach, least, kMaxSmoothingRounds));
}

struct ExtractedMesh {
  Mesh mesh;
  LeftOutParts left_out;
};

/// Closed, smooth, of the wanted number of triangles; empty where there is no surface.
///
/// \param method  that found the surface.
ExtractedMesh extract_mesh(const ScalarGrid& distance, ReconstructionMethod method,
                           const std::vector<ReconstructionView>& views, const ReconstructOptions& options) {
  ExtractedMesh result{marching_cubes(distance), {}};
  auto& [mesh, left_out] = result;
  if (mesh.empty()) return result;
  left_out = keep_needed_parts(mesh, views, options.least_part);
  taubin_smooth(mesh, smoothing_rounds(method, distance, views));
  mesh = decimate(mesh, static_cast<std::size_t>(options.num_faces));
  left_out.count += keep_large_components(mesh, options.least_part);  // decimation may split parts
  compute_normals(mesh);
  return result;
}

/// Takes the mesh of the visual hull where the mesh of a fit lost what the hull has.
void take_hull_where_parts_are_lost(ExtractedMesh& mesh, Reconstruction& result,
                                    const std::vector<ReconstructionView>& views, const ReconstructOptions& options,
                                    const Reporter& reporter) {
  const double iou = mean_silhouette_iou(mesh.mesh, views);
  if (iou >= result.hull.mean_iou() - kMuchWorse) return;
  ExtractedMesh coarse = extract_mesh(outside_of(result.hull.coverage), ReconstructionMethod::hull, views, options);
  if (mean_silhouette_iou(coarse.mesh, views) <= iou + kMuchWorse) return;
  reporter.warn("the fit lost parts of the object, which is very thin: its visual hull is taken");
  mesh = std::move(coarse);
  result.method = ReconstructionMethod::hull;
  result.losses.clear();
}

/// Counts the mesh's parts, and warns of those that were seen and left out.
void count_parts(const ExtractedMesh& found, const Reporter& reporter, Reconstruction& result) {
  result.num_components = connected_components(found.mesh).count;
  result.watertight = is_watertight(found.mesh);
  result.euler_number = euler_number(found.mesh);
  result.num_dropped_components = found.left_out.count;
  if (const double share = found.left_out.seen_share; share > 0) {
    reporter.warn("parts of the object were left out, with up to " + percent_text(share) +
                  " of the largest one's surface (--least-part)");
  }
}

/// Warns of a mesh that ends at a side of the cube in which the object is sought. At its top and bottom, where a ring
/// of views does not see the end of the object, all may whose pictures show the whole object.
void warn_of_cut_off_mesh(const Mesh& mesh, const std::vector<ReconstructionView>& views, const Reporter& reporter) {
  constexpr double kBesideCube = 0.01, kSide = kHullHalfSide - kBesideCube;
  const Box box = bounding_box(mesh);
  const bool ends_beside = std::max({-box.min.x, -box.min.y, box.max.x, box.max.y}) >= kSide;
  const bool ends_above = std::max(-box.min.z, box.max.z) >= kSide;
  if (!ends_beside && !(ends_above && 2 * std::ranges::count_if(views, goes_beyond_picture) > std::ssize(views)))
    return;
  reporter.warn(
      "the mesh ends at a side of the cube of side 1.1 around the origin and may be cut off there: the cameras or the "
      "masks may be wrong");
}

/// The atlas of a mesh, larger than wanted where its charts do not fit otherwise.
TextureAtlas atlas_for(const Mesh& mesh, int wanted_size, const Reporter& reporter) {
  for (int size = wanted_size;; size = std::min(2 * size, kMaxTextureSize)) {
    auto atlas = make_texture_atlas(mesh, size);
    if (!atlas && size < kMaxTextureSize) continue;
    if (!atlas)
      throw InputError("the surface falls into too many pieces for a texture of " + std::to_string(size) +
                       " pixels a side, expected fewer --faces");
    if (size > wanted_size)
      reporter.warn("the surface falls into too many pieces for a texture of " + std::to_string(wanted_size) +
                    " pixels a side (--texture-size): it has " + std::to_string(size));
    return *std::move(atlas);
  }
}

/// The views that colour the mesh, if they are others than those that shape it.
std::optional<std::vector<ReconstructionView>> coloring_views(const std::vector<ReconstructionView>& all,
                                                              const ViewSource& source) {
  if (source.opaque_views.empty()) return std::nullopt;
  std::optional views = all;
  for (std::size_t k = 0; k < all.size(); ++k) (*views)[k].image = source.opaque_views[k];
  return views;
}

/// The picture that the views come from, to colour the mesh, or null where the mesh does not have its silhouette.
const ReconstructionView* coloring_picture(const Mesh& mesh, const ViewSource& source) {
  if (!source.picture || mean_silhouette_iou(mesh, {*source.picture}) < kMinPictureIou) return nullptr;
  return &*source.picture;
}

/// Compares the mesh with the picture that its views come from, where that picture's camera is thought to stand, and
/// warns if it does not look like it.
void compare_with_picture(Reconstruction& result, const ReconstructionView& picture, const ReconstructOptions& options,
                          const Reporter& reporter) {
  constexpr double kMisfitIou = 0.9;
  constexpr int kFewFaces = 1000;
  constexpr double kNothingAlikeIou = 0.3;
  result.picture_agreement = compare_with_views(result.mesh, {picture}).front();
  const double iou = result.picture_agreement->silhouette_iou;
  if (iou >= kMisfitIou) return;
  const char* const reason =
      iou < kNothingAlikeIou ? ": the object is probably cut out wrongly, too faint or too thin (input.png)"
      : options.num_faces < kFewFaces
          ? ": so few triangles (--faces) may not show its shape"
          : ": the picture's camera may stand at another elevation (--elevation), or the object may be cut out wrongly "
            "(input.png)";
  reporter.warn("the silhouettes of the mesh and of the picture share only " + percent_text(iou) + " of their area" +
                reason);
}

}  // namespace

std::vector<int> Reconstruction::disagreeing_views() const {
  std::vector<int> numbers;
  for (const int k : hull.disagreeing_views()) numbers.push_back(used_views.at(k));
  return numbers;
}

std::optional<Reconstruction> reconstruct_mesh(const std::vector<ReconstructionView>& all_views,
                                               const ReconstructOptions& options, const Reporter& reporter,
                                               const ViewSource& source) {
  using enum ReconstructionMethod;
  options.check_ranges();
  check_views(all_views);
  check_source(source, all_views);
  StageClock clock(reporter);
  Reconstruction result;
  const auto used_views = without_empty_views(all_views, result, reporter);
  const std::vector<ReconstructionView>& views = used_views ? *used_views : all_views;
  const ScalarGrid occupancy = occupancy_of(source);
  const Mesh shape = surface_of_volume(options.method, occupancy, reporter);
  result.hull = shape.empty() ? carve(views, reporter) : carve_if_possible(views, reporter);
  result.method = settled(options.method, shape);
  if (options.method == automatic && !shape.empty() && lacks_object(shape, result.hull.mean_iou(), views, source)) {
    reporter.warn("the model's volume lacks much of what its views show: they are fitted instead (--method fast)");
    result.method = fast;
  }
  warn_of_idle_fit_options(result.method, options.fit, {}, reporter);
  if (options.on_ground && (result.method == fast || result.method == hull))
    cut_where_it_stands(result.hull, views, reporter);
  warn_of_contradictions(result, source.picture.has_value(), reporter);
  if (clock.stops_after("hull")) return std::nullopt;

  std::optional<FoundSurface> surface = find_surface(result, occupancy, views, options, reporter);
  if (!surface) return std::nullopt;
  result.losses = std::move(surface->losses);
  if (clock.stops_after("surface")) return std::nullopt;

  ExtractedMesh found = extract_mesh(surface->distance, result.method, views, options);
  if (result.method == fast) take_hull_where_parts_are_lost(found, result, views, options, reporter);
  if (found.mesh.empty())
    throw ContradictoryViewsError("no surface was found in the views: they leave nothing of the object");
  count_parts(found, reporter, result);
  if (!source.picture && (result.method == fast || result.method == hull))
    warn_of_cut_off_mesh(found.mesh, all_views, reporter);
  result.colored_mesh = std::move(found.mesh);
  if (clock.stops_after("mesh")) return std::nullopt;

  const auto opaque_views = coloring_views(all_views, source);
  const auto* const picture = options.picture_colors ? coloring_picture(result.colored_mesh, source) : nullptr;
  result.has_picture_colors = picture != nullptr;
  const SurfaceColors colors(joined_shapes(result.colored_mesh, found.left_out.seen),
                             opaque_views ? *opaque_views : all_views, picture);
  result.colored_mesh.colors = vertex_colors(result.colored_mesh, colors);
  TextureAtlas atlas = atlas_for(result.colored_mesh, options.texture_size, reporter);
  const Image texture = bake_texture(atlas, colors);
  result.mesh = std::move(atlas.mesh);
  result.mesh.colors.clear();  // they are in the texture
  set_texture(result.mesh, texture);
  if (clock.stops_after("texture")) return std::nullopt;

  result.agreements = compare_with_views(result.mesh, all_views);
  if (source.picture) compare_with_picture(result, *source.picture, options, reporter);
  if (clock.stops_after("comparison")) return std::nullopt;
  result.seconds = clock.seconds();
  return result;
}

}  // namespace syncdreamer

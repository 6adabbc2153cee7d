#include "reconstruct/surface_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "core/error.h"
#include "reconstruct/view_rays.h"
#include "tests/reconstruct/drawn_views.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kBodyRadius = 0.35;

SurfaceFitOptions small_fit() {
  SurfaceFitOptions options;
  options.coarse_size = 24;
  options.fine_size = 40;
  options.coarse_steps = 60;
  options.fine_steps = 60;
  options.rays_per_step = 1024;
  options.band = 0.1;  // two samples of the coarse grid
  return options;
}

SurfaceFitOptions few_steps() {
  SurfaceFitOptions options = small_fit();
  options.fine_size = 28;
  options.coarse_steps = 8;
  options.fine_steps = 12;
  options.rays_per_step = 256;
  return options;
}

/// Drawn once; they do not change.
const std::vector<ReconstructionView>& views() {
  static const auto drawn = draw_views(ring_cameras(16, 48), sphere_body(kBodyRadius));
  return drawn;
}

const VisualHull& hull() {
  static const VisualHull carved = carve_visual_hull(views(), 48);
  return carved;
}

/// Runs on one thread, on which a fit is the same every time.
std::optional<FittedSurface> fit(const std::vector<ReconstructionView>& of, const SurfaceFitOptions& options,
                                 const Reporter& reporter = {}) {
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  auto fitted = fit_surface(of, hull(), options, reporter);
  omp_set_num_threads(before);
  return fitted;
}

/// Unit vectors of the upper part of a sphere, which all views of the ring see well.
std::vector<Vec3> seen_directions() {
  std::vector<Vec3> directions;
  for (int i = 0; i < 400; ++i) {
    const double z = 1 - 2 * (i + 0.5) / 400, turn = std::numbers::pi * (3 - std::sqrt(5)) * i;
    const double across = std::sqrt(1 - z * z);
    if (z > -0.3) directions.push_back({across * std::cos(turn), across * std::sin(turn), z});
  }
  return directions;
}

std::optional<FieldValue> value_at(const FieldGrid& grid, Vec3 point) {
  const Vec3 samples = grid.samples_of(point);
  const auto cell =
      grid.find_cell({static_cast<float>(samples.x), static_cast<float>(samples.y), static_cast<float>(samples.z)});
  if (!cell) return std::nullopt;
  return value_in(grid, *cell);
}

struct MeanError {
  double distance = 0, color = 0;  ///< object units; mean of the channels
};

MeanError error_on_the_sphere(const FieldGrid& grid) {
  MeanError mean;
  const auto directions = seen_directions();
  for (const Vec3 normal : directions) {
    const auto value = value_at(grid, normal * kBodyRadius);
    if (!value) {
      ADD_FAILURE() << "the surface is not active at " << normal.x << ' ' << normal.y << ' ' << normal.z;
      continue;
    }
    const Vec3 color{(*value)[1], (*value)[2], (*value)[3]};
    mean.distance += std::abs((*value)[0]) / static_cast<double>(directions.size());
    for (int c = 0; c < 3; ++c)
      mean.color += std::abs(color[c] - sphere_color(normal)[c]) / (3 * static_cast<double>(directions.size()));
  }
  return mean;
}

TEST(SurfaceFit, finds_the_distance_and_the_colors_of_a_sphere) {
  const auto fitted = fit(views(), small_fit());
  ASSERT_TRUE(fitted);
  EXPECT_EQ(fitted->grid.size, 40);
  EXPECT_EQ(fitted->left_out_steps, 0);
  const MeanError mean = error_on_the_sphere(fitted->grid);
  EXPECT_LT(mean.distance, fitted->grid.spacing());
  EXPECT_LT(mean.color, 0.1);
}

/// A fit that begins with the hull of a larger sphere.
MeanError error_from_a_larger_start(const std::vector<ReconstructionView>& of, const SurfaceFitOptions& options) {
  static const VisualHull larger =
      carve_visual_hull(draw_views(ring_cameras(16, 48), sphere_body(1.15 * kBodyRadius)), 48);
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const auto fitted = fit_surface(of, larger, options, {});
  omp_set_num_threads(before);
  return error_on_the_sphere(fitted.value().grid);
}

TEST(SurfaceFit, moves_a_surface_that_begins_elsewhere_to_where_the_views_have_it) {
  SurfaceFitOptions unmoved = small_fit();
  unmoved.distance_rate = 1e-9;
  const double start = error_from_a_larger_start(views(), unmoved).distance;
  EXPECT_GT(start, 0.12 * kBodyRadius) << "the start is that far off";
  EXPECT_LT(error_from_a_larger_start(views(), small_fit()).distance, 0.5 * start);
}

TEST(SurfaceFit, follows_masks_alone_where_colours_tell_nothing) {
  std::vector<ReconstructionView> white = views();
  for (ReconstructionView& view : white) std::fill(view.image.pixels.begin(), view.image.pixels.end(), 255);
  SurfaceFitOptions without = small_fit();
  without.mask_weight = 0;
  const double with_masks = error_from_a_larger_start(white, small_fit()).distance;
  EXPECT_LT(with_masks, 0.5 * error_from_a_larger_start(white, without).distance);
}

struct PictureError {
  double mask = 0, color = 0;  ///< means over rays, over covered rays and channels
};

/// How far what a field shows is from views that it was not fitted to.
PictureError error_in_unseen_views(const FieldGrid& grid, double softness) {
  auto cameras = ring_cameras(5, 48, 20);
  for (Viewpoint viewpoint : viewpoint_ring(3, 45)) {
    viewpoint.azimuth += 0.2;
    cameras.push_back(camera_at(viewpoint, 48));
  }
  FieldRenderer renderer(grid, static_cast<float>(1 / (softness * grid.spacing())));
  PictureError sum;
  int num_rays = 0, num_covered = 0;
  for (const ViewRay& truth : rays_through(grid, draw_views(cameras, sphere_body(kBodyRadius)), 0.75F)) {
    const SeenByRay seen = renderer.render(truth.ray);
    sum.mask += std::abs(seen.opacity - truth.mask);
    ++num_rays;
    if (truth.mask < 1) continue;
    for (std::size_t c = 0; c < 3; ++c) sum.color += std::abs(seen.color[c] - truth.color[c]) / 3;
    ++num_covered;
  }
  return {sum.mask / num_rays, sum.color / num_covered};
}

TEST(SurfaceFit, shows_cameras_that_it_was_not_fitted_to_what_they_see) {
  const auto fitted = fit(views(), small_fit());
  ASSERT_TRUE(fitted);
  const PictureError error = error_in_unseen_views(fitted->grid, small_fit().end_softness);
  EXPECT_LT(error.mask, 0.08);
  EXPECT_LT(error.color, 0.05);
}

TEST(SurfaceFit, more_steps_lower_the_loss_and_the_error_of_the_color) {
  const auto early = fit(views(), few_steps()), late = fit(views(), small_fit());
  ASSERT_TRUE(early && late);
  EXPECT_LT(late->losses.total(), 0.8 * early->losses.total());
  const double softness = small_fit().end_softness;
  EXPECT_LT(error_in_unseen_views(late->grid, softness).color,
            0.8 * error_in_unseen_views(early->grid, softness).color);
}

TEST(SurfaceFit, on_one_thread_is_the_same_for_a_seed) {
  const auto once = fit(views(), few_steps()), again = fit(views(), few_steps());
  ASSERT_TRUE(once && again);
  EXPECT_EQ(once->grid.values, again->grid.values);
  EXPECT_EQ(once->losses.total(), again->losses.total());
  SurfaceFitOptions other = few_steps();
  other.seed = 2;
  EXPECT_NE(fit(views(), other)->grid.values, once->grid.values);
}

TEST(SurfaceFit, two_threads_find_the_same_surface_but_for_rounding) {
  const auto one = fit(views(), few_steps());
  const int before = omp_get_max_threads();
  omp_set_num_threads(2);
  const auto two = fit_surface(views(), hull(), few_steps(), {});
  omp_set_num_threads(before);
  ASSERT_TRUE(one && two);
  EXPECT_NEAR(one->losses.total(), two->losses.total(), 0.01 * one->losses.total());
  const ScalarGrid first = one->grid.distance(), second = two->grid.distance();
  double largest = 0;
  for (std::size_t i = 0; i < first.values.size(); ++i)
    largest = std::max(largest, std::abs(double{first.values[i]} - double{second.values[i]}));
  EXPECT_LT(largest, 0.1 * first.spacing());
}

TEST(SurfaceFit, reports_every_step_of_both_stages) {
  std::vector<std::int64_t> done;
  std::int64_t total = 0;
  const Reporter reporter{.on_progress = [&](std::string_view, std::int64_t now, std::int64_t all) {
    done.push_back(now);
    total = all;
  }};
  ASSERT_TRUE(fit(views(), few_steps(), reporter));
  EXPECT_EQ(total, 20);
  ASSERT_EQ(done.size(), 20U);
  for (std::size_t i = 0; i < done.size(); ++i) EXPECT_EQ(done[i], static_cast<std::int64_t>(i) + 1);
}

TEST(SurfaceFit, stops_when_asked) {
  int num_asked = 0;
  EXPECT_FALSE(fit(views(), few_steps(), {.should_stop = [&] { return ++num_asked == 10; }}));
  EXPECT_EQ(num_asked, 10);
}

TEST(SurfaceFit, steps_that_are_not_finite_are_left_out) {
  auto damaged = views();
  // One ray in about 10,000, so that most steps do not draw it.
  damaged[4].mask[24 * 48 + 24] = std::numeric_limits<float>::quiet_NaN();
  SurfaceFitOptions options = few_steps();
  options.coarse_steps = options.fine_steps = 60;
  options.rays_per_step = 1500;
  const auto fitted = fit(damaged, options);
  ASSERT_TRUE(fitted);
  EXPECT_GT(fitted->left_out_steps, 0);
  EXPECT_LT(fitted->left_out_steps, 60);
  EXPECT_TRUE(std::isfinite(fitted->losses.total()));
  for (const FieldValue& value : fitted->grid.values) {
    for (const float channel : value) ASSERT_TRUE(std::isfinite(channel));
  }
}

TEST(SurfaceFit, a_loss_that_stays_infinite_is_refused) {
  auto damaged = views();
  std::fill(damaged[4].mask.begin(), damaged[4].mask.end(), std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT([&] { fit(damaged, few_steps()); }, ThrowsMessage<InputError>(HasSubstr("infinite")));
}

TEST(SurfaceFit, grids_larger_than_the_memory_are_refused) {
  const SurfaceFitOptions options{.coarse_size = 32, .fine_size = 512};
  EXPECT_THAT(refusal_of([&] { options.check_memory(8'000'000'000); }),
              testing::AllOf(testing::HasSubstr("grids of 512 samples a side take about"),
                             testing::HasSubstr("fits into 8.00 GB")));
  options.check_memory(40'000'000'000);
}

TEST(SurfaceFit, cameras_that_do_not_see_the_hull_are_refused) {
  auto elsewhere = views();
  for (ReconstructionView& view : elsewhere) view.camera.cx += 1000;
  EXPECT_THAT([&] { fit(elsewhere, few_steps()); }, ThrowsMessage<InputError>(HasSubstr("do not look at the object")));
}

TEST(SurfaceFit, a_hull_of_nothing_is_a_mistake_of_the_caller) {
  EXPECT_THROW(fit_surface(views(), VisualHull{}, SurfaceFitOptions(), {}), std::logic_error);
}

TEST(SurfaceFit, the_second_stage_is_fine_even_if_the_first_has_no_steps) {
  SurfaceFitOptions options = few_steps();
  options.coarse_steps = 0;
  const auto fitted = fit(views(), options);
  ASSERT_TRUE(fitted);
  EXPECT_EQ(fitted->grid.size, options.fine_size);
}

TEST(SurfaceFit, a_fit_whose_last_steps_were_all_left_out_is_none) {
  SurfaceFitOptions options = few_steps();
  options.coarse_steps = options.fine_steps = 4;
  options.color_weight = 1e300;
  EXPECT_THAT([&] { fit(views(), options); }, ThrowsMessage<InputError>(HasSubstr("--color-weight")));
}

TEST(SurfaceFit, options_that_make_no_fit_are_refused_by_name) {
  const auto expect_refused = [](int SurfaceFitOptions::*member, int value, const char* name) {
    SurfaceFitOptions options = few_steps();
    options.*member = value;
    EXPECT_THAT([&] { fit(views(), options); }, ThrowsMessage<InputError>(HasSubstr(name)));
  };
  expect_refused(&SurfaceFitOptions::coarse_size, 1, "--coarse-size");
  expect_refused(&SurfaceFitOptions::fine_size, 0, "--fine-size");
  expect_refused(&SurfaceFitOptions::coarse_steps, -1, "--coarse-steps");
  expect_refused(&SurfaceFitOptions::fine_steps, -1, "--fine-steps");
  expect_refused(&SurfaceFitOptions::coarse_steps, std::numeric_limits<int>::max(), "--coarse-steps");
  expect_refused(&SurfaceFitOptions::rays_per_step, 0, "--rays-per-step");
  SurfaceFitOptions unweighted = few_steps();
  unweighted.color_weight = std::nan("");
  EXPECT_THAT([&] { fit(views(), unweighted); }, ThrowsMessage<InputError>(HasSubstr("--color-weight: found nan")));
  SurfaceFitOptions none = few_steps();
  none.coarse_steps = none.fine_steps = 0;
  EXPECT_THAT([&] { fit(views(), none); }, ThrowsMessage<InputError>(HasSubstr("--fine-steps")));
  SurfaceFitOptions soft = few_steps();
  soft.end_softness = 0;
  EXPECT_THAT([&] { fit(views(), soft); }, ThrowsMessage<InputError>(HasSubstr("softness")));
}

}  // namespace
}  // namespace syncdreamer

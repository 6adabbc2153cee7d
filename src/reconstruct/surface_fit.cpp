#include "reconstruct/surface_fit.h"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/error.h"
#include "core/in_parallel.h"
#include "core/machine_memory.h"
#include "core/option_range.h"
#include "core/random.h"
#include "core/size_text.h"
#include "reconstruct/field_regularization.h"
#include "reconstruct/field_rendering.h"
#include "reconstruct/ray_losses.h"
#include "reconstruct/signed_distance.h"
#include "reconstruct/view_rays.h"

namespace syncdreamer {
namespace {

constexpr float kStepLength = 0.75F;  // of a ray, grid spacings
constexpr int kMinGridSize = 4;       // samples a side
constexpr int kMaxSize = 512;
constexpr int kMaxRays = 1 << 20;
constexpr int kMaxSteps = 1'000'000;       // of a stage
constexpr int kMaxFitThreads = 8;          // each holds derivatives of the whole grid
constexpr std::uint64_t kGridsBeside = 4;  // values, Adam's two moments, and about as much of single numbers
constexpr int kMaxLeftOutSteps = 10;       // in a row
constexpr double kPixelBlur = 0.8;         // softness of a sharp silhouette in a picture, pixels

int num_fit_threads() {
  return std::min(kMaxFitThreads, omp_get_max_threads());
}

/// Adam (Kingma and Ba 2015) over the active samples of a grid, with a rate each for distance and colour.
class FieldAdam {
 public:
  explicit FieldAdam(const FieldGrid& grid) : mean_(grid.values.size()), square_(grid.values.size()) {}

  void step(FieldGrid& grid, const std::vector<FieldValue>& derivatives, float distance_rate, float color_rate) {
    constexpr float kMeanDecay = 0.9F, kSquareDecay = 0.99F;
    ++count_;
    const float mean_scale = 1 / (1 - std::pow(kMeanDecay, static_cast<float>(count_)));
    const float square_scale = 1 / (1 - std::pow(kSquareDecay, static_cast<float>(count_)));
    const FieldValue rates{distance_rate, color_rate, color_rate, color_rate};
    const auto& active = grid.active();
#pragma omp parallel for
    for (std::size_t k = 0; k < active.size(); ++k) {
      const std::size_t i = active[k];
      for (std::size_t c = 0; c < 4; ++c) {
        const float derivative = derivatives[i][c];
        float& mean = mean_[i][c];
        float& square = square_[i][c];
        mean += (1 - kMeanDecay) * (derivative - mean);
        square += (1 - kSquareDecay) * (derivative * derivative - square);
        grid.values[i][c] -= rates[c] * mean_scale * mean / (std::sqrt(square_scale * square) + 1e-12F);
      }
      for (std::size_t c = 1; c < 4; ++c) grid.values[i][c] = std::clamp(grid.values[i][c], 0.0F, 1.0F);
    }
  }

 private:
  std::vector<FieldValue> mean_, square_;
  int count_ = 0;
};

/// Derivatives by the samples of a grid, gathered by several threads.
class FieldDerivatives {
 public:
  explicit FieldDerivatives(const FieldGrid& grid)
      : grid_(grid), by_thread_(static_cast<std::size_t>(num_fit_threads())) {
    for (auto& derivatives : by_thread_) derivatives.resize(grid.values.size());
  }

  int num_threads() const { return static_cast<int>(by_thread_.size()); }
  std::vector<FieldValue>& of_thread(int thread) { return by_thread_[static_cast<std::size_t>(thread)]; }

  /// Sums all threads' derivatives into the first's.
  const std::vector<FieldValue>& join() {
    const auto& active = grid_.active();
#pragma omp parallel for
    for (std::size_t k = 0; k < active.size(); ++k) {
      FieldValue& sum = by_thread_[0][active[k]];
      for (std::size_t thread = 1; thread < by_thread_.size(); ++thread) {
        for (std::size_t c = 0; c < 4; ++c) sum[c] += by_thread_[thread][active[k]][c];
      }
    }
    return by_thread_[0];
  }

  void clear() {
    const auto& active = grid_.active();
#pragma omp parallel for
    for (std::size_t k = 0; k < active.size(); ++k) {
      for (auto& derivatives : by_thread_) derivatives[active[k]] = {};
    }
  }

 private:
  const FieldGrid& grid_;
  std::vector<std::vector<FieldValue>> by_thread_;
};

/// Wide enough that the hull's own surface lies within active cells.
double band_of(const SurfaceFitOptions& options, int size, const VisualHull& hull) {
  return std::max(options.band, 4 * hull.coverage.half_side / (size - 1));
}

/// One resolution of a fit.
class FitStage {
 public:
  FitStage(FieldGrid& grid, const std::vector<ReconstructionView>& views, const SurfaceFitOptions& options)
      : grid_(grid),
        options_(options),
        end_softness_(std::max(options.end_softness * grid.spacing(), kPixelBlur * pixel_size(views))),
        start_softness_(std::max(options.start_softness * grid.spacing(), 2 * end_softness_)),
        rays_(rays_through(grid, views, kStepLength)),
        regularizer_(grid, {.eikonal = static_cast<float>(options.eikonal_weight),
                            .curvature = static_cast<float>(options.curvature_weight),
                            .area = static_cast<float>(options.area_weight),
                            .smooth_color = static_cast<float>(options.smooth_color_weight)}),
        derivatives_(grid),
        adam_(grid) {
    if (rays_.empty())
      throw InputError(
          "no pixel's ray meets the visual hull: the cameras do not look at the object, or --coarse-size or "
          "--fine-size is too small for it");
  }

  /// \param progress  0 at the start of the stage, 1 at its end.
  /// \return the losses, their sum not finite if the step was left out.
  FitLosses step(double progress, Random& random) {
    const double softness = start_softness_ * std::pow(end_softness_ / start_softness_, progress);
    const auto sharpness = static_cast<float>(1 / softness);
    derivatives_.clear();
    FitLosses losses = add_rays(sharpness, random);
    losses.regularization = add_regularization(sharpness);
    if (!std::isfinite(losses.total())) return losses;
    const double slower = 0.05 + 0.95 * 0.5 * (1 + std::cos(std::numbers::pi * progress));
    adam_.step(grid_, derivatives_.join(), static_cast<float>(slower * options_.distance_rate * grid_.spacing()),
               static_cast<float>(slower * options_.color_rate));
    return losses;
  }

 private:
  FitLosses add_rays(float sharpness, Random& random) {
    std::vector<std::size_t> chosen(static_cast<std::size_t>(options_.rays_per_step));
    for (std::size_t& ray : chosen) ray = random.bits() % rays_.size();
    const auto share = 1 / static_cast<float>(chosen.size());
    const RayLossWeights weights{.color = options_.color_weight, .mask = options_.mask_weight};
    return sum_of_parts<FitLosses>(chosen.size(), [&](std::size_t first, std::size_t last, auto& derivatives) {
      FieldRenderer renderer(grid_, sharpness);
      FitLosses sum;
      for (std::size_t k = first; k < last; ++k) {
        const ViewRay& truth = rays_[chosen[k]];
        const RayLosses losses = ray_losses(truth, renderer.render(truth.ray), weights);
        sum.color += share * losses.color;
        sum.mask += share * losses.mask;
        SeenByRay derivative = losses.derivative;
        for (float& channel : derivative.color) channel *= share;
        derivative.opacity *= share;
        renderer.backward(derivative, derivatives);
      }
      return sum;
    });
  }

  double add_regularization(float sharpness) {
    return sum_of_parts<double>(regularizer_.num_samples(),
                                [&](std::size_t first, std::size_t last, auto& derivatives) {
                                  return regularizer_.add(first, last, sharpness, derivatives);
                                });
  }

  /// The sum of `add(first, last, derivatives)` over as many parts of `count` as there are threads, each with the
  /// derivatives that it adds to.
  template <class Loss, class Add>
  Loss sum_of_parts(std::size_t count, const Add& add) {
    const auto num_parts = static_cast<std::size_t>(derivatives_.num_threads());
    std::vector<Loss> losses(num_parts);
    const auto work = [&](std::size_t part) {
      losses[part] =
          add(part * count / num_parts, (part + 1) * count / num_parts, derivatives_.of_thread(static_cast<int>(part)));
    };
    in_parallel(num_parts, work, derivatives_.num_threads());
    return std::accumulate(losses.begin(), losses.end(), Loss{});
  }

  FieldGrid& grid_;
  const SurfaceFitOptions& options_;
  double end_softness_, start_softness_;  ///< object units
  std::vector<ViewRay> rays_;
  FieldRegularizer regularizer_;
  FieldDerivatives derivatives_;
  FieldAdam adam_;
};

/// The mean colour of the object's pixels, weighted by their masks: where the colours start.
std::array<float, 3> mean_color(const std::vector<ReconstructionView>& views) {
  std::array<double, 3> sum{};
  double weight = 1e-9;
  for (const ReconstructionView& view : views) {
    for (std::size_t i = 0; i < view.mask.size(); ++i) {
      const double mask = view.mask[i];
      if (!(mask > 0)) continue;
      weight += mask;
      for (std::size_t c = 0; c < 3; ++c) sum[c] += mask * view.image.pixels[3 * i + c] / 255.0;
    }
  }
  std::array<float, 3> mean{};
  for (std::size_t c = 0; c < 3; ++c) mean[c] = static_cast<float>(sum[c] / weight);
  return mean;
}

/// Counts the steps of all stages, and those that had to be left out.
struct FitProgress {
  int done = 0, total = 0, left_out = 0, left_out_in_a_row = 0;
  FitLosses late{};  ///< sums
  int num_late = 0;

  void add(const FitLosses& losses) {
    ++done;
    if (!std::isfinite(losses.total())) {
      ++left_out;
      if (++left_out_in_a_row >= kMaxLeftOutSteps) {
        throw InputError("the fit's loss stays infinite after " + std::to_string(done) +
                         " steps; lower --color-weight, --distance-rate or --color-rate");
      }
      return;
    }
    left_out_in_a_row = 0;
    if (done > total - std::max(1, total / 10)) {
      late = late + losses;
      ++num_late;
    }
  }

  /// \throws InputError if there are none.
  FitLosses late_means() const {
    if (num_late == 0)
      throw InputError(
          "no loss of the fit's last steps is finite; lower --color-weight, --distance-rate or --color-rate");
    const double share = 1.0 / num_late;
    return {share * late.color, share * late.mask, share * late.regularization};
  }
};

}  // namespace

void SurfaceFitOptions::check_ranges() const {
  require_range("--coarse-size", coarse_size, kMinGridSize, kMaxSize);
  require_range("--fine-size", fine_size, kMinGridSize, kMaxSize);
  require_range("--coarse-steps", coarse_steps, 0, kMaxSteps);
  require_range("--fine-steps", fine_steps, 0, kMaxSteps);
  if (coarse_steps + fine_steps < 1)
    throw InputError("--coarse-steps, --fine-steps: found no step, expected at least one");
  require_range("--rays-per-step", rays_per_step, 1, kMaxRays);
  require_range("--band", band, 0, 1);
  const auto require_size = [](const char* flag, double value) {
    require_option(value > 0 && std::isfinite(value), flag, value, "a number of more than 0");
  };
  require_size("--start-softness", start_softness);
  require_size("--end-softness", end_softness);
  require_size("--distance-rate", distance_rate);
  require_size("--color-rate", color_rate);
  const auto require_weight = [](const char* flag, double value) {
    require_option(value >= 0 && std::isfinite(value), flag, value, "a number of 0 or more");
  };
  require_weight("--color-weight", color_weight);
  require_weight("--mask-weight", mask_weight);
  require_weight("--eikonal-weight", eikonal_weight);
  require_weight("--curvature-weight", curvature_weight);
  require_weight("--area-weight", area_weight);
  require_weight("--smooth-color-weight", smooth_color_weight);
}

void SurfaceFitOptions::check_memory(std::uint64_t bytes) const {
  const auto side = static_cast<std::uint64_t>(std::max(coarse_size, fine_size));
  const std::uint64_t num_grids = kGridsBeside + static_cast<std::uint64_t>(num_fit_threads());
  const std::uint64_t needed = num_grids * side * side * side * sizeof(FieldValue);
  if (needed <= bytes) return;
  throw InputError("--fine-size, --coarse-size: grids of " + std::to_string(side) + " samples a side take about " +
                   size_text(needed) + ", expected what fits into " + size_text(bytes) + " of memory");
}

std::optional<FittedSurface> fit_surface(const std::vector<ReconstructionView>& views, const VisualHull& hull,
                                         const SurfaceFitOptions& options, const Reporter& reporter) {
  std::for_each(views.begin(), views.end(), check_view);
  check(!hull.coverage.values.empty(), "fit_surface: the hull is of nothing");
  options.check_ranges();
  if (const std::uint64_t free = available_memory(); free > 0) options.check_memory(free);
  Random random(options.seed);
  FitProgress progress{.total = options.coarse_steps + options.fine_steps};
  const ScalarGrid distance = signed_distance(hull.coverage);
  FieldGrid grid(resampled(distance, options.coarse_size), band_of(options, options.coarse_size, hull),
                 mean_color(views));
  for (const bool fine : {false, true}) {
    const int num_steps = fine ? options.fine_steps : options.coarse_steps;
    if (fine) grid = FieldGrid(resampled(grid, options.fine_size), band_of(options, options.fine_size, hull));
    if (num_steps == 0) continue;
    FitStage stage(grid, views, options);
    for (int step = 0; step < num_steps; ++step) {
      progress.add(stage.step(static_cast<double>(step) / num_steps, random));
      reporter.progress("fitting the surface", progress.done, progress.total);
      if (reporter.is_stopped()) return std::nullopt;
    }
  }
  return FittedSurface{std::move(grid), progress.late_means(), progress.left_out};
}

}  // namespace syncdreamer

#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/progress.h"
#include "diffusion/sampler.h"
#include "geometry/camera.h"
#include "image/image.h"
#include "image/input_preparation.h"
#include "model/multiview_diffusion.h"
#include "pipeline/latent_sampling.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// GenerateOptions::num_views that stands for the model's own number.
inline constexpr int kModelViews = 0;

struct GenerateOptions {
  std::optional<double> elevation_deg = {};  ///< absent: as the picture tells, see ViewGenerator::estimate_elevation
  int crop_size = kRecommendedCropSize;
  bool keep_outline = false;  ///< see without_drawn_line; ViewGenerator::generate takes pictures as they are
  int num_samples = 1;
  int num_views = kModelViews;
  std::uint64_t seed = 6033;
  double guidance = kModelGuidance;
  std::array<double, 2> decomposed_guidance{};
  double temperature = kModelTemperature;
  TimestepInterval guidance_interval = kAllTimesteps;
  std::int64_t volume_interval = 1;
  int views_per_batch = 16;
  int decoded_per_batch = 4;
  SamplingOptions sampling = {};

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("elevation", self.elevation_deg,
          "elevation of the picture's camera above the object, degrees, -90 to 90; by default it is estimated from the "
          "picture");
    field("crop_size", self.crop_size,
          "longer side of the object, in pixels of a 256-pixel picture, 1 to 256; -1: keep the picture's framing");
    field("keep_outline", self.keep_outline,
          "keep the dark line around a drawn object, which would be a stripe on its sides; published models always do");
    field("samples", self.num_samples, "how many sets of views to draw, up to 1024");
    field("views", self.num_views,
          "views on the ring, up to 256, for a mesh 3 or more; 0: as many as the model was trained with, others only "
          "where it pools them by mean and variance");
    field("seed", self.seed,
          "seed of the random numbers: the same seed gives the same pictures; further samples have the seeds after it");
    field("guidance", self.guidance, "classifier-free guidance scale, 0 to 100; -1: the one the model was made for");
    field(
        "decomposed_guidance", self.decomposed_guidance,
        "in place of --guidance, away from views without the picture and away from views without each other, 0 to 100 "
        "(HarmonyView; its authors take 2 1): three evaluations of the network instead of one or two; 0 0: not");
    field("temperature", self.temperature,
          "how much noise is drawn, 0 to 2: 1 as in training, less varies less and lies nearer to the mean of what is "
          "possible; -1: what the model was made for");
    field("guidance_interval", self.guidance_interval,
          "first and last timestep with guidance; a step without costs half as much, or a third. The default model has "
          "none");
    field("volume_interval", self.volume_interval, "steps that share the volumes of the first of them; 1: none do");
    field("views_per_batch", self.views_per_batch, "views denoised at once: memory against speed");
    field("decoded_per_batch", self.decoded_per_batch, "views decoded at once: memory against speed");
    field("sampling", self.sampling, "steps from noise to views");
  }

  /// \throws InputError for a value out of range; warns of values the model was not trained for.
  void check_ranges(const Reporter& reporter) const;
};

/// The same options with the model's own values where they stand for them; the elevation alone may be absent.
///
/// \throws InputError as num_views_of and denoising_of.
GenerateOptions settled_options(const MultiviewDiffusion& model, GenerateOptions options);

/// How many views a generation makes. \throws InputError if the model cannot make that many.
std::int64_t num_views_of(const MultiviewDiffusionOptions& model, const GenerateOptions& options);

/// What the network is asked for in every step of a generation. \throws InputError if the model cannot follow.
DenoiseOptions denoising_of(const MultiviewDiffusionOptions& model, const GenerateOptions& options);

/// How high the camera of a picture stands above the object, as far as the picture tells.
struct PictureElevation {
  double mean_deg = 0;
  double deviation_deg = 0;  ///< standard deviation

  /// Whether this elevation is implausible for the picture: 20 degrees and three standard
  /// deviations away. Of held-out renderings 3 % contradict their own elevation, 51 % one that is 30 degrees off.
  bool contradicts(double elevation_deg) const;
};

/// One set of views of the object.
struct GeneratedViews {
  std::vector<Viewpoint> viewpoints = {};  ///< of the views: a ring, in order of azimuth
  std::vector<Image> views = {};           ///< on white
  // Of the lifted volume; empty without one.
  std::vector<Image> drafts = {};                  ///< what it looks like from the same cameras, on white
  std::vector<std::vector<float>> opacities = {};  ///< of the drafts, `height * width`, 0 to 1
  ScalarGrid occupancy = {};                       ///< where it has the object, above one half
};

/// Opacities of drafts `[K, 4, S, S]` on any device, by view.
std::vector<std::vector<float>> opacities_of(const at::Tensor& drafts);

/// A field of the lifted volume, `[V, V, V]` indexed z, y, x, on any device.
ScalarGrid grid_of_volume(const at::Tensor& field);

/// Whom a generation tells what, beside a Reporter; any of them may be empty.
struct GenerationWatch {
  std::function<void(double)> on_forecast = {};  ///< told once, before the first step, how many seconds are to come
  std::int64_t preview_interval = 0;             ///< steps from one preview to the next; 0: none
  /// Shown what the views look like so far; not after the last step that runs, which may be the first (last_timestep).
  std::function<void(const std::vector<GeneratedViews>&)> on_preview = {};

  bool wants_preview(std::int64_t step, std::int64_t num_steps) const {
    return on_preview && preview_interval > 0 && (step + 1) % preview_interval == 0 && step + 1 < num_steps;
  }
};

/// Consistent views from a prepared picture.
class ViewGenerator {
 public:
  explicit ViewGenerator(std::shared_ptr<MultiviewDiffusion> model);

  /// Brings a picture into the form that the model takes: see prepare_input; RGBA of the model's size.
  Image prepare(const Image& picture, int crop_size, const std::string& name) const;

  /// Estimates the elevation of a prepared picture's camera, -15 to 45 degrees in tenths (see ElevationNet), by the
  /// model's own network or, where it has none, by that of the model that comes with the program.
  ///
  /// \throws InputError if neither has one.
  PictureElevation estimate_elevation(const Image& prepared) const;

  /// Draws `num_samples` sets of views at once, with random numbers in the authors' order: those of the seeds from
  /// `seed` on.
  ///
  /// \return nothing if it was stopped.
  /// \throws InputError for options out of range, and such as the model cannot follow.
  std::optional<std::vector<GeneratedViews>> generate(const Image& prepared, const GenerateOptions& options,
                                                      const Reporter& reporter,
                                                      const GenerationWatch& watch = {}) const;

  MultiviewDiffusion& model() const { return *model_; }

 private:
  void check_prepared(const Image& picture) const;
  std::vector<GeneratedViews> decoded(const at::Tensor& latents, const at::Tensor& drafts,
                                      const std::vector<Viewpoint>& viewpoints, std::int64_t at_once) const;

  std::shared_ptr<MultiviewDiffusion> model_;
  mutable std::shared_ptr<ElevationNet> elevation_net_;  ///< null until it is needed
};

}  // namespace syncdreamer

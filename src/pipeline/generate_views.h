#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/progress.h"
#include "diffusion/ddim_sampler.h"
#include "image/image.h"
#include "model/multiview_diffusion.h"

namespace syncdreamer {

/// GenerateOptions::guidance that stands for the model's own default.
inline constexpr double kModelGuidance = -1;

/// DdimOptions::last_timestep that stands for the model's own default.
inline constexpr std::int64_t kModelLastTimestep = -1;

struct GenerateOptions {
  double elevation_deg = 20;
  int crop_size = 200;
  int num_samples = 1;
  std::uint64_t seed = 6033;
  double guidance = kModelGuidance;
  int views_per_batch = 16;
  DdimOptions sampler{.last_timestep = kModelLastTimestep};

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("elevation", self.elevation_deg, "elevation of the picture's camera above the object, degrees");
    field("crop_size", self.crop_size, "longer side of the object of 256 pixels; -1: keep the picture's framing");
    field("samples", self.num_samples, "how many sets of views to draw");
    field("seed", self.seed, "seed of the random numbers: the same seed gives the same pictures");
    field("guidance", self.guidance, "classifier-free guidance scale; -1: the one the model was made for");
    field("views_per_batch", self.views_per_batch, "views denoised at once: memory against speed");
    field("sampler", self.sampler, "DDIM");
  }

  /// \throws InputError for a value out of range; warns of values the model was not trained for.
  void check_ranges(const Reporter& reporter) const;
};

/// The sampler's options with the model's default in place of kModelLastTimestep; with few steps, its first timestep if
/// that is lower.
DdimOptions sampler_of(const MultiviewDiffusion& model, DdimOptions options);

/// One set of views of the object.
struct GeneratedViews {
  std::vector<Image> views;   ///< the ring in order of azimuth, on white
  std::vector<Image> drafts;  ///< what the lifted volume looks like from the same cameras; empty without one
};

/// Sixteen consistent views from a prepared picture.
class ViewGenerator {
 public:
  explicit ViewGenerator(std::shared_ptr<MultiviewDiffusion> model);

  /// Brings a picture into the form that the model takes: see prepare_input; RGBA of the model's size.
  Image prepare(const Image& picture, int crop_size, const std::string& name) const;

  /// Draws `num_samples` sets of views at once, with random numbers in the authors' order.
  ///
  /// \param should_stop  asked after every step; may be empty.
  /// \return nothing if it was stopped.
  std::optional<std::vector<GeneratedViews>> generate(const Image& prepared, const GenerateOptions& options,
                                                      const Reporter& reporter,
                                                      const std::function<bool()>& should_stop = {}) const;

  const MultiviewDiffusion& model() const { return *model_; }

 private:
  std::shared_ptr<MultiviewDiffusion> model_;
};

}  // namespace syncdreamer

#pragma once

#include <c10/core/Device.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.h"
#include "image/image.h"
#include "pipeline/best_of_seeds.h"
#include "pipeline/generate_views.h"
#include "pipeline/view_source.h"

namespace syncdreamer {

/// What is asked for of a picture's object.
struct GenerationRequest {
  GenerateOptions options = {};
  int best_of = 1;  ///< seeds to try, see best_of_seeds
  /// That the model's device may be used of, see memory_limit; fewer views at once need less.
  double max_memory_gb = 0;

  /// \throws InputError for a value out of range; warns of values that the model was not trained for.
  void check_ranges(const Reporter& reporter) const;
};

/// Views of an object, and how they came about.
struct Generation {
  std::vector<GeneratedViews> samples;
  Image object;                  ///< RGBA, as it was cut out, but for a line that it was drawn with
  Image prepared;                ///< the same as the model takes it
  at::Device device = at::kCPU;  ///< on which they were made
  /// As they were used: with the elevation, the model's own values, and as many views at once as fit into memory.
  GenerateOptions options;
  std::int64_t num_steps = 0;  ///< of the sampling, which may end before the last of `options.sampling`
  std::optional<PictureElevation> estimated_elevation;  ///< if none was given
  std::vector<SeedConsistency> tried_seeds;             ///< if there were several

  /// What is known of a sample's views beyond their pictures, for a mesh with a texture of so many pixels a side; the
  /// views themselves are what reconstruction_views makes of the sample.
  ViewSource source_of(std::size_t sample, int texture_size) const;
};

/// Draws views of an object: prepares it for the model, estimates the elevation of its camera if none is given, lets as
/// many views at once as fit into memory, and notes what is needed and found.
///
/// \param object  RGBA, see ObjectCutter::cut_out.
/// \param name    stands for the picture in what is reported.
/// \param watch   see ViewGenerator::generate.
/// \return nothing if it was stopped.
/// \throws InputError for a request out of range or that the model cannot follow, and too little memory.
std::optional<Generation> generate_from_object(const ViewGenerator& generator, Image object, const std::string& name,
                                               const GenerationRequest& request, const Reporter& reporter,
                                               const GenerationWatch& watch = {});

}  // namespace syncdreamer

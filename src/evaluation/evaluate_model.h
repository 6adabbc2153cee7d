#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/progress.h"
#include "diffusion/sampler.h"
#include "evaluation/view_figures.h"
#include "geometry/camera.h"
#include "image/image.h"
#include "model/multiview_diffusion.h"
#include "pipeline/generate_views.h"
#include "pipeline/reconstruct_mesh.h"

namespace syncdreamer {

struct EvaluateModelOptions {
  int num_objects = 0;
  int num_meshes = 4;
  int num_consistency = 4;
  bool independent = true;
  bool estimated_elevation = false;
  int sheet_objects = 8;
  int sheet_views = 16;
  ReconstructionMethod mesh_method = ReconstructionMethod::automatic;
  double minutes = 30;
  std::uint64_t seed = 6033;
  double guidance = kModelGuidance;
  double temperature = kModelTemperature;
  int views_per_batch = 16;
  SamplingOptions sampling = {};

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("objects", self.num_objects,
          "held-out objects of each set, real and made up; 0: as many as fit in --minutes");
    field("meshes", self.num_meshes,
          "of how many objects of each set meshes are made too, of their views, drafts and true views; objects "
          "whose true mesh the data do not hold are passed over");
    field("consistency", self.num_consistency,
          "of how many objects of each set it is measured too how well half of the views predict the other half");
    field("independent", self.independent,
          "also generate each view on its own, with and without its draft, as baselines: most of the time");
    field("estimated_elevation", self.estimated_elevation,
          "give the model the elevations that it estimates from the input pictures, not those of their cameras");
    field("sheet_objects", self.sheet_objects, "objects on a sample sheet, the first of each set; 0: all");
    field("sheet_views", self.sheet_views, "views of each object on a sample sheet, evenly spaced");
    field("mesh_method", self.mesh_method,
          "how meshes are made, as by create: auto, volume, fast, neus or hull; only the model's own views have a "
          "volume, others are fitted (fast)");
    field("minutes", self.minutes, "time for generating views; 0: no limit");
    field("seed", self.seed, "seed of the random numbers; each object has its own, whatever others are evaluated");
    field("guidance", self.guidance, "classifier-free guidance scale; -1: the one the model was made for");
    field("temperature", self.temperature,
          "how much noise is drawn: 1 as in training; -1: what the model was made for");
    field("views_per_batch", self.views_per_batch, "views denoised at once: memory against speed");
    field("sampling", self.sampling, "steps from noise to views");
  }

  /// \throws InputError for a value out of range.
  void check_ranges() const;
};

/// Folders in the training layout.
struct EvaluationData {
  std::vector<std::filesystem::path> folders;        ///< held-out objects are evaluated, the others serve baselines
  std::vector<std::filesystem::path> more_training;  ///< only their training objects are used
};

/// All pictures of one object, as they would be written.
struct ObjectPictures {
  std::string uid;
  std::vector<Viewpoint> viewpoints;
  std::map<ViewMethod, std::vector<Image>> by_method;  ///< the true views among them
};

struct ModelEvaluation {
  std::vector<ObjectFigures> objects;
  std::vector<ObjectPictures> pictures;  ///< of the same objects
  Image real_sheet, made_up_sheet;       ///< see sample_sheet; may be empty
  std::int64_t num_training_objects = 0;
  double seconds = 0;             ///< in all
  double seconds_per_object = 0;  ///< for its views, the baselines of the same network included
  bool complete = true;           ///< false if the time was over, or it was stopped, before all was done
};

/// Compares a model's views of held-out objects with the truth, beside what simpler means achieve.
///
/// The objects are taken in the order of a hash of their names, real and made up in turn, until there are
/// `num_objects` of each or the time is over. Each is generated for the cameras of its target views, a ring or not, of
/// any number if the model pools views by mean and variance. Pictures are compared at the model's size, without
/// rounding to 8 bits; the truth is reduced to it by averaging. Meshes are made of the pictures as they would be
/// written, at the same size; a mesh that cannot be made is reported as a warning. A held-out object that looks the
/// same as a training object is left out, with a warning. Where the folders hold no training object, what needs them is
/// left out, with a warning: the last two rows of the table, and the search for objects that look the same.
///
/// \param reporter  is asked after every step whether to end with the last finished object.
/// \throws InputError if there is no held-out object, or the model cannot generate the views of the data.
ModelEvaluation evaluate_model(MultiviewDiffusion& model, const EvaluationData& data,
                               const EvaluateModelOptions& options, const Reporter& reporter);

}  // namespace syncdreamer

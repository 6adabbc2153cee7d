#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/progress.h"
#include "diffusion/sampler.h"
#include "image/image.h"
#include "model/multiview_diffusion.h"
#include "pipeline/generate_views.h"
#include "pipeline/reconstruct_mesh.h"
#include "pipeline/view_figures.h"

namespace syncdreamer {

struct EvaluateModelOptions {
  int num_objects = 0;
  int num_meshes = 4;
  ReconstructionMethod mesh_method = ReconstructionMethod::fast;
  double minutes = 30;
  std::uint64_t seed = 6033;
  double guidance = kModelGuidance;
  int views_per_batch = 16;
  SamplingOptions sampling{.last_timestep = kModelLastTimestep};

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("objects", self.num_objects,
          "held-out objects of each kind, real and generated; 0: as many as fit in --minutes");
    field("meshes", self.num_meshes,
          "of how many objects of each kind meshes are made too, of their generated and of their true views; objects "
          "whose true mesh the data do not hold are passed over");
    field("mesh_method", self.mesh_method, "how views become a mesh: fast, neus or hull");
    field("minutes", self.minutes, "time for generating views; 0: no limit");
    field("seed", self.seed, "seed of the random numbers; each object has its own, whatever others are evaluated");
    field("guidance", self.guidance, "classifier-free guidance scale; -1: the one the model was made for");
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

struct ModelEvaluation {
  std::vector<ObjectFigures> objects;
  Image real_sheet, generated_sheet;  ///< the first objects: input and truth, drafts, generated views; may be empty
  std::int64_t num_training_objects = 0;
  double seconds_per_object = 0;  ///< of all three ways of generating views
  bool complete = true;           ///< false if the time was over, or it was stopped, before all was done
};

/// Compares a model's views of held-out objects with the truth, beside what simpler means achieve.
///
/// The objects are taken in the order of a hash of their names, real and generated in turn, until there are
/// `num_objects` of each or the time is over. Pictures are compared at the model's size, without rounding to 8 bits;
/// the truth is reduced to it by averaging. Meshes are made of the pictures as they would be written, at the same size;
/// a mesh that cannot be made is reported as a warning. A held-out object that looks the same as a training object is
/// left out, with a warning.
///
/// \param should_stop  asked after every step: ends the evaluation after the last finished object.
/// \throws InputError if there is no held-out or no training object, or the model's views are not the data's.
ModelEvaluation evaluate_model(MultiviewDiffusion& model, const EvaluationData& data,
                               const EvaluateModelOptions& options, const Reporter& reporter,
                               const std::function<bool()>& should_stop = {});

}  // namespace syncdreamer

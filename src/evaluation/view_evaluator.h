#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>
#include <vector>

#include "evaluation/evaluate_model.h"
#include "evaluation/evaluation_objects.h"
#include "model/lifted_condition.h"
#include "model/multiview_diffusion.h"
#include "pipeline/view_source.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// An object with the views that were made of it; tensors are RGB over white in [0, 1], on the CPU.
struct EvaluatedObject {
  ObjectPlace place;
  ObjectFigures figures;
  at::Tensor input;                            ///< `[3, S, S]`
  at::Tensor truth;                            ///< `[N, 3, S, S]`
  std::vector<std::vector<float>> true_masks;  ///< by view: N times S * S coverages
  ObjectPictures pictures;
  double input_azimuth = 0;                        ///< see PosedObject
  ViewMethod own = ViewMethod::synchronized;       ///< that of the model's own views
  ViewSource source = {};                          ///< of these; empty without a volume
  std::vector<std::vector<float>> opacities = {};  ///< of the volume's drafts

  /// For a reconstruction: the true ones with their alpha, those with drafts limited to them, as `create` does it.
  std::vector<ReconstructionView> views(ViewMethod method) const;
};

/// Means over the views; `predicted` is `[N, 3, S, S]` in [0, 1], as `truth`, or one picture for all views.
ViewFigures compare_views(const at::Tensor& truth, const at::Tensor& predicted);

/// Pictures of colours `[K, 3, S, S]` in 0 to 1, of which each level comes back as it was: others are cut off as the
/// paper's authors cut them off.
std::vector<Image> pictures_of_colors(const at::Tensor& colors);

/// Generates the views of held-out objects in all ways and compares them with the truth.
class ViewEvaluator {
 public:
  /// Keeps references to what it is given.
  ViewEvaluator(MultiviewDiffusion& model, const EvaluateModelOptions& options, const Reporter& reporter);

  /// Nothing if it was stopped.
  ///
  /// \throws InputError if the object cannot be read, or has more or fewer views than the model can make.
  std::optional<EvaluatedObject> evaluate(const HeldOutObject& held_out) const;

 private:
  std::optional<at::Tensor> generate(const PictureCondition& input, bool independent, std::uint64_t seed) const;

  MultiviewDiffusion& model_;
  const EvaluateModelOptions& options_;
  const Reporter& reporter_;
  std::shared_ptr<ElevationNet> elevation_net_;  // null where the cameras tell
};

}  // namespace syncdreamer

#include <ATen/ATen.h>

#include <numbers>
#include <string>

#include "core/error.h"
#include "model/camera_tensors.h"
#include "train/picture_sheet.h"
#include "train/stage.h"
#include "train/structural_similarity.h"

namespace syncdreamer {
namespace {

constexpr double kOpacityWeight = 0.5;

/// Learns the lifted volume: the input picture becomes density and colour, which must look right from other views.
class GeometryStage : public Stage {
 public:
  GeometryStage(const TrainOptions& options, MultiviewDiffusion& model)
      : options_(options), network_(model.lifted_volume) {
    check(network_ != nullptr, "stage geometry: the model has no lifted volume");
  }

  std::vector<ParameterGroup> parameter_groups() override { return {parameter_group(*network_, "lifted_volume.")}; }
  std::set<std::string> written_parts() const override { return {"lifted_volume"}; }
  BatchOptions batch_options() const override { return {.num_targets = options_.views_per_object}; }

  at::Tensor loss(const MultiviewBatch& batch, at::Generator&, Figures& figures) override {
    const at::Tensor drafts = render(batch), error = (drafts - batch.targets).square();
    const at::Tensor color = error.slice(2, 0, 3).mean(), opacity = error.slice(2, 3, 4).mean();
    const at::Tensor similarity = color_similarity(drafts, batch.targets);
    figures.emplace_back("color", color.item<double>());
    figures.emplace_back("opacity", opacity.item<double>());
    figures.emplace_back("ssim", similarity.item<double>());
    return color + kOpacityWeight * opacity + options_.structure_weight * (1 - similarity);
  }

  Figures validate(const MultiviewBatch& batch, at::Generator&) override {
    const at::Tensor drafts = render(batch), truth = batch.targets;
    const at::Tensor copies = batch.inputs.unsqueeze(1).expand_as(truth);
    const auto psnr = [&](const at::Tensor& pictures) {
      return mean_psnr(pictures.flatten(0, 1).slice(1, 0, 3), truth.flatten(0, 1).slice(1, 0, 3));
    };
    const at::Tensor inside = drafts.select(2, 3) > 0.5, expected = truth.select(2, 3) > 0.5;
    const double both = (inside & expected).sum().item<double>(), any = (inside | expected).sum().item<double>();
    return {{"psnr", psnr(drafts)},
            {"ssim", color_similarity(drafts, truth).item<double>()},
            {"input_repeated_psnr", psnr(copies)},
            {"silhouette_iou", any == 0 ? 1 : both / any}};
  }

  Image sample_sheet(const MultiviewBatch& batch, at::Generator&) override {
    const at::Tensor rows = at::stack({batch.targets, render(batch)}, 1).flatten(0, 1);  // [2 B, 16, 4, S, S]
    const at::Tensor input = at::stack({batch.inputs, batch.inputs}, 1).flatten(0, 1).unsqueeze(1);
    return picture_sheet(at::cat({input, rows}, 1).slice(2, 0, 3) * 2 - 1);
  }

 private:
  // Of [B, K, 4, S, S].
  static at::Tensor color_similarity(const at::Tensor& drafts, const at::Tensor& truth) {
    return structural_similarity(truth.slice(2, 0, 3), drafts.slice(2, 0, 3));
  }

  at::Tensor render(const MultiviewBatch& batch) {
    const at::Tensor azimuth =
        batch.target_indices.to(at::kFloat) * (2 * std::numbers::pi / MultiviewDataset::kNumViews);
    const LiftedVolume volume = network_->forward(batch.inputs, batch.input_elevation);
    return network_->render(volume, camera_poses(azimuth, batch.target_elevation),
                            static_cast<int>(batch.inputs.size(-1)));
  }

  const TrainOptions& options_;
  std::shared_ptr<LiftedVolumeNet> network_;
};

}  // namespace

std::unique_ptr<Stage> make_geometry_stage(const TrainOptions& options, MultiviewDiffusion& model) {
  return std::make_unique<GeometryStage>(options, model);
}

}  // namespace syncdreamer

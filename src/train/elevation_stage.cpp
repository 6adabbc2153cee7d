#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/option_range.h"
#include "model/elevation_net.h"
#include "train/picture_sheet.h"
#include "train/stage.h"

namespace syncdreamer {
namespace {

constexpr double kToleranceDeg = 3;  // standard deviation of what counts as right
constexpr double kMaxZoom = 1.1, kMaxShift = 0.025;

at::Tensor degrees_of(const at::Tensor& radians) {
  return radians * (180 / std::numbers::pi);
}

/// Learns to tell from a picture how high its camera stands.
class ElevationStage : public Stage {
 public:
  ElevationStage(const TrainOptions& options, MultiviewDiffusion& model)
      : augment_(options.augment), network_(model.elevation_net) {
    check(network_ != nullptr, "stage elevation: the model has no network for it");
  }

  std::vector<ParameterGroup> parameter_groups() override { return {parameter_group(*network_, "elevation_net.")}; }
  std::set<std::string> written_parts() const override { return {"elevation_net"}; }
  BatchOptions batch_options() const override { return {.num_targets = 1}; }

  /// Cross entropy with a normal distribution about the true elevation.
  at::Tensor loss(const MultiviewBatch& batch, at::Generator& generator, Figures& figures) override {
    const at::Tensor elevations = ElevationNet::elevations_deg().to(batch.inputs.device());
    const at::Tensor truth = degrees_of(batch.input_elevation).unsqueeze(1);  // [B, 1]
    const at::Tensor expected = (-0.5 * ((elevations - truth) / kToleranceDeg).square()).softmax(1);
    const FrameJitter jitter = augment_ ? random_jitter(batch.inputs, generator) : FrameJitter{};
    const at::Tensor found = network_->forward(cut_frames(batch.inputs, jitter)).log_softmax(1);
    const at::Tensor mean = (found.detach().exp() * elevations).sum(1, true);
    figures.emplace_back("error_deg", (mean - truth).abs().mean().item<double>());
    return -(expected * found).sum(1).mean();
  }

  Figures validate(const MultiviewBatch& batch, at::Generator&) override {
    const ElevationEstimate estimate = network_->estimate(batch.inputs);
    return {{"error_deg", degrees_of(estimate.mean - batch.input_elevation).abs().mean().item<double>()},
            {"deviation_deg", degrees_of(estimate.deviation).mean().item<double>()}};
  }

  /// What the network sees.
  Image sample_sheet(const MultiviewBatch& batch, at::Generator&) override {
    return picture_sheet(cut_frames(batch.inputs).slice(1, 0, 3).unsqueeze(0) * 2 - 1);
  }

 private:
  /// Of elevations that the network has names for, from any distance.
  void check_input(const std::string& name, const Viewpoint& viewpoint) const override {
    const double found = std::round(10 * degrees(viewpoint.elevation)) / 10;
    if (found >= ElevationNet::kLowestDeg && found <= ElevationNet::kHighestDeg) return;
    throw InputError("stage elevation: found a picture of " + name + " from " + number_text(found) +
                     " degrees, expected " + number_text(ElevationNet::kLowestDeg) + " to " +
                     number_text(ElevationNet::kHighestDeg));
  }

  static FrameJitter random_jitter(const at::Tensor& like, at::Generator& generator) {
    const at::Tensor random = at::rand({like.size(0), 3}, generator, at::kFloat) * 2 - 1;
    return {(random.slice(1, 0, 2) * kMaxShift).to(like.device()),
            at::pow(kMaxZoom, random.select(1, 2)).to(like.device())};
  }

  bool augment_;
  std::shared_ptr<ElevationNet> network_;
};

}  // namespace

std::unique_ptr<Stage> make_elevation_stage(const TrainOptions& options, MultiviewDiffusion& model) {
  return std::make_unique<ElevationStage>(options, model);
}

}  // namespace syncdreamer

#include <ATen/ATen.h>

#include <cmath>

#include "train/picture_sheet.h"
#include "train/stage.h"

namespace syncdreamer {
namespace {

constexpr double kKlWeight = 2e-4;  // per latent component: keeps latents near unit scale without blurring

/// L1 + L2 of the pictures, and of their chroma (error minus its mean over channels), which PSNR hardly sees.
at::Tensor reconstruction_loss(const at::Tensor& pictures, const at::Tensor& truth) {
  const at::Tensor error = pictures - truth;
  const at::Tensor chroma = error - error.mean({1}, true);
  return error.abs().mean() + error.square().mean() + 2 * chroma.abs().mean() + 8 * chroma.square().mean();
}

/// Learns to encode single pictures; targets of different views and objects are all the same to it.
class AutoencoderStage : public Stage {
 public:
  AutoencoderStage(const TrainOptions& options, MultiviewDiffusion& model)
      : options_(options), autoencoder_(*model.first_stage_model) {}

  std::vector<ParameterGroup> parameter_groups() override {
    return {parameter_group(autoencoder_, "first_stage_model.")};
  }
  std::vector<std::string> learned_parts() const override { return {"first_stage_model"}; }
  BatchOptions batch_options() const override { return {.num_targets = options_.views_per_object}; }

  at::Tensor loss(const MultiviewBatch& batch, at::Generator& generator, Figures& figures) override {
    const at::Tensor truth = pictures_of(batch);
    const GaussianPosterior posterior = autoencoder_.encode(truth);
    const at::Tensor noise = normal_noise(posterior.mean, generator);
    const at::Tensor latent = posterior.sample(noise);
    const at::Tensor reconstruction = reconstruction_loss(autoencoder_.decode(latent), truth);
    const at::Tensor kl = posterior.kl().sum() / static_cast<double>(posterior.mean.numel());
    figures.emplace_back("reconstruction", reconstruction.item<double>());
    figures.emplace_back("kl", kl.item<double>());
    return reconstruction + kKlWeight * kl;
  }

  Figures validate(const MultiviewBatch& batch, at::Generator&) override {
    const at::Tensor truth = pictures_of(batch);
    const GaussianPosterior posterior = autoencoder_.encode(truth);
    const at::Tensor decoded = autoencoder_.decode(posterior.mean).clamp(-1, 1);
    const at::Tensor error = (decoded - truth) / 2;
    const at::Tensor chroma = error - error.mean({1}, true);
    return {{"psnr", mean_psnr((decoded + 1) / 2, (truth + 1) / 2)},
            {"chroma_psnr", -10 * std::log10(std::max(chroma.square().mean().item<double>(), kPerfect))},
            {"latent_mean", posterior.mean.mean().item<double>()},
            {"latent_deviation", posterior.mean.std().item<double>()}};
  }

  /// The diffusion model expects latents of mean 0 and deviation 1.
  void finish(const std::function<MultiviewBatch()>& held_out) override {
    const at::Tensor latents = autoencoder_.encode(pictures_of(held_out())).mean;
    normalize_latents(autoencoder_, latents.mean({0, 2, 3}), latents.std({0, 2, 3}, true, false));
  }

  Image sample_sheet(const MultiviewBatch& batch, at::Generator&) override {
    const at::Tensor truth = pictures_of(batch);
    const at::Tensor decoded = autoencoder_.decode(autoencoder_.encode(truth).mean);
    const int64_t objects = batch.targets.size(0), side = truth.size(-1);
    const auto rows = [&](const at::Tensor& x) { return x.reshape({objects, -1, 3, side, side}).slice(1, 0, 8); };
    return picture_sheet(at::stack({rows(truth), rows(decoded)}, 1).flatten(0, 1));
  }

 private:
  static at::Tensor pictures_of(const MultiviewBatch& batch) {
    return batch.targets.flatten(0, 1).slice(1, 0, 3) * 2 - 1;
  }

  const TrainOptions& options_;
  AutoencoderKL& autoencoder_;
};

}  // namespace

std::unique_ptr<Stage> make_autoencoder_stage(const TrainOptions& options, MultiviewDiffusion& model) {
  return std::make_unique<AutoencoderStage>(options, model);
}

}  // namespace syncdreamer

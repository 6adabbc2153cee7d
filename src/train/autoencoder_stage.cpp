#include <ATen/ATen.h>

#include <cmath>

#include "core/error.h"
#include "model/lifted_condition.h"
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
      : options_(options), model_(model), autoencoder_(*model.first_stage_model) {}

  std::vector<ParameterGroup> parameter_groups() override {
    return {parameter_group(autoencoder_, "first_stage_model.")};
  }
  std::set<std::string> written_parts() const override { return {"first_stage_model"}; }
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
    const at::Tensor truth = pictures_of(batch), latents = latents_of(batch);
    const at::Tensor decoded = decoded_pictures(latents).flatten(0, 1).clamp(-1, 1);
    const at::Tensor error = (decoded - truth) / 2;
    const at::Tensor chroma = error - error.mean({1}, true);
    return {{"psnr", mean_psnr((decoded + 1) / 2, (truth + 1) / 2)},
            {"chroma_psnr", -10 * std::log10(std::max(chroma.square().mean().item<double>(), kLeastError))},
            {"latent_mean", latents.mean().item<double>()},
            {"latent_deviation", latents.std().item<double>()}};
  }

  /// The diffusion model expects latents of mean 0 and, times scale_factor, deviation 1.
  void prepare_for_writing(const std::function<MultiviewBatch()>& trained_on) override {
    const at::Tensor latents = latents_of(trained_on()).flatten(0, 1), deviation = latents.std({0, 2, 3}, true, false);
    if (!(deviation > 0).all().item<bool>())
      throw InputError("a channel of the latents is the same for all pictures: the training failed");
    normalize_latents(autoencoder_, latents.mean({0, 2, 3}), deviation * autoencoder_.options().scale_factor);
  }

  std::vector<at::Tensor> changed_by_preparing() const override { return autoencoder_.parameters(); }

  Image sample_sheet(const MultiviewBatch& batch, at::Generator&) override {
    const at::Tensor truth = pictures_of(batch), decoded = decoded_pictures(latents_of(batch));
    const std::int64_t objects = batch.targets.size(0), side = truth.size(-1);
    const auto rows = [&](const at::Tensor& x) { return x.reshape({objects, -1, 3, side, side}).slice(1, 0, 8); };
    return picture_sheet(at::stack({rows(truth), rows(decoded)}, 1).flatten(0, 1));
  }

 private:
  static at::Tensor pictures_of(const MultiviewBatch& batch) {
    return batch.targets.flatten(0, 1).slice(1, 0, 3) * 2 - 1;
  }

  /// `[B, K, C, h, h]` of the target pictures, encoded some at a time.
  at::Tensor latents_of(const MultiviewBatch& batch) {
    return encode_pictures(model_, batch.targets.slice(2, 0, 3) * 2 - 1) / autoencoder_.options().scale_factor;
  }

  /// `[B, K, 3, S, S]`, decoded some at a time.
  at::Tensor decoded_pictures(const at::Tensor& latents) {
    return model_.decode_views(latents * autoencoder_.options().scale_factor,
                               pictures_encoded_at_once(model_.options().image_size));
  }

  const TrainOptions& options_;
  MultiviewDiffusion& model_;
  AutoencoderKL& autoencoder_;
};

}  // namespace

std::unique_ptr<Stage> make_autoencoder_stage(const TrainOptions& options, MultiviewDiffusion& model) {
  return std::make_unique<AutoencoderStage>(options, model);
}

}  // namespace syncdreamer

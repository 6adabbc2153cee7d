#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/progress.h"
#include "dataset/multiview_dataset.h"
#include "image/image.h"
#include "model/multiview_diffusion.h"
#include "train/train_options.h"
#include "train/training_log.h"

namespace syncdreamer {

/// One stage of training: which part of the model learns, from which batches, by which loss.
class Stage {
 public:
  virtual ~Stage() = default;

  /// What learns; names are those of the whole model.
  virtual std::vector<ParameterGroup> parameter_groups() = 0;

  /// The top-level parts of the model that are written once this stage has run: what learned, and what a model cannot
  /// be run without.
  virtual std::set<std::string> written_parts() const = 0;

  /// The top-level parts that the stage computes with as they are; of `model`, all but the depth attention.
  virtual std::set<std::string> needed_parts() const { return {}; }

  /// Looks at the cameras of all inputs, for which the files of the objects are read that are not held.
  ///
  /// \throws InputError for objects that the stage cannot learn from (check_input), or if `reporter` asks to stop.
  void check_data(const MultiviewDataset& data, const Reporter& reporter = {}) const;

  virtual BatchOptions batch_options() const = 0;

  /// The mean loss of a batch on the model's device. All randomness comes from `generator`, which is the CPU's.
  /// \param figures  gains the parts of the loss.
  virtual at::Tensor loss(const MultiviewBatch& batch, at::Generator& generator, Figures& figures) = 0;

  /// Figures on held-out objects: a fixed batch with all views and a generator of fixed seed.
  virtual Figures validate(const MultiviewBatch& batch, at::Generator& generator) = 0;

  /// Changes the averaged weights for a model that is written, at every checkpoint; training goes on with the unchanged
  /// ones.
  /// \param trained_on  makes a batch of training objects with all views, the same one every time.
  virtual void prepare_for_writing(const std::function<MultiviewBatch()>& trained_on) { static_cast<void>(trained_on); }
  /// The parameters that prepare_for_writing changes.
  virtual std::vector<at::Tensor> changed_by_preparing() const { return {}; }

  /// A picture of what the model makes of a fixed batch.
  virtual Image sample_sheet(const MultiviewBatch& batch, at::Generator& generator) = 0;

 protected:
  /// \throws InputError for an input picture of the object `name` that the stage cannot learn from: one from another
  /// distance than the ring's, whose perspective the networks do not know.
  virtual void check_input(const std::string& name, const Viewpoint& viewpoint) const;
};

/// The stage named in the options, which passed check_ranges, on the parts of `model` that it needs.
std::unique_ptr<Stage> make_stage(const TrainOptions& options, MultiviewDiffusion& model);

/// In NAME_stage.cpp; diffusion_stage.cpp holds `backbone` and `synchronized`.
std::unique_ptr<Stage> make_autoencoder_stage(const TrainOptions& options, MultiviewDiffusion& model);
std::unique_ptr<Stage> make_geometry_stage(const TrainOptions& options, MultiviewDiffusion& model);
std::unique_ptr<Stage> make_elevation_stage(const TrainOptions& options, MultiviewDiffusion& model);
std::unique_ptr<Stage> make_diffusion_stage(const TrainOptions& options, MultiviewDiffusion& model);

/// Standard normal noise of the shape of `like`, on its device. What the CPU's generator draws next decides it; on
/// another device it only seeds the generator there, since millions of numbers would take longer than the step.
at::Tensor normal_noise(const at::Tensor& like, at::Generator& generator);

/// Peak signal-to-noise ratio, dB, of pictures in [0, 1]: the mean over pictures `[M, C, H, W]` of each one's own.
double mean_psnr(const at::Tensor& pictures, const at::Tensor& truth);

/// The mean squared error that a perfect picture counts as having: 100 dB.
inline constexpr double kLeastError = 1e-10;

}  // namespace syncdreamer

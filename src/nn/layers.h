#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/error.h"
#include "nn/activation.h"

/// The layers that every network is made of.
///
/// They differ from libtorch's in three things: construction allocates but does not fill (a model of 10^9 parameters is
/// built in milliseconds, then loaded or initialized), initialization draws from an explicit generator, and the headers
/// are light. Parameters are named `weight` and `bias`, as in the released checkpoints.
namespace syncdreamer {

/// A module that owns parameters and knows their distribution before training.
class Initializable {
 public:
  virtual ~Initializable() = default;
  virtual void initialize(at::Generator& generator) = 0;
};

/// Fills the parameters of every Initializable in `root`, which determines them together with `seed`.
///
/// Each module draws from a generator of its own, seeded with `seed` and its name, so that adding a module does not
/// change the others. The numbers are drawn on the CPU, whatever the device of the parameters.
void initialize(torch::nn::Module& root, std::uint64_t seed);

/// Fills `parameter` uniformly in [-bound, bound).
void fill_uniform(const at::Tensor& parameter, double bound, at::Generator& generator);

/// Fills `parameter` with normal numbers of mean 0.
void fill_normal(const at::Tensor& parameter, double standard_deviation, at::Generator& generator);

/// A module of one input and one output.
class Layer : public torch::nn::Module {
 public:
  virtual at::Tensor forward(const at::Tensor& x) = 0;
};

struct LinearOptions {
  bool bias = true;
  bool zero_initialized = false;
};

/// `x weight^T + bias` on the last dimension.
class Linear : public Layer, public Initializable {
 public:
  Linear(std::int64_t in_features, std::int64_t out_features, LinearOptions options = {});
  at::Tensor forward(const at::Tensor& x) override;
  void initialize(at::Generator& generator) override;

  at::Tensor weight;  ///< `[out, in]`
  at::Tensor bias;    ///< `[out]`, undefined without bias

 private:
  LinearOptions options_;
};

struct ConvOptions {
  std::int64_t stride = 1;
  std::optional<std::int64_t> padding{};  ///< on each side; absent: kernel / 2, which keeps the size at stride 1
  std::int64_t output_padding = 0;        ///< of transposed convolutions only
  bool bias = true;
  bool zero_initialized = false;
};

/// What convolutions of all kinds share; the weight's shape tells the number of dimensions.
class Convolution : public Layer, public Initializable {
 public:
  void initialize(at::Generator& generator) override;

  at::Tensor weight;  ///< `[out, in, k...]`, transposed: `[in, out, k...]`
  at::Tensor bias;    ///< `[out]`, undefined without bias

 protected:
  Convolution(at::IntArrayRef weight_shape, std::int64_t out_channels, const ConvOptions& options);
  ConvOptions options_;
  std::int64_t padding_;
};

class Conv2d : public Convolution {
 public:
  Conv2d(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel, const ConvOptions& options = {});
  at::Tensor forward(const at::Tensor& x) override;
};

class Conv3d : public Convolution {
 public:
  Conv3d(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel, const ConvOptions& options = {});
  at::Tensor forward(const at::Tensor& x) override;

 private:
  bool halves(const at::Tensor& x) const;
};

class ConvTranspose3d : public Convolution {
 public:
  ConvTranspose3d(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel,
                  const ConvOptions& options = {});
  at::Tensor forward(const at::Tensor& x) override;
};

class GroupNorm : public Layer, public Initializable {
 public:
  GroupNorm(std::int64_t num_groups, std::int64_t num_channels, double eps = 1e-5);
  at::Tensor forward(const at::Tensor& x) override;
  /// The norm, then the activation.
  at::Tensor forward(const at::Tensor& x, Activation activation);
  void initialize(at::Generator& generator) override;

  at::Tensor weight;  ///< `[C]`
  at::Tensor bias;    ///< `[C]`

 private:
  std::int64_t num_groups_;
  double eps_;
};

/// Normalizes the last dimension.
class LayerNorm : public Layer, public Initializable {
 public:
  explicit LayerNorm(std::int64_t width, double eps = 1e-5);
  at::Tensor forward(const at::Tensor& x) override;
  void initialize(at::Generator& generator) override;

  at::Tensor weight;  ///< `[width]`
  at::Tensor bias;    ///< `[width]`

 private:
  double eps_;
};

class Silu : public Layer {
 public:
  at::Tensor forward(const at::Tensor& x) override;
};

class Relu : public Layer {
 public:
  at::Tensor forward(const at::Tensor& x) override;
};

/// A `Kind` whose children, of the same kind, are named by numbers, which may leave gaps, so that keys such as
/// `input_blocks.3.0.op.weight` come out.
template <class Kind>
class NumberedModules : public Kind {
 public:
  /// Makes a child under `index`, e.g. `list.add<Linear>(2, 320, 1280)`.
  template <class Child, class... Arguments>
  std::shared_ptr<Child> add(std::int64_t index, Arguments&&... arguments) {
    auto child =
        this->register_module(std::to_string(index), std::make_shared<Child>(std::forward<Arguments>(arguments)...));
    modules_[index] = child;
    return child;
  }

  /// Makes a child under the number after the last one.
  template <class Child, class... Arguments>
  std::shared_ptr<Child> append(Arguments&&... arguments) {
    const std::int64_t index = modules_.empty() ? 0 : modules_.rbegin()->first + 1;
    return add<Child>(index, std::forward<Arguments>(arguments)...);
  }

  /// The child under `index`, which must be a `Child`.
  template <class Child>
  Child& at(std::int64_t index) const {
    auto* child = dynamic_cast<Child*>(modules_.at(index).get());
    check(child != nullptr, "NumberedModules: the child has another type");
    return *child;
  }

  std::int64_t size() const { return static_cast<std::int64_t>(modules_.size()); }

  /// The children in the order of their numbers.
  const std::map<std::int64_t, std::shared_ptr<Kind>>& modules_by_index() const { return modules_; }

 private:
  std::map<std::int64_t, std::shared_ptr<Kind>> modules_;
};

class ModuleList : public NumberedModules<torch::nn::Module> {};

/// Layers one after the other, in the order of their numbers. A norm and the activation after it run as one.
class Sequence : public NumberedModules<Layer> {
 public:
  at::Tensor forward(const at::Tensor& x) override;
};

}  // namespace syncdreamer

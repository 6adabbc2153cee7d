#include "nn/layers.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <iterator>

#include "core/random.h"
#include "nn/convolution_gradients.h"
#include "nn/fused_group_norm.h"
#include "nn/kernel_operands.h"
#include "nn/linear_map.h"
#include "nn/strided_convolution.h"
#include "nn/winograd.h"

namespace syncdreamer {
namespace {

void fill(const at::Tensor& parameter, double value) {
  const at::NoGradGuard no_grad;
  parameter.fill_(value);
}

/// The field's default: uniform with variance 1 / (3 fan_in), weights and biases alike.
void fill_weight_and_bias(const at::Tensor& weight, const at::Tensor& bias, std::int64_t fan_in, bool zero,
                          at::Generator& generator) {
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  for (const at::Tensor* parameter : {&weight, &bias}) {
    if (!parameter->defined()) continue;
    if (zero) {
      fill(*parameter, 0);
    } else {
      fill_uniform(*parameter, bound, generator);
    }
  }
}

/// A convolution with kernels of one pixel is a linear map of the channels.
bool is_linear(const at::Tensor& x, const at::Tensor& weight) {
  return weight.numel() == weight.size(0) * weight.size(1) && kernels_apply({x, weight}) && has_channels_last(x);
}

at::Tensor linear_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return channels_first_view(linear_map(channels_last_view(x), weight.flatten(1), bias));
}

/// The weight for a convolution of libtorch's own.
at::Tensor library_weight(const at::Tensor& weight) {
  return at::GradMode::is_enabled() ? with_right_gradients(weight) : weight;
}

Activation activation_of(const Layer& layer) {
  if (dynamic_cast<const Silu*>(&layer) != nullptr) return Activation::silu;
  if (dynamic_cast<const Relu*>(&layer) != nullptr) return Activation::relu;
  return Activation::none;
}

}  // namespace

void initialize(torch::nn::Module& root, std::uint64_t seed) {
  root.apply([seed](const std::string& name, torch::nn::Module& module) {
    if (auto* initializable = dynamic_cast<Initializable*>(&module)) {
      at::Generator generator = at::detail::createCPUGenerator(fnv1a_64(name, generator_seed(seed)));
      initializable->initialize(generator);
    }
  });
}

void fill_uniform(const at::Tensor& parameter, double bound, at::Generator& generator) {
  const at::NoGradGuard no_grad;
  parameter.copy_(at::empty(parameter.sizes(), at::kFloat).uniform_(-bound, bound, generator));
}

void fill_normal(const at::Tensor& parameter, double standard_deviation, at::Generator& generator) {
  const at::NoGradGuard no_grad;
  parameter.copy_(at::empty(parameter.sizes(), at::kFloat).normal_(0, standard_deviation, generator));
}

Linear::Linear(std::int64_t in_features, std::int64_t out_features, LinearOptions options)
    : weight(register_parameter("weight", at::empty({out_features, in_features}))), options_(options) {
  if (options.bias) bias = register_parameter("bias", at::empty({out_features}));
}

at::Tensor Linear::forward(const at::Tensor& x) {
  return linear_map(x, weight, bias);
}

void Linear::initialize(at::Generator& generator) {
  fill_weight_and_bias(weight, bias, weight.size(1), options_.zero_initialized, generator);
}

Convolution::Convolution(at::IntArrayRef weight_shape, std::int64_t out_channels, const ConvOptions& options)
    : options_(options), padding_(options.padding.value_or(weight_shape.back() / 2)) {
  weight = register_parameter("weight", at::empty(weight_shape));
  if (options.bias) bias = register_parameter("bias", at::empty({out_channels}));
}

void Convolution::initialize(at::Generator& generator) {
  fill_weight_and_bias(weight, bias, weight.numel() / weight.size(0), options_.zero_initialized, generator);
}

Conv2d::Conv2d(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel, const ConvOptions& options)
    : Convolution({out_channels, in_channels, kernel, kernel}, out_channels, options) {}

at::Tensor Conv2d::forward(const at::Tensor& x) {
  const bool keeps_size = options_.stride == 1 && padding_ == weight.size(-1) / 2, by_kernels = kernels_apply({bias});
  if (by_kernels && keeps_size && winograd_applies(x, weight)) return winograd_convolution(x, weight, bias);
  if (by_kernels && keeps_size && is_linear(x, weight)) return linear_convolution(x, weight, bias);
  return in_layout_of(x, at::conv2d(x, library_weight(weight), bias, options_.stride, padding_));
}

/// Whether this is stride 2 with sides that it makes half as long.
bool Conv3d::halves(const at::Tensor& x) const {
  return options_.stride == 2 && padding_ == 1 && x.dim() == 5 && x.size(2) % 2 == 0 && x.size(3) % 2 == 0 &&
         x.size(4) % 2 == 0;
}

Conv3d::Conv3d(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel, const ConvOptions& options)
    : Convolution({out_channels, in_channels, kernel, kernel, kernel}, out_channels, options) {}

at::Tensor Conv3d::forward(const at::Tensor& x) {
  const bool keeps_size = options_.stride == 1 && padding_ == weight.size(-1) / 2, by_kernels = kernels_apply({bias});
  if (by_kernels && keeps_size && winograd_applies(x, weight)) return winograd_convolution(x, weight, bias);
  if (by_kernels && keeps_size && is_linear(x, weight)) return linear_convolution(x, weight, bias);
  if (by_kernels && halves(x) && strided_convolution_applies(x, weight)) return halving_convolution(x, weight, bias);
  return in_layout_of(x, at::conv3d(x, library_weight(weight), bias, options_.stride, padding_));
}

ConvTranspose3d::ConvTranspose3d(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel,
                                 const ConvOptions& options)
    : Convolution({in_channels, out_channels, kernel, kernel, kernel}, out_channels, options) {}

at::Tensor ConvTranspose3d::forward(const at::Tensor& x) {
  const bool doubles = options_.stride == 2 && padding_ == 1 && options_.output_padding == 1;
  if (doubles && kernels_apply({bias}) && strided_convolution_applies(x, weight))
    return doubling_convolution(x, weight, bias);
  return in_layout_of(x, at::conv_transpose3d(x, with_right_gradients(weight), bias, options_.stride, padding_,
                                              options_.output_padding));
}

GroupNorm::GroupNorm(std::int64_t num_groups, std::int64_t num_channels, double eps)
    : weight(register_parameter("weight", at::empty({num_channels}))),
      bias(register_parameter("bias", at::empty({num_channels}))),
      num_groups_(num_groups),
      eps_(eps) {
  check(num_groups > 0 && num_channels % num_groups == 0, "GroupNorm: the groups do not divide the channels");
}

at::Tensor GroupNorm::forward(const at::Tensor& x) {
  return forward(x, Activation::none);
}

at::Tensor GroupNorm::forward(const at::Tensor& x, Activation activation) {
  if (kernels_apply({bias}) && fused_group_norm_applies(x, weight)) {
    return fused_group_norm(x, weight, bias, {.num_groups = num_groups_, .eps = eps_, .activation = activation});
  }
  // With the channels last, libtorch 1.13 takes the variance as a difference of large numbers.
  const at::Tensor normed = in_layout_of(x, at::group_norm(x.contiguous(), num_groups_, weight, bias, eps_));
  switch (activation) {
    case Activation::relu:
      return at::relu(normed);
    case Activation::silu:
      return at::silu(normed);
    default:
      return normed;
  }
}

void GroupNorm::initialize(at::Generator&) {
  fill(weight, 1);
  fill(bias, 0);
}

LayerNorm::LayerNorm(std::int64_t width, double eps)
    : weight(register_parameter("weight", at::empty({width}))),
      bias(register_parameter("bias", at::empty({width}))),
      eps_(eps) {}

at::Tensor LayerNorm::forward(const at::Tensor& x) {
  return at::layer_norm(x, {weight.size(0)}, weight, bias, eps_);
}

void LayerNorm::initialize(at::Generator&) {
  fill(weight, 1);
  fill(bias, 0);
}

at::Tensor Silu::forward(const at::Tensor& x) {
  return at::silu(x);
}

at::Tensor Relu::forward(const at::Tensor& x) {
  return at::relu(x);
}

at::Tensor Sequence::forward(const at::Tensor& x) {
  at::Tensor result = x;
  const auto& layers = modules_by_index();
  for (auto layer = layers.begin(); layer != layers.end(); ++layer) {
    auto* norm = dynamic_cast<GroupNorm*>(layer->second.get());
    const auto next = std::next(layer);
    const Activation activation = norm && next != layers.end() ? activation_of(*next->second) : Activation::none;
    result = activation == Activation::none ? layer->second->forward(result) : norm->forward(result, activation);
    if (activation != Activation::none) layer = next;
  }
  return result;
}

}  // namespace syncdreamer

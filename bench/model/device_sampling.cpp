// What a device makes of the full-size networks, as rows of a Markdown table: how long a whole sampling takes in each
// precision, and how far the first prediction is from that in fp32. Weights are random, which is all the same to time.
//
//     device_sampling [DEVICE [STEPS [small]]]
//
// `small`: networks of a few channels, to try the program itself.

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "diffusion/ddim_sampler.h"
#include "model/multiview_diffusion.h"
#include "nn/device.h"
#include "nn/device_memory.h"
#include "tests/model/small_model.h"

namespace syncdreamer {
namespace {

constexpr double kGuidance = 2;
constexpr std::int64_t kFirstTimestep = 981;

/// The same numbers every time, which keep activations near one.
void fill(MultiviewDiffusion& model) {
  const at::NoGradGuard no_grad;
  at::manual_seed(1);
  for (const auto& item : model.named_parameters()) {
    at::Tensor parameter = item.value();
    const double fan_in = static_cast<double>(parameter.numel() / std::max<std::int64_t>(1, parameter.size(0)));
    const bool scale = parameter.dim() == 1 && item.key().ends_with(".weight");
    parameter.uniform_(-1, 1).mul_(parameter.dim() > 1 ? std::sqrt(3 / fan_in) : scale ? 0.1 : 0.02);
    if (scale) parameter.add_(1);
  }
}

/// One row of the table.
struct Row {
  double encoding = 0, first_step = 0, sampling = 0, decoding = 0;  ///< seconds
  double gigabytes = 0;                                             ///< taken of the device's memory
  at::Tensor prediction, latents;                                   ///< of the first step; at the end
};

Row measure(MultiviewDiffusion& model, std::int64_t num_steps) {
  const at::NoGradGuard no_grad;
  const at::Device device = model.device();
  const std::int64_t size = model.options().image_size, side = model.options().latent_size();
  const NoiseSource noise = gaussian_noise(1);
  Row row;
  InputCondition input;
  const at::Tensor picture = at::linspace(-1, 1, 3 * size * size).view({1, 3, size, size}).to(device);
  const at::Tensor posterior = noise({1, 4, side, side}), x = noise({1, 16, 4, side, side}).to(device);
  const auto encode = [&] { input = model.encode_input(picture, at::full({1}, 0.3), posterior); };
  encode();
  row.encoding = seconds_of(device, encode);
  const MultiviewCondition condition = model.condition(input, model.target_views(model.ring_cameras()));
  const Denoiser denoiser = model.denoiser(condition, {.guidance = {kGuidance}, .views_per_batch = 16});
  row.first_step = seconds_of(device, [&] { row.prediction = denoiser(x, kFirstTimestep, 0).cpu(); });
  const DdimSampler sampler(model.schedule(), {.num_steps = num_steps});
  row.sampling = seconds_of(device, [&] { row.latents = *sampler.sample(x, denoiser, noise); });
  const auto decode = [&] { model.decode_views(row.latents, 16); };
  decode();
  row.decoding = seconds_of(device, decode);
  row.latents = row.latents.cpu();
  return row;
}

double relative_error(const at::Tensor& actual, const at::Tensor& expected) {
  return ((actual - expected).norm() / expected.norm()).item<double>();
}

void print(Precision precision, const Row& row, const Row& exact, std::int64_t num_steps) {
  std::printf("| %s | %.2e | %.2e | %.2f | %.3f | %.2f | %.2f | %.2f | %.1f |\n", enum_name(precision).c_str(),
              relative_error(row.prediction, exact.prediction), relative_error(row.latents, exact.latents),
              row.first_step, row.sampling / static_cast<double>(num_steps), row.sampling, row.encoding, row.decoding,
              row.gigabytes);
  std::fflush(stdout);
}

void run(const std::vector<std::string>& arguments) {
  const at::Device device = device_named(arguments.empty() ? "auto" : arguments[0]);
  const std::int64_t num_steps = arguments.size() > 1 ? std::stoll(arguments[1]) : 50;
  const std::uint64_t free = available_memory(device);
  MultiviewDiffusion model(arguments.size() > 2 ? small_model_options() : MultiviewDiffusionOptions{});
  std::printf("16 views, %lld steps of DDIM, guidance 2, on %s; errors are norms relative to fp32's.\n\n",
              static_cast<long long>(num_steps), device.str().c_str());
  std::printf(
      "| precision | error of the first prediction | of the latents at the end | first step s | step s "
      "| sampling s | encoding s | decoding s | memory GB |\n|---|---|---|---|---|---|---|---|---|\n");
  Row exact;
  for (const Precision precision : {Precision::fp32, Precision::bf16, Precision::fp16}) {
    if (precision != Precision::fp32 && device.is_cpu()) break;
    model.place(device, at::kFloat);
    fill(model);
    model.place(device, scalar_type(precision, device));
    Row row = measure(model, num_steps);
    row.gigabytes = static_cast<double>(free - std::min(free, available_memory(device))) / 1e9;
    if (precision == Precision::fp32) exact = row;
    print(precision, row, exact, num_steps);
  }
  std::printf(
      "\nThe first step includes the choice of kernels. The memory includes what the allocator keeps, also of the "
      "rows above.\n");
}

}  // namespace
}  // namespace syncdreamer

int main(int argc, char** argv) {
  try {
    syncdreamer::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
  return 0;
}

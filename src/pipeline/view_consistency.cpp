#include "pipeline/view_consistency.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/error.h"
#include "core/in_parallel.h"
#include "core/zero_padded.h"
#include "image/foreground.h"
#include "metrics/psnr.h"
#include "metrics/ssim.h"
#include "reconstruct/foreground_mask.h"
#include "render/picture_style.h"
#include "render/scene.h"

namespace syncdreamer {
namespace {

constexpr int kRays = 3;           // a pixel, in each direction
constexpr int kTexturePixels = 8;  // a side, for each pixel of a view

void check_compared(const std::vector<ReconstructionView>& views) {
  if (views.size() < static_cast<std::size_t>(kMinConsistentViews)) {
    throw InputError("found " + std::to_string(views.size()) + " views, expected at least " +
                     std::to_string(kMinConsistentViews) + ", so that half of them predict the others");
  }
  for (std::size_t k = 0; k < views.size(); ++k) {
    const Image& image = views[k].image;
    if (std::min(image.width, image.height) < kSsimWindow) {
      throw InputError("view " + std::to_string(k) + " has " + dimensions_text(image.width, image.height) +
                       " pixels, expected at least " + std::to_string(kSsimWindow) + " in both directions");
    }
  }
}

ConsistencyFigures compare(const ReconstructionView& view, const Image& predicted) {
  return {psnr(view.image, predicted), ssim(view.image, predicted), mask_iou(alpha_mask(predicted), view.mask)};
}

ReconstructOptions reconstruction_of(const ConsistencyOptions& options, int view_width) {
  ReconstructOptions reconstruct;
  reconstruct.method = options.method;
  reconstruct.fit = options.fit;
  reconstruct.texture_size = std::clamp(kTexturePixels * view_width, 64, reconstruct.texture_size);
  reconstruct.check_ranges();
  return reconstruct;
}

/// The body that views show; empty if they contradict each other, nothing if it was stopped.
std::optional<Mesh> body_of(const std::vector<ReconstructionView>& views, const ReconstructOptions& reconstruct,
                            const Reporter& reporter) {
  try {
    // Its warnings would number the views of one half.
    const Reporter without_warnings{.on_progress = reporter.on_progress, .should_stop = reporter.should_stop};
    const auto result = reconstruct_mesh(views, reconstruct, without_warnings);
    if (!result) return std::nullopt;
    return result->mesh;
  } catch (const ContradictoryViewsError& error) {
    reporter.warn(std::string("views 0, 2, 4 ... predict nothing: ") + error.what());
    return Mesh{};
  }
}

}  // namespace

void ConsistencyOptions::check_ranges(const Reporter& reporter) const {
  check_is_of_views(method);
  fit.check_ranges();
  warn_of_idle_fit_options(method, fit, ConsistencyOptions().fit, reporter);
}

std::optional<std::vector<PredictedView>> view_consistency(const std::vector<ReconstructionView>& views,
                                                           const ConsistencyOptions& options,
                                                           const Reporter& reporter) {
  check_compared(views);
  check_views(views);
  const ReconstructOptions reconstruct = reconstruction_of(options, views.front().image.width);
  std::array<std::vector<ReconstructionView>, 2> halves;
  for (std::size_t k = 0; k < views.size(); ++k) halves[k % 2].push_back(views[k]);
  const std::vector<ReconstructionView>&given = halves[0], &asked = halves[1];
  const auto seen = static_cast<std::size_t>(std::count_if(given.begin(), given.end(), shows_something));
  if (seen < kMinViews) {
    throw NoObjectError("of views 0, 2, 4 ... only " + std::to_string(seen) + " show something, expected at least " +
                        std::to_string(kMinViews));
  }
  const std::optional<Mesh> body = body_of(given, reconstruct, reporter);
  if (!body) return std::nullopt;
  std::optional<Scene> scene;
  if (!body->empty()) scene.emplace(make_scene_object(*body), pixel_size(asked) / kRays);
  std::vector<PredictedView> predicted(asked.size());
  for (std::size_t k = 0; k < asked.size(); ++k) {
    if (reporter.is_stopped()) return std::nullopt;
    const Camera& camera = asked[k].camera;
    Image picture = scene ? unlit_picture(*scene, camera, kRays) : Image(camera.width, camera.height, 4);
    // Nothing, predicted by no body, would be infinitely near.
    const bool counts = scene || shows_something(asked[k]);
    const ConsistencyFigures figures = counts ? compare(asked[k], picture) : ConsistencyFigures{};
    predicted[k] = {static_cast<int>(2 * k + 1), figures, std::move(picture)};
  }
  return predicted;
}

ConsistencyFigures mean_figures(const std::vector<PredictedView>& views) {
  check(!views.empty(), "mean_figures: there is no view");
  ConsistencyFigures sum;
  const double share = 1.0 / static_cast<double>(views.size());
  for (const PredictedView& view : views) {
    sum.psnr += share * view.figures.psnr;
    sum.ssim += share * view.figures.ssim;
    sum.silhouette_iou += share * view.figures.silhouette_iou;
  }
  return sum;
}

Report consistency_report(const std::vector<PredictedView>& views) {
  std::vector<std::pair<std::string, ConsistencyFigures>> rows;
  for (const PredictedView& view : views) rows.emplace_back(zero_padded(view.number), view.figures);
  Report report = consistency_report(rows);
  report.row_title = "view";
  return report;
}

Report consistency_report(const std::vector<std::pair<std::string, ConsistencyFigures>>& objects) {
  Report report{.row_title = "object", .columns = {"psnr", "ssim", "silhouette_iou"}, .rows = {}};
  for (const auto& [name, figures] : objects)
    report.rows.push_back({name, {figures.psnr, figures.ssim, figures.silhouette_iou}});
  return report;
}

}  // namespace syncdreamer

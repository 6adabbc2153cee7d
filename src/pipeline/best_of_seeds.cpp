#include "pipeline/best_of_seeds.h"

#include <utility>

#include "core/error.h"
#include "core/option_range.h"
#include "pipeline/view_consistency.h"

namespace syncdreamer {
namespace {

/// Nothing if it was stopped; the worst figures for views that show nothing.
std::optional<ConsistencyFigures> consistency_of(const std::vector<ReconstructionView>& views,
                                                 const std::function<bool()>& should_stop) {
  try {
    const auto predicted = view_consistency(views, {}, {}, should_stop);
    if (!predicted) return std::nullopt;
    return mean_figures(*predicted);
  } catch (const InputError&) {
    return ConsistencyFigures{};
  }
}

}  // namespace

std::optional<BestOfSeeds> best_of_seeds(const ViewGenerator& generator, const Image& prepared, GenerateOptions options,
                                         int count, const Reporter& reporter, GenerationWatch watch) {
  const MultiviewDiffusionOptions& model = generator.model().options();
  check(count >= 1 && options.num_samples == 1, "best_of_seeds: needs a seed or more, of one sample each");
  const std::int64_t num_views = num_views_of(model, options);
  require_option(num_views >= kMinConsistentViews, "--views", num_views, "6 or more beside --best-of");
  if (watch.on_forecast)
    watch.on_forecast = [count, tell = watch.on_forecast](double seconds) { tell(count * seconds); };
  const auto ring = viewpoint_ring(static_cast<int>(num_views), model.view_elevation_deg);
  BestOfSeeds best;
  double highest_psnr = -1;
  for (int i = 0; i < count; ++i, ++options.seed) {
    auto samples = generator.generate(prepared, options, reporter, watch);
    if (!samples) return std::nullopt;
    watch.on_forecast = {};
    const auto figures = consistency_of(make_views(samples->front().views, ring), watch.should_stop);
    if (!figures) return std::nullopt;
    best.tried.push_back({options.seed, *figures});
    if (figures->psnr <= highest_psnr) continue;
    highest_psnr = figures->psnr;
    best.seed = options.seed;
    best.samples = std::move(*samples);
  }
  return best;
}

}  // namespace syncdreamer

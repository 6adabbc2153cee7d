#include "pipeline/best_of_seeds.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/option_range.h"
#include "image/foreground.h"
#include "pipeline/view_source.h"

namespace syncdreamer {
namespace {

/// Nothing if it was stopped; figures of 0 for views that show nothing or cannot be compared.
std::optional<ConsistencyFigures> consistency_of(const std::vector<ReconstructionView>& views, std::uint64_t seed,
                                                 const Reporter& reporter) {
  try {
    const auto predicted = view_consistency(views, {}, reporter.silenced());
    if (!predicted) return std::nullopt;
    return mean_figures(*predicted);
  } catch (const NoObjectError&) {
    return ConsistencyFigures{};
  } catch (const InputError& error) {
    reporter.warn("seed " + std::to_string(seed) + ": its views cannot be compared: " + error.what());
    return ConsistencyFigures{};
  }
}

}  // namespace

bool is_more_consistent(const ConsistencyFigures& a, const ConsistencyFigures& b) {
  return std::pair(a.silhouette_iou > 0, a.psnr) > std::pair(b.silhouette_iou > 0, b.psnr);
}

std::string comparison_text(const BestOfSeeds& best) {
  const auto less = [](const ConsistencyFigures& a, const ConsistencyFigures& b) { return is_more_consistent(b, a); };
  const auto [worst, highest] = std::ranges::minmax(best.tried, less, &SeedConsistency::figures);
  const std::string seed = "seed " + std::to_string(best.seed), of_all = std::to_string(best.tried.size()) + " seeds";
  if (highest.figures.silhouette_iou == 0)
    return seed + " is kept: of none of the " + of_all + " do the views make a body by which to compare them";
  const auto decibels = [](const ConsistencyFigures& figures) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f dB", figures.psnr);
    return figures.silhouette_iou > 0 ? std::string(text) : "no body";
  };
  return seed + " is the best of " + of_all + ": half of its views predict the other half at " +
         decibels(highest.figures) + " (worst seed: " + decibels(worst.figures) + ")";
}

void check_can_be_compared(std::int64_t num_views) {
  require_option(num_views >= kMinConsistentViews, "--views", num_views,
                 std::to_string(kMinConsistentViews) + " or more beside --best-of");
}

std::optional<BestOfSeeds> best_of_seeds(const ViewGenerator& generator, const Image& prepared, GenerateOptions options,
                                         int count, const Reporter& reporter, GenerationWatch watch) {
  check(count >= 1 && options.num_samples == 1, "best_of_seeds: needs a seed or more, of one sample each");
  check_can_be_compared(num_views_of(generator.model().options(), options));
  if (watch.on_forecast)
    watch.on_forecast = [count, tell = watch.on_forecast](double seconds) { tell(count * seconds); };
  BestOfSeeds best;
  ConsistencyFigures highest{.psnr = -1};
  for (int i = 0; i < count; ++i, ++options.seed) {
    auto samples = generator.generate(prepared, options, reporter, watch);
    if (!samples) return std::nullopt;
    watch.on_forecast = {};
    const auto figures = consistency_of(reconstruction_views(samples->front()), options.seed, reporter);
    if (!figures) return std::nullopt;
    best.tried.push_back({options.seed, *figures});
    if (!is_more_consistent(*figures, highest)) continue;
    highest = *figures;
    best.seed = options.seed;
    best.views = std::move(samples->front());
  }
  return best;
}

}  // namespace syncdreamer

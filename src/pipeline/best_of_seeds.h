#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.h"
#include "pipeline/generate_views.h"
#include "pipeline/view_consistency.h"

namespace syncdreamer {

/// How well the views of a seed agree with each other, see view_consistency.
struct SeedConsistency {
  std::uint64_t seed = 0;
  ConsistencyFigures figures;
};

/// Whether views of the first figures agree better with each other: by PSNR, except that views of which no body can be
/// made agree worst. What predicts those is white, and white is near to pale objects.
bool is_more_consistent(const ConsistencyFigures& a, const ConsistencyFigures& b);

/// Views of the seed whose views agree best, and what was found of all.
struct BestOfSeeds {
  GeneratedViews views;
  std::uint64_t seed = 0;
  std::vector<SeedConsistency> tried;  ///< in order of the seeds
};

/// How the seeds compare, for the user.
std::string comparison_text(const BestOfSeeds& best);

/// \throws InputError if the views of a seed are fewer than kMinConsistentViews.
void check_can_be_compared(std::int64_t num_views);

/// Generates the views of `count` seeds, beginning with that of the options, and keeps those of which half predict the
/// other half best, by PSNR. Whether they are also the nearest to the truth nobody can know: see docs/generation.md.
///
/// \param reporter  is warned of seeds whose views cannot be compared, which count as those that agree worst.
/// \param watch     is told one forecast, for all seeds.
/// \return nothing if it was stopped.
/// \throws InputError if the views are fewer than kMinConsistentViews.
std::optional<BestOfSeeds> best_of_seeds(const ViewGenerator& generator, const Image& prepared, GenerateOptions options,
                                         int count, const Reporter& reporter, GenerationWatch watch = {});

}  // namespace syncdreamer

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/progress.h"
#include "image/image.h"
#include "metrics/report.h"
#include "pipeline/reconstruct_mesh.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

inline constexpr int kMinConsistentViews = 2 * static_cast<int>(kMinViews);  // half of them become a body

/// How the first half of the views becomes a body. By default a third of the steps and half of the grid of a
/// reconstruction, which tells views apart as well (docs/results.md).
struct ConsistencyOptions {
  ReconstructionMethod method = ReconstructionMethod::fast;
  SurfaceFitOptions fit{
      .coarse_size = 48, .fine_size = 64, .coarse_steps = 50, .fine_steps = 50, .rays_per_step = 2048};

  /// Warns of options of the fit beside a method that has none.
  ///
  /// \throws InputError for a value out of range.
  void check_ranges(const Reporter& reporter) const;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("method", self.method, "how half of the views become a body: fast, hull, neus or auto (the same as fast)");
    field("fit", self.fit, "the fit of the method fast");
  }
};

/// Of one predicted view, or the means of several.
struct ConsistencyFigures {
  double psnr = 0;  ///< decibels
  double ssim = 0;
  double silhouette_iou = 0;  ///< 0 to 1
};

/// A view that took no part in the reconstruction, and what the reconstruction says it looks like.
struct PredictedView {
  int number = 0;  ///< of the view among all
  ConsistencyFigures figures;
  Image picture;  ///< RGBA: the body's unlit colours
};

/// How well half of the views predict the other half: from views 0, 2, 4 ... a textured body is reconstructed, and its
/// unlit renderings are compared with views 1, 3, 5 ... No truth is needed, and none is measured: views may agree
/// perfectly about a body that is not the one of the input picture.
///
/// Views that contradict each other so much that nothing can be reconstructed predict nothing: their figures are those
/// of white pictures, and 0 for views that show nothing, with a warning.
///
/// \return what was predicted of each of those; nothing if it was stopped.
/// \throws NoObjectError for views that show nothing; InputError for an option out of range, fewer than six views,
/// views smaller than the window of SSIM, or too little memory.
std::optional<std::vector<PredictedView>> view_consistency(const std::vector<ReconstructionView>& views,
                                                           const ConsistencyOptions& options, const Reporter& reporter);

/// The means of the figures.
ConsistencyFigures mean_figures(const std::vector<PredictedView>& views);

/// A row for each predicted view, or for each object of a set, named: PSNR (dB), SSIM and silhouette IoU.
Report consistency_report(const std::vector<PredictedView>& views);
Report consistency_report(const std::vector<std::pair<std::string, ConsistencyFigures>>& objects);

}  // namespace syncdreamer

#pragma once

#include <vector>

#include "geometry/mesh.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// How well a mesh explains one of the views that it was made from.
struct ViewAgreement {
  double silhouette_iou = 0;  ///< of the mesh's silhouette and the view's mask
  double psnr = 0;            ///< dB, of the mesh's unlit colours on white against the picture
};

/// Renders the mesh, with its material, from the views' cameras and compares.
std::vector<ViewAgreement> compare_with_views(const Mesh& mesh, const std::vector<ReconstructionView>& views);

/// The mean over the views of the silhouette IoU alone, of large views by pixels spread over them; 0 for an empty mesh.
double mean_silhouette_iou(const Mesh& mesh, const std::vector<ReconstructionView>& views);

}  // namespace syncdreamer

#pragma once

#include <array>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/named_enum.h"
#include "pipeline/reconstruct_mesh.h"
#include "pipeline/view_consistency.h"

namespace syncdreamer {

/// How near some views come to the truth.
struct ViewFigures {
  double psnr = 0;  ///< mean over the views, decibels
  double ssim = 0;  ///< mean over the views
};

/// How near the mesh made of some views comes to the truth.
struct MeshFigures {
  double chamfer = 0;                                             ///< object units
  double volume_iou = 0;                                          ///< 0 to 1
  ReconstructionMethod method = ReconstructionMethod::automatic;  ///< that was used, never `automatic`
};

/// Ways to predict the target views, in the order of the table.
enum class ViewMethod {
  synchronized,
  independent,
  independent_with_draft,
  draft,
  true_views,
  input_repeated,
  white,
  mean_picture,
  nearest
};

/// What a method is called in files, and for readers of the table.
struct ViewMethodNames {
  ViewMethod method;
  const char* name;
  const char* description;
};
inline constexpr std::array kViewMethods{
    ViewMethodNames{ViewMethod::synchronized, "synchronized", "the model, all views synchronized"},
    ViewMethodNames{ViewMethod::independent, "independent", "the same network, each view on its own (as Zero123)"},
    ViewMethodNames{ViewMethod::independent_with_draft, "independent_with_draft",
                    "the same network, each view on its own, with its draft"},
    ViewMethodNames{ViewMethod::draft, "draft", "the drafts alone (renderings of the lifted volume)"},
    ViewMethodNames{ViewMethod::true_views, "true_views", "the true views: what the best model could give"},
    ViewMethodNames{ViewMethod::input_repeated, "input_repeated", "the input picture, repeated"},
    ViewMethodNames{ViewMethod::white, "white", "white pictures"},
    ViewMethodNames{ViewMethod::mean_picture, "mean_picture", "the mean training picture"},
    ViewMethodNames{ViewMethod::nearest, "nearest", "the training object with the nearest input picture"},
};

constexpr auto enum_names(ViewMethod) {
  std::array<std::pair<ViewMethod, const char*>, kViewMethods.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = {kViewMethods[i].method, kViewMethods[i].name};
  return names;
}

/// One evaluated object.
struct ObjectFigures {
  std::string uid;
  bool made_up = false;  ///< made up by a program, not somebody's model
  std::map<ViewMethod, ViewFigures> by_method;
  std::map<ViewMethod, MeshFigures> meshes;              ///< where a mesh was made and the truth is known
  std::map<ViewMethod, ConsistencyFigures> consistency;  ///< where it was measured
  std::optional<double> elevation_error_deg = {};  ///< of the input camera's estimated elevation, if that was used
};

/// `{"real": {method: {"psnr", "psnr_deviation", "ssim", "ssim_deviation", "num_objects", "chamfer",
/// "chamfer_deviation", "volume_iou", "volume_iou_deviation", "num_meshes", "consistency_psnr",
/// "consistency_psnr_deviation", the same of "consistency_ssim" and "consistency_silhouette_iou", "num_consistency"},
/// "elevation_error_deg", "elevation_error_deg_deviation"}, "made_up": {...}, "objects": [{"uid", "set",
/// "elevation_error_deg", method: {"psnr", "ssim", "chamfer", "volume_iou", "mesh_method", "consistency_psnr",
/// "consistency_ssim", "consistency_silhouette_iou"}}]}`: means over objects and their standard deviations. What was
/// not measured is left out.
nlohmann::ordered_json figures_to_json(const std::vector<ObjectFigures>& objects);

/// The same as a Markdown table, aligned, real objects first; below it what is to be said of estimated elevations.
std::string figures_to_markdown(const std::vector<ObjectFigures>& objects);

}  // namespace syncdreamer

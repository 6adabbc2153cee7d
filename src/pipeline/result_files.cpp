#include "pipeline/result_files.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "geometry/transforms_json.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
#include "reconstruct/mesh_writer.h"
#include "reconstruct/video.h"

namespace syncdreamer {
namespace {

std::string numbered(const char* prefix, size_t index) {
  char name[64];
  std::snprintf(name, sizeof name, "%s%03zu.png", prefix, index);
  return name;
}

Image picture_of(const std::vector<float>& mask, const Camera& camera) {
  Image picture(camera.width, camera.height, 1);
  for (size_t i = 0; i < mask.size(); ++i) picture.pixels[i] = static_cast<std::uint8_t>(std::lround(mask[i] * 255));
  return picture;
}

}  // namespace

void write_generated_views(const std::filesystem::path& folder, const GeneratedViews& generated,
                           const MultiviewDiffusionOptions& model) {
  std::vector<PosedView> cameras;
  const auto ring = viewpoint_ring(static_cast<int>(model.num_views), model.view_elevation_deg);
  for (size_t k = 0; k < generated.views.size(); ++k) {
    const std::string name = numbered("view-", k);
    write_png(folder / name, generated.views[k]);
    cameras.push_back({name, ring.at(k), camera_at(ring.at(k), static_cast<int>(model.image_size))});
  }
  write_transforms_json(folder / "cameras.json", cameras);
  write_png(folder / "views.png", contact_sheet(generated.views));
  if (!generated.drafts.empty()) write_png(folder / "drafts.png", contact_sheet(generated.drafts));
}

void write_reconstruction(const std::filesystem::path& folder, const Reconstruction& reconstruction,
                          const std::vector<ReconstructionView>& views, const TurntableOptions& turntable_options) {
  write_glb(folder / "mesh.glb", reconstruction.mesh);
  write_obj(folder / "mesh.obj", reconstruction.mesh);
  write_ply(folder / "mesh.ply", reconstruction.colored_mesh);
  const std::vector<Image> frames = turntable(reconstruction.mesh, turntable_options);
  write_mp4(folder / "turntable.mp4", frames);
  write_gif(folder / "turntable.gif", frames);
  for (size_t k = 0; k < views.size(); ++k) {
    write_png(folder / "masks" / numbered("", k), picture_of(views[k].mask, views[k].camera));
  }
}

nlohmann::ordered_json reconstruction_to_json(const Reconstruction& reconstruction) {
  nlohmann::ordered_json seconds = nlohmann::ordered_json::object(), views = nlohmann::ordered_json::array();
  for (const auto& [stage, value] : reconstruction.seconds) seconds[stage] = value;
  double iou = 0, psnr = 0;
  for (const ViewAgreement& agreement : reconstruction.agreements) {
    views.push_back({{"silhouette_iou", agreement.silhouette_iou}, {"psnr", agreement.psnr}});
    iou += agreement.silhouette_iou / static_cast<double>(reconstruction.agreements.size());
    psnr += agreement.psnr / static_cast<double>(reconstruction.agreements.size());
  }
  nlohmann::ordered_json json{{"seconds", seconds},
                              {"silhouette_iou", iou},
                              {"psnr", psnr},
                              {"views", views},
                              {"hull_silhouette_iou", reconstruction.hull.mean_iou()},
                              {"hull_tolerance", reconstruction.hull.tolerance},
                              {"disagreeing_views", reconstruction.hull.disagreeing_views()},
                              {"triangles", reconstruction.colored_mesh.triangles.size()},
                              {"dropped_components", reconstruction.num_dropped_components},
                              {"watertight", reconstruction.watertight},
                              {"euler_number", reconstruction.euler_number}};
  if (reconstruction.loss) json["loss"] = *reconstruction.loss;
  return json;
}

}  // namespace syncdreamer

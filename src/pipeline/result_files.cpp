#include "pipeline/result_files.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "core/error.h"
#include "core/in_parallel.h"
#include "core/result_names.h"
#include "core/stopwatch.h"
#include "core/zero_padded.h"
#include "geometry/colmap_model.h"
#include "geometry/transforms_json.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
#include "image/view_files.h"
#include "reconstruct/mesh_writer.h"
#include "reconstruct/turntable.h"
#include "reconstruct/video.h"
#include "reconstruct/view_maps.h"
#include "render/scene.h"

namespace syncdreamer {
namespace {

Image picture_of(const std::vector<float>& mask, const Camera& camera) {
  Image picture(camera.width, camera.height, 1);
  for (std::size_t i = 0; i < mask.size(); ++i) picture.pixels[i] = byte_from_unit(mask[i]);
  return picture;
}

std::filesystem::path mask_file(const std::filesystem::path& folder, std::size_t number) {
  return folder / kMasksFolder / (zero_padded(number) + ".png");
}

constexpr std::array kMapKinds{"cutout", "normals", "depth"};

/// \param kind  one of kMapKinds.
std::filesystem::path map_file(const std::filesystem::path& folder, std::size_t number, const std::string& kind) {
  return folder / kMapsFolder / (zero_padded(number) + "-" + kind + ".png");
}

void write_maps(const std::filesystem::path& folder, const Mesh& mesh, const std::vector<ReconstructionView>& views) {
  const Scene scene(make_scene_object(mesh));
  in_parallel(views.size(), [&](std::size_t k) {
    const ViewMaps maps = view_maps(scene, views[k]);
    const auto& [cutout, normals, depth] = kMapKinds;
    write_png(map_file(folder, k, cutout), maps.cutout);
    write_png(map_file(folder, k, normals), maps.normals);
    write_png(map_file(folder, k, depth), maps.depth);
  });
}

constexpr std::array kMeshFiles{kMeshFile,    kMeshObj,        kMeshMaterials,     kMeshTexture,
                                kColoredMesh, kTurntableVideo, kTurntableAnimation};

}  // namespace

std::vector<std::filesystem::path> sample_folders(const std::filesystem::path& folder, std::size_t num_samples) {
  if (num_samples == 1) return {folder};
  std::vector<std::filesystem::path> folders;
  for (std::size_t i = 0; i < num_samples; ++i) folders.push_back(folder / (kSamplePrefix + zero_padded(i)));
  return folders;
}

void write_generated_views(const std::filesystem::path& folder, const GeneratedViews& generated) {
  check(generated.viewpoints.size() == generated.views.size(),
        "write_generated_views: not every view has its viewpoint");
  std::vector<PosedView> cameras;
  for (std::size_t k = 0; k < generated.views.size(); ++k) {
    const std::string name = view_name(k);
    const Image& view = generated.views[k];
    write_png(folder / name, view);
    cameras.push_back({name, generated.viewpoints[k], camera_at(generated.viewpoints[k], view.width)});
  }
  write_transforms_json(folder / kCamerasFile, cameras);
  write_colmap_cameras(folder / kColmapFolder, cameras);
  write_png(folder / kViewRow, contact_sheet(generated.views));
  if (!generated.drafts.empty()) write_png(folder / kDraftRow, contact_sheet(generated.drafts));
}

std::vector<std::filesystem::path> planned_views(const std::filesystem::path& folder, std::size_t num_views) {
  std::vector<std::filesystem::path> files{folder / kCamerasFile, folder / kViewRow, folder / kDraftRow};
  for (const char* name : {kColmapCameras, kColmapImages, kColmapPoints})
    files.push_back(folder / kColmapFolder / name);
  for (std::size_t k = 0; k < num_views; ++k) files.push_back(folder / view_name(k));
  return files;
}

std::vector<std::filesystem::path> planned_reconstruction(const std::filesystem::path& folder, std::size_t num_views,
                                                          const ReconstructOptions& options) {
  std::vector<std::filesystem::path> files;
  for (const char* name : kMeshFiles) files.push_back(folder / name);
  for (std::size_t k = 0; k < num_views; ++k) {
    files.push_back(mask_file(folder, k));
    for (const char* kind : kMapKinds)
      if (options.maps) files.push_back(map_file(folder, k, kind));
  }
  return files;
}

void write_video(const std::filesystem::path& file, const std::function<void(const std::filesystem::path&)>& write,
                 const Reporter& reporter) {
  try {
    write(file);
  } catch (const OutputError&) {
    throw;
  } catch (const InputError& error) {
    reporter.warn(file.filename().string() + " is left out: " + error.what());
  }
}

void write_reconstruction(const std::filesystem::path& folder, Reconstruction& reconstruction,
                          const std::vector<ReconstructionView>& views, const ReconstructOptions& options,
                          const Reporter& reporter) {
  constexpr const char* kStage = "turntable and files";
  const Stopwatch stopwatch;
  reporter.progress(kStage, 0, 3);
  write_glb(folder / kMeshFile, reconstruction.mesh);
  write_obj(folder / kMeshObj, reconstruction.mesh);
  write_ply(folder / kColoredMesh, reconstruction.colored_mesh);
  const std::vector<Image> frames = turntable(reconstruction.mesh, options.turntable);
  reporter.progress(kStage, 1, 3);
  write_video(
      folder / kTurntableVideo, [&](const auto& file) { write_mp4(file, frames); }, reporter);
  reporter.progress(kStage, 2, 3);
  write_video(
      folder / kTurntableAnimation, [&](const auto& file) { write_gif(file, frames); }, reporter);
  for (std::size_t k = 0; k < views.size(); ++k) {
    write_png(mask_file(folder, k), picture_of(views[k].mask, views[k].camera));
  }
  if (options.maps) write_maps(folder, reconstruction.mesh, views);
  reconstruction.seconds.emplace_back("files", stopwatch.seconds());
  reporter.progress(kStage, 3, 3);
}

bool is_of_reconstruction(const std::filesystem::path& file) {
  if (file.has_parent_path()) return *file.begin() == kMasksFolder || *file.begin() == kMapsFolder;
  return std::ranges::any_of(kMeshFiles, [&](const char* name) { return file == name; });
}

void remove_reconstruction(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const char* name : kMeshFiles) std::filesystem::remove(folder / name, ignored);
  for (const char* name : {kMasksFolder, kMapsFolder}) std::filesystem::remove_all(folder / name, ignored);
}

nlohmann::ordered_json reconstruction_to_json(const Reconstruction& reconstruction) {
  nlohmann::ordered_json seconds = nlohmann::ordered_json::object(), losses = seconds;
  nlohmann::ordered_json views = nlohmann::ordered_json::array();
  for (const auto& [stage, value] : reconstruction.seconds) seconds[stage] = value;
  for (const auto& [term, value] : reconstruction.losses) losses[term] = value;
  double iou = 0, psnr = 0;
  const std::vector<int>& empty = reconstruction.empty_views;
  const double share = 1.0 / static_cast<double>(reconstruction.agreements.size() - empty.size());
  for (std::size_t k = 0; k < reconstruction.agreements.size(); ++k) {
    const ViewAgreement& agreement = reconstruction.agreements[k];
    views.push_back({{"silhouette_iou", agreement.silhouette_iou}, {"psnr", agreement.psnr}});
    if (std::binary_search(empty.begin(), empty.end(), static_cast<int>(k))) continue;
    iou += share * agreement.silhouette_iou;
    psnr += share * agreement.psnr;
  }
  nlohmann::ordered_json json{{"method", enum_name(reconstruction.method)},
                              {"seconds", seconds},
                              {"silhouette_iou", iou},
                              {"psnr", psnr},
                              {"views", views},
                              {"hull_silhouette_iou", reconstruction.hull.mean_iou()},
                              {"hull_tolerance", reconstruction.hull.tolerance},
                              {"empty_views", reconstruction.empty_views},
                              {"disagreeing_views", reconstruction.disagreeing_views()},
                              {"triangles", reconstruction.colored_mesh.triangles.size()},
                              {"components", reconstruction.num_components},
                              {"dropped_components", reconstruction.num_dropped_components},
                              {"watertight", reconstruction.watertight},
                              {"euler_number", reconstruction.euler_number}};
  if (!reconstruction.losses.empty()) json["losses"] = losses;
  if (const auto& agreement = reconstruction.picture_agreement)
    json["input"] = {{"silhouette_iou", agreement->silhouette_iou},
                     {"psnr", agreement->psnr},
                     {"colors_used", reconstruction.has_picture_colors}};
  return json;
}

}  // namespace syncdreamer

#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "geometry/transforms_json.h"
#include "image/image_io.h"
#include "reconstruct/view_set.h"
#include "tests/reconstruct/drawn_views.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {

inline constexpr int kNumViews = 5, kSize = 24;

inline std::vector<Image> pictures() {
  std::vector<Image> images;
  for (const ReconstructionView& view : draw_views(ring_cameras(kNumViews, kSize), sphere_body(0.4)))
    images.push_back(view.image);
  return images;
}

inline std::string numbered(const char* prefix, std::size_t k) {
  return prefix + std::string("00") + std::to_string(k) + ".png";
}

inline void write_numbered(const TemporaryFolder& folder, const char* prefix) {
  const auto images = pictures();
  for (std::size_t k = 0; k < images.size(); ++k) write_png(folder / numbered(prefix, k), images[k]);
}

inline void write_cameras(const TemporaryFolder& folder, const char* name) {
  std::vector<PosedView> posed;
  for (const Viewpoint& viewpoint : viewpoint_ring(kNumViews))
    posed.push_back({numbered("view-", posed.size()), viewpoint, camera_at(viewpoint, kSize)});
  write_transforms_json(folder / name, posed);
}

/// A folder with pictures() and their cameras.
struct PosedFolder : TemporaryFolder {
  PosedFolder() {
    write_numbered(*this, "view-");
    write_cameras(*this, "cameras.json");
  }
};

/// Changes what a file of cameras says.
template <class Change>
void edit(const std::filesystem::path& file, Change change) {
  auto root = nlohmann::json::parse(read_file(file));
  change(root);
  write_file(file, root.dump());
}

inline void name_masks(const std::filesystem::path& file) {
  edit(file, [](auto& root) {
    for (auto& frame : root["frames"]) frame["mask_path"] = "mask.png";
  });
}

/// read_view_set of a path is refused with a sentence that names this and that.
inline void expect_refusal(const std::filesystem::path& path, const std::string& named, const std::string& reason) {
  EXPECT_THAT([&] { read_view_set(path); }, testing::ThrowsMessage<InputError>(
                                                testing::AllOf(testing::HasSubstr(named), testing::HasSubstr(reason))));
}

}  // namespace syncdreamer

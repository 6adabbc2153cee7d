#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "dataset/view_folder.h"

namespace syncdreamer {

/// A data folder of coloured squares at 16 pixels: `count` objects, the last one held out.
inline std::filesystem::path write_squares(const std::filesystem::path& path, int count) {
  ViewFolder folder(path);
  for (int i = 0; i < count; ++i) {
    const std::string uid = "square-" + std::to_string(i);
    ViewSeries set;
    for (int k = 0; k < 16; ++k) {
      Image image(16, 16, 4, 0);
      for (int y = 4; y < 12; ++y) {
        for (int x = 4; x < 12; ++x) {
          image.at(x, y, 0) = static_cast<std::uint8_t>(40 * i);
          image.at(x, y, 1) = static_cast<std::uint8_t>(15 * k);
          image.at(x, y, 3) = 255;
        }
      }
      set.images.push_back(image);
      const Viewpoint viewpoint = viewpoint_ring()[static_cast<std::size_t>(k)];
      set.views.push_back({"", viewpoint, camera_at(viewpoint, 16)});
    }
    folder.write(uid, ViewKind::target, set);
    folder.write(uid, ViewKind::input, set);
    folder.add({uid, "square", i == count - 1, "test", "CC0-1.0"});
  }
  folder.write_index();
  return path;
}

}  // namespace syncdreamer

#pragma once

#include <string>

#include "dataset/view_folder.h"
#include "geometry/camera.h"
#include "model/multiview_diffusion.h"
#include "tests/model/small_model.h"

namespace syncdreamer {

inline constexpr int kPictureSize = 32;

/// Of a model with a lifted volume and an estimate of the elevation.
inline MultiviewDiffusionOptions evaluated_model_options() {
  MultiviewDiffusionOptions options = tiny_model_options();
  options.num_views = 16;
  options.lifted_volume = {.enabled = true,
                           .image_size = kPictureSize,
                           .encoder_dims = {8, 8, 16},
                           .feature_channels = 8,
                           .volume_size = 8,
                           .volume_dims = {8, 8, 16},
                           .num_samples = 8};
  options.spatial_volume.extra_channels = options.lifted_volume.lifted_channels();
  options.elevation_net = {.enabled = true, .dims = {8, 16}};
  return options;
}

/// A ring of pictures of a square whose grey and size tell object and view apart.
inline ViewSeries pictures_of_square(int grey) {
  ViewSeries set;
  for (const Viewpoint& viewpoint : viewpoint_ring(16)) {
    const int view = static_cast<int>(set.images.size());
    Image image(kPictureSize, kPictureSize, 4);
    for (int y = 4; y < 20 + view / 2; ++y) {
      for (int x = 8; x < 24; ++x) {
        for (int c = 0; c < 3; ++c) image.at(x, y, c) = static_cast<std::uint8_t>(grey + 2 * view + 10 * c);
        image.at(x, y, 3) = 255;
      }
    }
    set.images.push_back(image);
    set.views.push_back({{}, viewpoint, camera_at(viewpoint, kPictureSize)});
  }
  return set;
}

/// Such pictures, those to start from a level brighter than those to predict.
inline void add_square(ViewFolder& set, const std::string& uid, bool held_out, const std::string& source, int grey) {
  set.write(uid, ViewKind::target, pictures_of_square(grey));
  set.write(uid, ViewKind::input, pictures_of_square(grey + 1));
  set.add({uid, uid, held_out, source, {}});
}

}  // namespace syncdreamer

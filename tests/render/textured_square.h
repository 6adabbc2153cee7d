#pragma once

#include <filesystem>

#include "image/image_io.h"
#include "tests/render/solids.h"

namespace syncdreamer {

/// A square with a picture of four texels: red and green above, blue and nothing below.
inline Mesh textured_square(const std::filesystem::path& picture) {
  Image image(2, 2, 4, 0);
  for (int i = 0; i < 3; ++i) image.at(i % 2, i / 2, i) = image.at(i % 2, i / 2, 3) = 255;
  write_png(picture, image);
  Mesh mesh = plane_mesh(1, 0);
  mesh.uvs = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  mesh.materials.resize(1);
  mesh.materials[0].color = {1, 1, 1};
  mesh.materials[0].texture_file = picture;
  return mesh;
}

}  // namespace syncdreamer

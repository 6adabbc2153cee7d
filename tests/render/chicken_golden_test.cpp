#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "geometry/mesh_io.h"
#include "image/image_io.h"
#include "render/render_views.h"
#include "tests/support/reference_files.h"

namespace syncdreamer {
namespace {

/// Compares depth and silhouette with the paper's rendering of its own example.
TEST(ChickenGolden, depth_and_silhouette_are_those_of_the_paper_s_renderer) {
  const std::filesystem::path folder = reference_file("chicken");
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << folder << " is not there";
  Mesh mesh = read_mesh(folder / "chicken-mesh" / "meshes" / "model.obj", UpAxis::z);
  fit_to_unit_box(mesh);
  transform(mesh, rotation_about_z(radians(-270)));
  const Scene scene(make_scene_object(std::move(mesh)));
  RenderOptions options;
  options.samples = options.light.num_rays = 1;
  options.depth = true;
  for (const int k : {0, 3, 10}) {
    const RenderedView view =
        render_view(scene, camera_at(viewpoint_ring()[static_cast<std::size_t>(k)], 256), options, 1);
    const std::string name = (k < 10 ? "00" : "0") + std::to_string(k);
    const DepthImage16 truth = read_depth_png(folder / "chicken-gt" / (name + "-depth.png"));
    int both = 0, either = 0, close = 0;
    for (std::size_t i = 0; i < truth.pixels.size(); ++i) {
      const bool a = truth.pixels[i] < 65000, b = view.depth.pixels[i] < 65000;
      both += a && b ? 1 : 0;
      either += a || b ? 1 : 0;
      const double error = std::abs(truth.pixels[i] - view.depth.pixels[i]) / 65535.0 * kDepthRange;
      close += a && b && error < 0.0005 ? 1 : 0;
    }
    RecordProperty("iou-" + name, std::to_string(static_cast<double>(both) / either));
    EXPECT_GT(both, 0.999 * either) << name;
    EXPECT_GT(close, 0.995 * both) << name;
  }
}

}  // namespace
}  // namespace syncdreamer

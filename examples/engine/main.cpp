// A picture to sixteen views and a mesh, by the libraries that the program is made of.

#include <cstdio>
#include <exception>

#include "geometry/camera.h"
#include "image/image_io.h"
#include "pipeline/generate_views.h"
#include "pipeline/model_file.h"
#include "pipeline/object_cutter.h"
#include "pipeline/reconstruct_mesh.h"
#include "pipeline/view_source.h"
#include "reconstruct/mesh_writer.h"

using namespace syncdreamer;

namespace {

/// What the library is doing, on one line.
Reporter console() {
  return {.on_progress =
              [](std::string_view stage, std::int64_t done, std::int64_t total) {
                std::printf("\r%.*s: %lld of %lld   ", static_cast<int>(stage.size()), stage.data(),
                            static_cast<long long>(done), static_cast<long long>(total));
                std::fflush(stdout);
              },
          .on_warning =
              [](std::string_view text) {
                std::fprintf(stderr, "\nwarning: %.*s\n", static_cast<int>(text.size()), text.data());
              }};
}

void make_mesh(const char* picture, const char* mesh) {
  constexpr int kPictureSize = 512;  // pixels a side, at which the picture colours the mesh
  const Reporter reporter = console();

  const ViewGenerator generator(load_model(default_model_path()));
  GenerateOptions options{.seed = 1};
  const Image object = ObjectCutter(MaskOptions{}).cut_out(read_image(picture), picture);
  const Image input = generator.prepare(object, options.crop_size, picture);
  options.elevation_deg = generator.estimate_elevation(input).mean_deg;
  const GeneratedViews generated = generator.generate(input, options, reporter)->front();

  const ViewSource source{generated.occupancy, opaque_views(generated),
                          input_view(object, options.crop_size, *options.elevation_deg, kPictureSize)};
  const std::vector<ReconstructionView> views = ring_views(generated, generator.model().options());
  const Reconstruction result = *reconstruct_mesh(views, ReconstructOptions{}, reporter, {}, source);
  write_glb(mesh, result.mesh);
  std::printf("\n%zu triangles: %s\n", result.mesh.triangles.size(), mesh);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: engine_example PICTURE MESH.glb\n");
    return 2;
  }
  try {
    make_mesh(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "\nerror: %s\n", error.what());
    return 1;
  }
}

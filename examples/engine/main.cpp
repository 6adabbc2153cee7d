// A picture to sixteen views and a mesh, by the libraries that the program is made of.

#include <cstdio>
#include <exception>

#include "image/image_io.h"
#include "pipeline/generation.h"
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
          .on_note = [](std::string_view text) { std::printf("%.*s\n", static_cast<int>(text.size()), text.data()); },
          .on_warning =
              [](std::string_view text) {
                std::fprintf(stderr, "\nwarning: %.*s\n", static_cast<int>(text.size()), text.data());
              }};
}

void make_mesh(const char* picture, const char* mesh) {
  const Reporter reporter = console();
  const ViewGenerator generator(load_model(default_model_path()));
  const Image object = ObjectCutter(MaskOptions{}).cut_out(read_image(picture), picture, reporter);
  const GenerationRequest request{.options = {.seed = 1}};
  const Generation generation = *generate_from_object(generator, object, picture, request, reporter);

  const ReconstructOptions options;
  const std::vector<ReconstructionView> views = reconstruction_views(generation.samples.front());
  const ViewSource source = generation.source_of(0, options.texture_size);
  const Reconstruction result = *reconstruct_mesh(views, options, reporter, source);
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

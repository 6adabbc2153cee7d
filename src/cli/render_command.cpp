#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupts.h"
#include "cli/object_writer.h"
#include "cli/option_flags.h"
#include "core/error.h"
#include "core/files.h"
#include "core/option_range.h"
#include "core/random.h"
#include "dataset/selection.h"
#include "geometry/mesh_io.h"
#include "render/augmentation.h"

namespace syncdreamer {
namespace {

struct RenderArguments {
  std::vector<std::filesystem::path> models;
  UpAxis up = UpAxis::by_format;
  int augment = 0;
  std::string licence;
  ObjectWriterOptions writer;
};

struct ModelFile {
  std::filesystem::path path;
  std::string source;      ///< path relative to the folder it was found in
  bool was_found = false;  ///< in a folder, not named by the user
};

/// The models that are named, and those in folders that are, but for the meshes of what was rendered into `output`.
std::vector<ModelFile> find_models(const std::vector<std::filesystem::path>& paths,
                                   const std::filesystem::path& output) {
  std::vector<ModelFile> models;
  for (const std::filesystem::path& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      models.push_back({path, path.filename().string(), false});
      continue;
    }
    std::vector<ModelFile> found;
    for (const std::filesystem::path& file : files_under(path, FolderLinks::followed)) {
      const bool is_hidden = file.filename().string().starts_with('.');  // as what macOS puts beside files
      if (is_mesh_file(file) && !is_hidden && !lies_in(output / kMeshFolder, file))
        found.push_back({file, file.lexically_relative(path).generic_string(), true});
    }
    if (found.empty()) throw InputError(path, "holds no 3-D model");
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.source < b.source; });
    models.insert(models.end(), found.begin(), found.end());
  }
  std::set<std::filesystem::path> known;  // a model that is named twice, as by its folder, too, is one
  std::erase_if(models, [&](const ModelFile& model) { return !known.insert(real_path(model.path)).second; });
  return models;
}

/// The file's name in plain letters; with eight digits of a hash: of its path in the folder where it was found, of its
/// name where letters are lost, as those beyond ASCII and those of very long names, or of its whole path where `used`
/// has the name already. Adds the result to `used`.
std::string uid_of(const ModelFile& model, std::set<std::string>& used) {
  constexpr std::size_t kLongest = 200;  // of 255 that names of files may have
  std::string uid;
  const std::string stem = model.path.stem().string();
  bool loses_letters = stem.size() > kLongest;
  for (const char c : stem.substr(0, kLongest)) {
    uid += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
    loses_letters = loses_letters || static_cast<unsigned char>(c) >= 0x80;
  }
  if (uid.empty()) uid = "object";
  const auto with_digits_of = [&](const std::string& path) {
    char digits[16];
    std::snprintf(digits, sizeof digits, "-%08x", static_cast<unsigned>(fnv1a_64(path) & 0xffffffff));
    return uid + digits;
  };
  std::string unique = model.was_found || loses_letters ? with_digits_of(model.source) : uid;
  if (used.contains(unique)) unique = with_digits_of(model.path.generic_string());
  used.insert(unique);
  return unique;
}

/// Renders models, each as it is or in several variants.
class ModelRenderer {
 public:
  ModelRenderer(const RenderArguments& arguments, std::size_t num_models, Reporter reporter)
      : arguments_(arguments),
        num_variants_(std::max(1, arguments.augment)),
        num_objects_(num_models * static_cast<std::size_t>(num_variants_)),
        writer_(arguments.writer),
        reporter_(std::move(reporter)) {}

  /// \param index  of the model. \throws InterruptedError between two objects.
  void render(const ModelFile& model, const std::string& uid, std::size_t index);

  ObjectWriter& writer() { return writer_; }

 private:
  const RenderArguments& arguments_;
  int num_variants_;
  std::size_t num_objects_;
  ObjectWriter writer_;
  Reporter reporter_;
};

void ModelRenderer::render(const ModelFile& model, const std::string& uid, std::size_t index) {
  std::size_t num_done = index * static_cast<std::size_t>(num_variants_);
  writer_.stop_if_interrupted(num_done, num_objects_);
  const std::string family = family_of(std::filesystem::absolute(model.path).lexically_normal());  // links as they are
  std::vector<std::string> uids;
  for (int k = 0; k < num_variants_; ++k) {
    uids.push_back(arguments_.augment > 0 ? uid + "-a" + std::to_string(k + 1) : uid);
  }
  char fingerprint[20];
  std::snprintf(fingerprint, sizeof fingerprint, "%016llx",
                static_cast<unsigned long long>(fnv1a_64(read_file(model.path))));
  for (const std::string& each : uids) writer_.check_is_same_model(each, fingerprint, model.path);
  if (std::all_of(uids.begin(), uids.end(), [&](const std::string& each) { return writer_.keeps(each); })) return;

  Mesh mesh = read_mesh(model.path, arguments_.up, reporter_);
  remove_clear_triangles(mesh);
  if (const Box box = bounding_box(mesh); model.was_found && is_left_out(family_of(model.source), box)) {
    reporter_.warn(model.path.string() + ": left out, because " +
                   (is_flat(box) ? "it is flat" : "its name is that of an opening or a picture"));
    return;
  }
  fit_to_unit_box(mesh);
  const SceneObject object = make_scene_object(std::move(mesh), reporter_.about(model.path.string()));
  for (const std::string& each : uids) {
    writer_.stop_if_interrupted(num_done++, num_objects_);
    if (writer_.keeps(each)) continue;
    std::error_code absent;
    if (std::filesystem::equivalent(model.path, writer_.mesh_path(each), absent))
      throw InputError(model.path, "the held-out object's mesh would replace it, expected another output folder");
    const auto seed = static_cast<std::uint64_t>(arguments_.writer.render.seed) + fnv1a_64(each);
    writer_.write({each, family, is_held_out(family), model.source, arguments_.licence, fingerprint},
                  arguments_.augment > 0 ? augmented(object, seed) : object);
  }
}

void render_models(const RenderArguments& arguments) {
  require_range("--augment", arguments.augment, 0, 1000);
  const Reporter reporter = console_reporter();
  const std::vector<ModelFile> models = find_models(arguments.models, arguments.writer.out);
  ModelRenderer renderer(arguments, models.size(), reporter);
  std::set<std::string> used;
  std::size_t num_failed = 0;
  catch_interrupts();
  for (std::size_t i = 0; i < models.size(); ++i) {
    try {
      renderer.render(models[i], uid_of(models[i], used), i);
    } catch (const OutputError&) {
      throw;
    } catch (const InterruptedError&) {
      throw;
    } catch (const std::exception& error) {
      if (models.size() == 1) throw;
      reporter.warn(sentence_about(models[i].path.string(), error));
      ++num_failed;
    }
    reporter.progress("render", static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(models.size()));
  }
  if (num_failed == models.size()) throw InputError("none of the models could be rendered");
  renderer.writer().finish("render", {{"models", arguments.models},
                                      {"up", enum_name(arguments.up)},
                                      {"augment", arguments.augment},
                                      {"licence", arguments.licence}});
  if (num_failed > 0)
    throw InputError(std::to_string(num_failed) + " of " + std::to_string(models.size()) +
                     " models could not be rendered, see above; the others are");
}

}  // namespace

void add_render_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand("render", "Render 3-D models in the training layout");
  const auto arguments = std::make_shared<RenderArguments>();
  command->add_option("MODEL", arguments->models, "3-D model files, or folders that are searched for them")->required();
  add_flag(*command, "--up", arguments->up,
           "the axis that points up in the files: y, z, or auto (as the file says for FBX, COLLADA and 3DS; z for STL, "
           "PLY, 3MF, AMF, STEP, IFC, DXF, ASE, IQM, MD3, MDC, MD5 and MDL; y for all others)");
  add_flag(*command, "--augment", arguments->augment,
           "render this many stretched, turned and recoloured variants instead of each model itself");
  command->add_option("--licence", arguments->licence, "licence of the models, noted in objects.json");
  add_object_writer_flags(*command, arguments->writer);
  command->footer(
      "Models found in folders are left out if they are flat, or by name windows, doors, frames, curtains, mirrors, "
      "blinds, shutters, pictures or posters.");
  command->callback([arguments] { render_models(*arguments); });
}

}  // namespace syncdreamer

#include "cli/object_writer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/console.h"
#include "cli/interrupts.h"
#include "cli/option_flags.h"
#include "core/cores.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/option_range.h"
#include "core/options.h"
#include "core/random.h"
#include "core/result_names.h"
#include "core/run_file.h"
#include "core/version.h"
#include "geometry/mesh_topology.h"
#include "image/outline.h"
#include "reconstruct/mesh_writer.h"
#include "render/object_views.h"

namespace syncdreamer {
namespace {

constexpr int kIndexInterval = 20;  // objects between two writings of the index

ViewSeries to_series(std::vector<RenderedView> rendered, const std::vector<Viewpoint>& viewpoints, int size) {
  ViewSeries set;
  for (std::size_t k = 0; k < rendered.size(); ++k) {
    set.images.push_back(std::move(rendered[k].image));
    if (!rendered[k].depth.pixels.empty()) set.depths.push_back(std::move(rendered[k].depth));
    set.views.push_back({{}, viewpoints[k], zoomed_camera_at(viewpoints[k], size)});
  }
  return set;
}

bool is_blank(const RenderedView& view) {
  return !box_of_opacity(view.image, 1);
}

/// What pictures show of an object, without its looks, as a file in single precision can hold it: thin triangles may
/// have no area there. Glass and triangles that their texture cuts out altogether are not in it, as they are not in the
/// pictures either; triangles that it cuts holes into are whole.
Mesh surface_of(const SceneObject& object) {
  Mesh surface;
  surface.vertices = object.mesh.vertices;
  for (std::size_t i = 0; i < object.mesh.triangles.size(); ++i) {
    if (is_visible(object, i)) surface.triangles.push_back(object.mesh.triangles[i]);
  }
  remove_unused_vertices(surface);
  for (Vec3& vertex : surface.vertices) {
    for (int axis = 0; axis < 3; ++axis) vertex[axis] = static_cast<float>(vertex[axis]);
  }
  remove_broken_triangles(surface);
  return surface;
}

void require_interval(const std::string& flag, const std::array<double, 2>& interval, double least, double most) {
  for (const double bound : interval) require_range(flag, bound, least, most);
  if (interval[0] > interval[1])
    throw InputError(flag + ": found " + number_text(interval[0]) + " " + number_text(interval[1]) +
                     ", expected the lower one first");
}

const ObjectWriterOptions& checked(const ObjectWriterOptions& options) {
  const RenderOptions& render = options.render;
  require_range("--views", options.views.num_views, 1, 1000);
  require_range("--input-views", options.views.num_input_views, 0, options.views.num_views);
  require_interval("--input-elevations", options.views.input_elevations_deg, -89, 89);
  require_interval("--input-distances", options.views.input_distances, 1, 1000);
  if (render.depth && options.views.input_distances != ObjectViewOptions{}.input_distances)
    throw InputError("--depth: found with --input-distances, expected one of them: depth maps end at 2.4 object units");
  require_range("--size", render.size, 8, 4096);
  require_range("--samples", render.samples, 1, 4096);
  require_range("--light-rays", render.light.num_rays, 1, 4096);
  require_range("--bounces", render.light.num_bounces, 1, 64);
  require_range("--environment", render.light.environment, 0, 1e6);
  require_range("--threads", render.threads, 0, kMaxThreads);
  return options;
}

/// What tells pictures that are in the folder from those of these options, as all make one set; empty if nothing does.
std::string difference(const ViewFolder& folder, const ObjectWriterOptions& options) {
  const auto text = [](std::size_t num_views, std::size_t num_inputs, int size) {
    return std::to_string(num_views) + " views and " + std::to_string(num_inputs) + " inputs of " +
           std::to_string(size) + " pixels";
  };
  const auto num_views = static_cast<std::size_t>(options.views.num_views),
             num_inputs = static_cast<std::size_t>(options.views.num_input_views);
  const std::string expected = text(num_views, num_inputs > 0 ? num_inputs : num_views, options.render.size);
  for (const ObjectEntry& object : folder.objects()) {
    if (!folder.is_complete(object.uid)) continue;
    const std::vector<PosedView> views = folder.read_cameras(object.uid, ViewKind::target);
    const std::string found =
        text(views.size(), folder.read_cameras(object.uid, ViewKind::input).size(), views.front().camera.width);
    if (found != expected) return "found " + found + " of '" + object.uid + "', expected " + expected;
  }
  return {};
}

}  // namespace

void add_object_writer_flags(CLI::App& command, ObjectWriterOptions& options) {
  command.add_option("-o,--out", options.out, "folder of the training set")->required();
  command.add_flag("--keep", options.keep, "do not render again what the folder's index already names");
  add_flags(command, options.views);
  add_flags(command, options.render);
}

ObjectWriter::ObjectWriter(const ObjectWriterOptions& options)
    : options_(checked(options)),
      made_folder_(options.out),
      lock_(options.out),
      folder_(options.out),
      had_objects_(!folder_.objects().empty()) {
  check_run_is_of(options.out, {"render", "objects"});
  if (!options.keep) return;
  if (const std::string found = difference(folder_, options); !found.empty())
    throw InputError(folder_.path(), found + " as what is to be rendered beside them (--keep)");
}

ObjectWriter::~ObjectWriter() {
  try {
    if (num_not_in_index_ > 0) write_index();
  } catch (const std::exception&) {
    // Why the work ended says more.
  }
}

void ObjectWriter::write_index() {
  folder_.write_index();
  num_not_in_index_ = 0;
}

bool ObjectWriter::keeps_pictures(const std::string& uid) const {
  if (!options_.keep || folder_.find(uid) == nullptr || !folder_.is_complete(uid)) return false;
  return !options_.render.depth || folder_.has_depths(uid);
}

bool ObjectWriter::keeps(const std::string& uid) const {
  return keeps_pictures(uid) && (!folder_.find(uid)->held_out || std::filesystem::exists(folder_.mesh_path(uid)));
}

void ObjectWriter::check_is_same_model(const std::string& uid, const std::string& model,
                                       const std::filesystem::path& file) const {
  const ObjectEntry* const known = folder_.find(uid);
  if (known == nullptr || known->model.empty() || known->model == model) return;
  if (options_.keep)
    throw InputError(file,
                     "the set has another model as '" + uid +
                         "' (or an earlier version of this one), which --keep keeps; expected another name of the "
                         "file, or another output folder");
  console_reporter().warn(file.string() +
                          ": takes the place of another model (or an earlier version of this one) as '" + uid + "'");
}

void ObjectWriter::write(ObjectEntry entry, SceneObject object) {
  const ObjectEntry* const known = folder_.find(entry.uid);
  if (known != nullptr && is_same_object(*known, entry)) entry.held_out = known->held_out;
  const Mesh surface = entry.held_out ? surface_of(object) : Mesh{};
  if (!keeps_pictures(entry.uid)) write_pictures(entry, std::move(object));
  if (entry.held_out) write_ply(folder_.mesh_path(entry.uid), surface);
  folder_.add(entry);
  ++num_written_;
  if (++num_not_in_index_ == kIndexInterval) write_index();
}

void ObjectWriter::write_pictures(const ObjectEntry& entry, SceneObject object) const {
  const std::uint64_t seed =
      static_cast<std::uint64_t>(options_.render.seed) * 0x9e3779b97f4a7c15ULL + fnv1a_64(entry.uid);
  ObjectViews views = render_object_views(std::move(object), options_.views, options_.render, seed);
  if (const auto blank = std::ranges::find_if(views.target, is_blank); blank != views.target.end()) {
    throw InputError("object '" + entry.uid + "' (" + entry.source + "): nothing of it can be seen in target view " +
                     std::to_string(blank - views.target.begin()) + ", which training cannot use");
  }
  const int size = options_.render.size;
  folder_.write(entry.uid, ViewKind::target, to_series(std::move(views.target), views.target_viewpoints, size));
  folder_.write(entry.uid, ViewKind::input, to_series(std::move(views.input), views.input_viewpoints, size));
}

void ObjectWriter::stop_if_interrupted(std::size_t num_done, std::size_t num_all) {
  if (!interrupted()) return;
  write_index();
  const bool replaces = had_objects_ && !options_.keep;
  throw InterruptedError("interrupted: " + std::to_string(num_done) + " of " + std::to_string(num_all) +
                         " are done; the same command goes on with --keep" +
                         (replaces ? ", which also keeps what was there before" : ""));
}

void ObjectWriter::finish(const std::string& command, nlohmann::json command_options) {
  write_index();
  try {
    const std::string found = num_written_ > 0 ? difference(folder_, options_) : "";
    if (!found.empty())
      console_reporter().warn(folder_.path().string() + ": " + found + " as what was rendered beside them");
  } catch (const InputError& error) {  // an object that was there before cannot be read
    console_reporter().warn(error.what());
  }
  command_options.update(options_to_json(options_.views));
  command_options["render"] = options_to_json(options_.render);
  const nlohmann::json run = {{"command", command},
                              {"version", kVersion},
                              {"options", command_options},
                              {"objects_written", num_written_},
                              {"seconds", stopwatch_.seconds()}};
  write_json(options_.out / kRunFile, run);
  if (!folder_.objects().empty() && std::ranges::none_of(folder_.objects(), &ObjectEntry::held_out))
    console_reporter().warn(folder_.path().string() +
                            ": none of its objects is held out, and training needs some, here or in another folder "
                            "(`held_out` in objects.json)");
}

}  // namespace syncdreamer

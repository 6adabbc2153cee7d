#include "dataset/view_folder.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/result_names.h"
#include "core/zero_padded.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

using nlohmann::json;

bool is_plain_name(const std::string& uid) {
  return !uid.empty() && uid.front() != '.' && std::all_of(uid.begin(), uid.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

ObjectEntry read_entry(const std::filesystem::path& path, const json& object, std::size_t index) {
  const std::string place = "object " + std::to_string(index) + ": ";
  if (!object.is_object()) throw InputError(path, place + "expected an object");
  const auto text = [&](const char* key, bool needed) {
    const auto found = object.find(key);
    if (found == object.end() && !needed) return std::string();
    if (found == object.end() || !found->is_string()) throw InputError(path, place + "expected a text '" + key + "'");
    return found->get<std::string>();
  };
  ObjectEntry entry{text("uid", true),     text("family", false),  false,
                    text("source", false), text("licence", false), text("model", false)};
  if (!is_plain_name(entry.uid)) throw InputError(path, place + "the uid '" + entry.uid + "' is not a plain file name");
  if (const auto found = object.find("held_out"); found != object.end()) {
    if (!found->is_boolean()) throw InputError(path, place + "expected true or false in 'held_out'");
    entry.held_out = found->get<bool>();
  }
  return entry;
}

/// The members of an object of the index that no ObjectEntry has.
json further_members(json object) {
  for (const char* known : {"uid", "family", "held_out", "source", "licence", "model"}) object.erase(known);
  return object;
}

}  // namespace

std::string depth_name(const std::string& file_name) {
  return std::filesystem::path(file_name).stem().string() + "-depth.png";
}

ViewFolder::ViewFolder(std::filesystem::path folder) : folder_(std::move(folder)) {
  const std::filesystem::path index = folder_ / "objects.json";
  if (!std::filesystem::exists(index)) return;
  json root = parse_json(read_file(index), index.string());
  if (!root.is_object() || !root.contains("objects") || !root["objects"].is_array()) {
    throw InputError(index, "expected a JSON object with an array 'objects'");
  }
  std::set<std::string> uids;
  const json objects = std::move(root["objects"]);
  root.erase("objects");
  further_root_members_ = root.dump();
  for (const json& object : objects) {
    objects_.push_back(read_entry(index, object, objects_.size()));
    const std::string& uid = objects_.back().uid;
    if (!uids.insert(uid).second) throw InputError(index, "found the uid '" + uid + "' twice");
    if (const json further = further_members(object); !further.empty()) further_members_[uid] = further.dump();
  }
}

const ObjectEntry* ViewFolder::find(const std::string& uid) const {
  const auto found = std::ranges::find(objects_, uid, &ObjectEntry::uid);
  return found == objects_.end() ? nullptr : &*found;
}

std::filesystem::path ViewFolder::series(const std::string& uid, ViewKind kind) const {
  return folder_ / (kind == ViewKind::target ? "target" : "input") / uid;
}

std::vector<PosedView> ViewFolder::read_cameras(const std::string& uid, ViewKind kind) const {
  return read_transforms_json(series(uid, kind) / kCamerasFile);
}

std::filesystem::path ViewFolder::picture_path(const std::string& uid, ViewKind kind, const PosedView& view) const {
  return series(uid, kind) / view.file_name;
}

Image ViewFolder::read_picture(const std::string& uid, ViewKind kind, const PosedView& view) const {
  const std::filesystem::path path = picture_path(uid, kind, view);
  Image image = read_image(path, ImageReading::unturned);  // as its camera has it
  if (image.width != view.camera.width || image.height != view.camera.height) {
    throw InputError(path, "found " + dimensions_text(image.width, image.height) + " pixels, expected " +
                               dimensions_text(view.camera.width, view.camera.height) + " as in cameras.json");
  }
  return image;
}

bool ViewFolder::is_complete(const std::string& uid) const {
  std::error_code unreadable;
  return std::filesystem::exists(series(uid, ViewKind::target) / kCamerasFile, unreadable) &&
         std::filesystem::exists(series(uid, ViewKind::input) / kCamerasFile, unreadable);
}

bool ViewFolder::has_depths(const std::string& uid) const {
  return std::filesystem::exists(series(uid, ViewKind::target) / depth_name(zero_padded(0) + ".png"));
}

ViewSeries ViewFolder::read(const std::string& uid, ViewKind kind) const {
  ViewSeries set;
  set.views = read_cameras(uid, kind);
  for (const PosedView& view : set.views) set.images.push_back(read_picture(uid, kind, view));
  return set;
}

namespace {

/// Takes away the views of an earlier rendering, and nothing else, for the folder may be anybody's. The cameras go
/// first and come last: a series without them is not complete.
void remove_views(const std::filesystem::path& folder) {
  std::error_code unremovable;  // then writing says so
  std::filesystem::remove(folder / kCamerasFile, unremovable);
  for (std::size_t k = 0; std::filesystem::remove(folder / (zero_padded(k) + ".png"), unremovable); ++k)
    std::filesystem::remove(folder / depth_name(zero_padded(k) + ".png"), unremovable);
}

}  // namespace

void ViewFolder::write(const std::string& uid, ViewKind kind, const ViewSeries& set) const {
  check(is_plain_name(uid), "ViewFolder: the uid is not a plain file name");
  check(set.images.size() == set.views.size(), "ViewFolder: as many cameras as pictures are needed");
  check(set.depths.empty() || set.depths.size() == set.images.size(),
        "ViewFolder: as many depth maps as pictures are needed");
  const std::filesystem::path folder = series(uid, kind);
  make_folder(folder);
  remove_views(folder);
  std::vector<PosedView> views = set.views;
  for (std::size_t k = 0; k < views.size(); ++k) {
    const std::string name = zero_padded(k) + ".png";
    views[k].file_name = name;
    write_png(folder / name, set.images[k]);
    if (!set.depths.empty()) write_png(folder / depth_name(name), set.depths[k]);
  }
  write_transforms_json(folder / kCamerasFile, views);
}

void ViewFolder::add(ObjectEntry entry) {
  check(is_plain_name(entry.uid), "ViewFolder: the uid is not a plain file name");
  const auto found = std::ranges::find(objects_, entry.uid, &ObjectEntry::uid);
  if (found != objects_.end()) {
    if (!is_same_object(*found, entry))
      further_members_.erase(entry.uid);
    else if (entry.licence.empty())
      entry.licence = found->licence;
    *found = std::move(entry);
  } else {
    objects_.push_back(std::move(entry));
  }
}

void ViewFolder::write_index() const {
  json root = json::parse(further_root_members_);
  root["objects"] = json::array();
  for (const ObjectEntry& entry : objects_) {
    json object{{"uid", entry.uid},
                {"family", entry.family},
                {"held_out", entry.held_out},
                {"source", entry.source},
                {"licence", entry.licence}};
    if (!entry.model.empty()) object["model"] = entry.model;
    if (const auto further = further_members_.find(entry.uid); further != further_members_.end())
      object.update(json::parse(further->second));
    root["objects"].push_back(std::move(object));
  }
  write_file(folder_ / "objects.json", json_text(root, 1) + "\n");
}

namespace {

/// \throws InputError for an object that is held out in one folder and also in another one, and for a model of which
/// one variant is held out and another one is not.
void check_held_out_apart(const std::vector<ViewFolder>& folders) {
  struct Place {
    const ViewFolder* folder;
    const ObjectEntry* entry;
  };
  std::map<std::string, Place> by_uid, by_model;
  for (const ViewFolder& folder : folders) {
    for (const ObjectEntry& entry : folder.objects()) {
      const Place place{&folder, &entry}, same = by_uid.try_emplace(entry.uid, place).first->second;
      if (same.entry != &entry && (same.entry->held_out || entry.held_out))
        throw InputError(folder.path(), entry.uid + " is also in " + same.folder->path().string() +
                                            ", expected objects that are held out in one folder only");
      if (entry.model.empty()) continue;
      const Place variant = by_model.try_emplace(entry.family + "/" + entry.model, place).first->second;
      if (variant.entry->held_out != entry.held_out)
        throw InputError(folder.path(), entry.uid + " and " + variant.entry->uid + " of " +
                                            variant.folder->path().string() +
                                            " are of one model, expected both or none of them held out");
    }
  }
}

void warn_of_held_out_twins(const std::vector<ViewFolder>& folders, const Reporter& reporter) {
  std::map<std::string, const ObjectEntry*> trained_on;  // by model
  for (const ViewFolder& folder : folders) {
    for (const ObjectEntry& entry : folder.objects()) {
      if (!entry.held_out && !entry.model.empty()) trained_on.try_emplace(entry.model, &entry);
    }
  }
  for (const ViewFolder& folder : folders) {
    for (const ObjectEntry& entry : folder.objects()) {
      const auto twin = entry.held_out ? trained_on.find(entry.model) : trained_on.end();
      if (twin != trained_on.end())
        reporter.warn(entry.uid + " is held out, but " + twin->second->uid +
                      ", rendered from the same file, is to be trained on");
    }
  }
}

}  // namespace

std::vector<ViewFolder> open_view_folders(const std::vector<std::filesystem::path>& paths, const Reporter& reporter) {
  std::vector<ViewFolder> folders;
  for (const std::filesystem::path& path : paths) {
    folders.emplace_back(path);
    if (folders.back().objects().empty())
      throw InputError(path, "found no objects, expected a folder of rendered objects with objects.json");
  }
  check_held_out_apart(folders);
  warn_of_held_out_twins(folders, reporter);
  return folders;
}

}  // namespace syncdreamer

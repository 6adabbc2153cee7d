#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "core/folder_lock.h"
#include "core/made_folder.h"
#include "core/stopwatch.h"
#include "dataset/view_folder.h"
#include "render/object_views.h"
#include "render/render_views.h"
#include "render/scene.h"

namespace CLI {
class App;
}  // namespace CLI

namespace syncdreamer {

/// What `render` and `objects` have in common: where to write and how to render.
struct ObjectWriterOptions {
  std::filesystem::path out;
  bool keep = false;
  ObjectViewOptions views;
  RenderOptions render;
};

/// Adds the flags of ObjectWriterOptions to a command.
void add_object_writer_flags(CLI::App& command, ObjectWriterOptions& options);

/// Ctrl-C, between two objects.
class InterruptedError : public InputError {
 public:
  using InputError::InputError;
};

/// Renders objects one after another into a training set, into which no other program may write meanwhile.
class ObjectWriter {
 public:
  /// \throws InputError for options out of range, if views are to be kept that are not as many or not of the size
  /// wanted, if the folder has the results of something else, and if another program is writing into it.
  explicit ObjectWriter(const ObjectWriterOptions& options);

  /// Writes the index where what ended the work before `finish` left objects that it does not name, if it can.
  ~ObjectWriter();
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;

  /// Whether an object is there already, one that the set's index holds out with its mesh, and is to be kept.
  bool keeps(const std::string& uid) const;
  /// \param model  fingerprint of the content of `file`, of which the object is to be rendered.
  /// \throws InputError if the set has an object of this uid from another model, which is to be kept; warns of one that
  /// will be replaced.
  void check_is_same_model(const std::string& uid, const std::string& model, const std::filesystem::path& file) const;
  /// Renders the object's views, unless they are kept, and writes them, the mesh of a held-out object, and, now and
  /// then, the index. An object that the set has (is_same_object) stays held out or for training, whatever the entry
  /// says.
  ///
  /// \throws InputError if a target view shows nothing, which is named.
  void write(ObjectEntry entry, SceneObject object);
  /// Where the mesh of a held-out object goes.
  std::filesystem::path mesh_path(const std::string& uid) const { return folder_.mesh_path(uid); }
  /// What a command is to do between two objects: goes on, or if it was interrupted writes the index and stops.
  ///
  /// \throws InterruptedError if it was interrupted, saying how many of so many objects are done.
  void stop_if_interrupted(std::size_t num_done, std::size_t num_all);
  /// Writes the index and run.json, and warns of objects of which none is held out. \param command_options  saved
  /// beside the rendering's options.
  void finish(const std::string& command, nlohmann::json command_options);

 private:
  bool keeps_pictures(const std::string& uid) const;

  void write_pictures(const ObjectEntry& entry, SceneObject object) const;
  void write_index();

  ObjectWriterOptions options_;
  MadeFolder made_folder_;
  FolderLock lock_;
  ViewFolder folder_;
  const bool had_objects_;
  int num_written_ = 0, num_not_in_index_ = 0;
  Stopwatch stopwatch_;
};

}  // namespace syncdreamer

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/progress.h"
#include "geometry/transforms_json.h"
#include "image/image.h"

namespace syncdreamer {

/// One object of a training set.
struct ObjectEntry {
  std::string uid;     ///< name of its folders
  std::string family;  ///< objects of one family are all for training or all for testing
  bool held_out = false;
  std::string source;      ///< the file or generator that it comes from
  std::string licence;     ///< empty if unknown
  std::string model = {};  ///< fingerprint of the file's content; empty if unknown
};

/// Whether an entry may be of the same object as the one that a set has by its uid; a family that is not known may be
/// any.
inline bool is_same_object(const ObjectEntry& known, const ObjectEntry& entry) {
  return known.family.empty() || known.family == entry.family;
}

/// ObjectEntry::source of objects that this program makes up.
inline constexpr const char* kMadeUpSource = "objects";

/// Where a set has the surfaces of its objects.
inline constexpr const char* kMeshFolder = "mesh";

/// The name of the depth map beside a picture of this name: `000-depth.png` for `000.png`.
std::string depth_name(const std::string& file_name);

/// A series of pictures of one object with their cameras.
struct ViewSeries {
  std::vector<Image> images;
  std::vector<PosedView> views;
  std::vector<DepthImage16> depths;  ///< empty or as many as images
};

/// The two series of pictures of an object: the ring that the model learns to make, and the pictures it starts from.
enum class ViewKind { target, input };

/// A training set, its pictures as in the layout of the paper's authors (whose `meta.pkl` is not read):
///
///     objects.json                   uid, family, held_out, source, licence, model of every object
///     target/<uid>/000.png ...       the ring at elevation 30 degrees, RGBA
///     target/<uid>/000-depth.png ... optional, 16 bits, 0.6 to 2.4 object units
///     target/<uid>/cameras.json      nerfstudio's transforms.json format, see write_transforms_json
///     input/<uid>/...                the same azimuths, other elevations; of other styles than shaded without depth
///     mesh/<uid>.ply                 the surface of a held-out object, z up, as it was rendered
class ViewFolder {
 public:
  /// Reads objects.json; a folder without one is an empty set.
  ///
  /// \throws InputError if the index cannot be read, or names a uid twice or one that is not a plain file name.
  explicit ViewFolder(std::filesystem::path folder);

  const std::filesystem::path& path() const { return folder_; }
  const std::vector<ObjectEntry>& objects() const { return objects_; }
  /// Null if there is none.
  const ObjectEntry* find(const std::string& uid) const;

  /// Whether both series of an object were written to their end.
  bool is_complete(const std::string& uid) const;
  /// Whether there are depth maps beside the pictures of the ring.
  bool has_depths(const std::string& uid) const;

  /// Without the depth maps. \throws InputError if a picture or camera file is missing or broken.
  ViewSeries read(const std::string& uid, ViewKind kind) const;

  /// The cameras alone.
  std::vector<PosedView> read_cameras(const std::string& uid, ViewKind kind) const;

  std::filesystem::path picture_path(const std::string& uid, ViewKind kind, const PosedView& view) const;

  /// The picture of one of these cameras. \throws InputError if it is missing, broken or of another size than theirs.
  Image read_picture(const std::string& uid, ViewKind kind, const PosedView& view) const;

  /// Where the surface of an object is, if the set holds it.
  std::filesystem::path mesh_path(const std::string& uid) const { return folder_ / kMeshFolder / (uid + ".ply"); }

  /// Writes the pictures of one series; file names are 000.png, 001.png ...
  void write(const std::string& uid, ViewKind kind, const ViewSeries& set) const;

  /// Adds or replaces an entry; write_index makes it last, with what others wrote into the index of the object before.
  /// A licence that was known stays where the new entry is of the same object and has none.
  void add(ObjectEntry entry);
  void write_index() const;

 private:
  std::filesystem::path series(const std::string& uid, ViewKind kind) const;

  std::filesystem::path folder_;
  std::vector<ObjectEntry> objects_;
  std::map<std::string, std::string> further_members_;  ///< what others wrote into the index, JSON, by uid
  std::string further_root_members_ = "{}";             ///< the same, beside the objects
};

/// Opens folders that must hold objects. Warns of an object that is held out where one of another family, for training,
/// was rendered from the same file.
///
/// \throws InputError if one holds none, or an object that is held out, or a variant of its model, is for training in
/// another one.
std::vector<ViewFolder> open_view_folders(const std::vector<std::filesystem::path>& paths,
                                          const Reporter& reporter = {});

}  // namespace syncdreamer

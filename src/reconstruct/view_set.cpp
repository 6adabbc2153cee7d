#include "reconstruct/view_set.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/counted.h"
#include "core/error.h"
#include "core/files.h"
#include "core/joined.h"
#include "core/printable.h"
#include "core/result_names.h"
#include "core/size_text.h"
#include "core/zero_padded.h"
#include "geometry/transforms_json.h"
#include "image/coverage.h"
#include "image/foreground.h"
#include "image/image_io.h"
#include "image/resize.h"
#include "image/view_files.h"
#include "reconstruct/foreground_mask.h"

namespace syncdreamer {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBytesPerPixel = 26;  // of views: picture, mask, and what a reconstruction adds, as measured

std::string pixels_text(const Image& image) {
  return dimensions_text(image.width, image.height) + " pixels";
}

/// \throws InputError for a picture, called `name`, whose mask cannot be interpolated.
void check_size(const Image& image, const std::string& name) {
  if (std::min(image.width, image.height) < kMinViewSide)
    throw InputError(name + ": found " + pixels_text(image) + ", expected larger ones");
}

/// A picture as it was read, what it is called in messages, and what else is known of it.
struct PosedPicture {
  std::string name;
  Image image;
  Camera camera = {};
  std::optional<Image> mask = {};
};

/// Shrinks a picture that is larger than a reconstruction can use, and its camera with it.
void shrink(PosedPicture& picture) {
  Image& image = picture.image;
  const int longer = std::max(image.width, image.height);
  if (longer <= kMaxViewSide) return;
  image = shrink_to_side(std::move(image), kMaxViewSide);
  if (picture.mask) picture.mask = shrink_to_side(*std::move(picture.mask), kMaxViewSide);
  const int factor = longer / std::max(image.width, image.height);
  picture.camera = picture.camera.divided_by(factor);
}

/// The pictures of one file or folder, as large as a reconstruction can use them, and as long as they fit into memory.
class PictureSet {
 public:
  PictureSet(fs::path source, std::uint64_t max_bytes) : source_(std::move(source)), max_bytes_(max_bytes) {}

  /// \throws InputError if the picture does not fit into memory beside those before it.
  void add(PosedPicture picture) {
    shrink(picture);
    const Image& image = picture.image;
    num_bytes_ += kBytesPerPixel * static_cast<std::uint64_t>(image.width) * static_cast<std::uint64_t>(image.height);
    pictures_.push_back(std::move(picture));
    if (max_bytes_ > 0 && num_bytes_ > max_bytes_)
      throw InputError(source_, "the first " + counted(pictures_.size(), "picture") + " of it take about " +
                                    size_text(num_bytes_) + " of memory, expected what fits into " +
                                    size_text(max_bytes_) + ": fewer or smaller ones");
  }

  const std::vector<PosedPicture>& pictures() const { return pictures_; }
  std::vector<PosedPicture> taken() && { return std::move(pictures_); }

 private:
  fs::path source_;
  std::uint64_t max_bytes_, num_bytes_ = 0;
  std::vector<PosedPicture> pictures_;
};

/// Where so many pictures without cameras are taken to be seen from.
std::vector<Viewpoint> ring_of(std::size_t count, const Reporter& reporter) {
  if (count >= kMinViews && count != static_cast<std::size_t>(kRingViews)) {
    reporter.warn("found " + std::to_string(count) +
                  " pictures without cameras, expected 16: taken for a ring of as many views");
  }
  return viewpoint_ring(static_cast<int>(count));
}

/// The squares of a row of views.
std::vector<PosedPicture> read_row(const fs::path& path, const Reporter& reporter, std::uint64_t max_bytes) {
  const Image row = read_image(path);
  if (row.width % row.height != 0) {
    throw InputError(path, "found " + pixels_text(row) + ", expected a row of square views side by side");
  }
  PictureSet squares(path, max_bytes);
  for (const Viewpoint& viewpoint : ring_of(static_cast<std::size_t>(row.width / row.height), reporter)) {
    const auto number = static_cast<int>(squares.pictures().size());
    squares.add({path.string() + ": view " + std::to_string(number),
                 crop(row, number * row.height, 0, row.height, row.height), camera_at(viewpoint, row.height)});
  }
  return std::move(squares).taken();
}

/// A picture that a file of cameras names, which may leave out that it is a PNG.
fs::path picture_beside(const fs::path& cameras_file, const std::string& name) {
  const fs::path file = cameras_file.parent_path() / name, png = file.string() + ".png";
  return !fs::exists(file) && fs::exists(png) ? png : file;
}

/// A picture of the size that a camera says.
Image checked_size(Image image, const fs::path& file, const fs::path& cameras_file, const Camera& camera) {
  if (image.width != camera.width || image.height != camera.height) {
    throw InputError(file, "found " + pixels_text(image) + ", expected " +
                               dimensions_text(camera.width, camera.height) + " as in " +
                               cameras_file.filename().string());
  }
  return image;
}

/// How bright a mask is where it is opaque, 0 to 1.
std::vector<float> brightness_of(const Image& mask) {
  std::vector<float> brightness;
  const int num_colors = mask.channels - (mask.has_alpha() ? 1 : 0);
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      int brightest = 0;
      for (int c = 0; c < num_colors; ++c) brightest = std::max<int>(brightest, mask.at(x, y, c));
      const int alpha = mask.has_alpha() ? mask.at(x, y, num_colors) : 255;
      brightness.push_back(static_cast<float>(brightest * alpha) / (255.0F * 255.0F));
    }
  }
  return brightness;
}

/// \throws InputError if masks are not all black, but none is bright: they may hold the numbers of classes, 0 and 1.
void check_masks(const std::vector<PosedPicture>& pictures, const fs::path& cameras_file) {
  float brightest = 0;
  for (const PosedPicture& picture : pictures) {
    if (picture.mask) brightest = std::max(brightest, std::ranges::max(brightness_of(*picture.mask)));
  }
  if (brightest > 0 && brightest <= 0.5F)
    throw InputError(cameras_file, "the masks (mask_path) are nowhere brighter than " +
                                       std::to_string(std::lround(255 * brightest)) +
                                       " of 255, expected white where the object is");
}

/// The views of a file of cameras whose pictures there are; it is warned of the others.
///
/// \throws InputError if too few are left.
std::vector<PosedView> read_views_with_pictures(const fs::path& cameras_file, const Reporter& reporter) {
  std::array<int, 2> size{1, 1};  // kept for a picture that is missing and whose view is left out
  const auto size_of = [&](const std::string& name) {
    const fs::path file = picture_beside(cameras_file, name);
    if (!fs::exists(file)) return size;
    const Image image = read_image(file, ImageReading::raw);
    return size = {image.width, image.height};  // it is read again when it is needed: photos are large
  };
  std::vector<PosedView> found;
  std::vector<std::string> missing;  // each once
  for (PosedView& view : read_transforms_json(cameras_file, size_of)) {
    if (fs::exists(picture_beside(cameras_file, view.file_name))) {
      found.push_back(std::move(view));
    } else if (std::string name = printable(view.file_name); std::ranges::find(missing, name) == missing.end()) {
      missing.push_back(std::move(name));
    }
  }
  if (missing.empty()) return found;
  const std::string sentence = "these pictures of it do not exist: " + joined_first(missing);
  if (found.size() < kMinViews)
    throw InputError(cameras_file, sentence + "; expected at least " + std::to_string(kMinViews) + " that do");
  reporter.warn(cameras_file.string() + ": " + sentence +
                "; their views are left out, and the later ones numbered without them");
  return found;
}

std::vector<PosedPicture> read_posed(const fs::path& cameras_file, const Reporter& reporter, std::uint64_t max_bytes) {
  const auto read = [&](const std::string& name, ImageReading reading, const Camera& camera) {
    const fs::path file = picture_beside(cameras_file, name);
    return checked_size(read_image(file, reading), file, cameras_file, camera);
  };
  PictureSet pictures(cameras_file, max_bytes);
  for (const PosedView& posed : read_views_with_pictures(cameras_file, reporter)) {
    PosedPicture picture{picture_beside(cameras_file, posed.file_name).string(),
                         read(posed.file_name, ImageReading::unturned, posed.camera), posed.camera};
    if (!posed.mask_name.empty()) picture.mask = read(posed.mask_name, ImageReading::raw, posed.camera);
    pictures.add(std::move(picture));
  }
  check_masks(pictures.pictures(), cameras_file);
  return std::move(pictures).taken();
}

/// \throws InputError if a number is missing below another: the others would be taken for a ring of fewer views.
void check_none_is_missing(const std::map<int, fs::path>& views) {
  int expected = 0;
  for (const auto& [number, file] : views) {
    const std::string name = file.filename().string();
    const std::string prefix = name.starts_with(kViewPrefix) ? kViewPrefix : "";
    if (number != expected)
      throw InputError(file.parent_path() / (prefix + zero_padded(expected) + file.extension().string()),
                       "is missing, but there is " + name);
    ++expected;
  }
}

/// The square pictures with numbers in a folder.
std::vector<PosedPicture> read_squares(const fs::path& folder, const std::map<int, fs::path>& views,
                                       const Reporter& reporter, std::uint64_t max_bytes) {
  check_none_is_missing(views);
  const std::vector<Viewpoint> ring = ring_of(views.size(), reporter);
  PictureSet squares(folder, max_bytes);
  for (const auto& [number, file] : views) {
    Image image = read_image(file);
    if (image.width != image.height) throw InputError(file, "found " + pixels_text(image) + ", expected a square");
    const Camera camera = camera_at(ring[static_cast<std::size_t>(number)], image.width);
    squares.add({file.string(), std::move(image), camera});
  }
  return std::move(squares).taken();
}

std::vector<PosedPicture> read_any(const fs::path& path, const Reporter& reporter, std::uint64_t max_bytes) {
  if (!fs::exists(path)) throw InputError(path, "does not exist, expected a folder of views or a row of them");
  if (path.extension() == ".json") return read_posed(path, reporter, max_bytes);
  if (!fs::is_directory(path)) return read_row(path, reporter, max_bytes);
  if (const auto cameras = find_cameras(path)) return read_posed(*cameras, reporter, max_bytes);
  if (const auto views = find_views(path); !views.empty()) return read_squares(path, views, reporter, max_bytes);
  if (const auto row = find_view_row(path)) {
    std::vector<PosedPicture> views = read_row(*row, reporter, max_bytes);
    if (views.size() < kMinViews)
      throw InputError(*row, "found " + counted(views.size(), "view") + " in it, expected a row of at least " +
                                 std::to_string(kMinViews) + "; pictures of one view are called 000.png, 001.png ...");
    return views;
  }
  if (const fs::path first = path / (std::string(kSamplePrefix) + "000"); fs::exists(first))
    throw InputError(path, "found several samples, expected one of them, such as " + first.string());
  throw InputError(path,
                   "found no views, expected cameras.json, transforms.json, transforms_train.json, 000.png or "
                   "view-000.png (or .jpg, .webp), 0.png or views.png");
}

/// The view of a picture whose alpha is its mask.
ReconstructionView view_of_alpha(const Image& image, const Camera& camera) {
  return {camera, blend_on_white(image), alpha_mask(image)};
}

/// \param alpha_counts  whether an alpha that is opaque everywhere says that the object fills the picture.
ReconstructionView cut_view(const PosedPicture& picture, const CutOut& cut_out, bool alpha_counts) {
  try {
    if (picture.mask) return view_of_alpha(with_coverage(picture.image, brightness_of(*picture.mask)), picture.camera);
    Image image = alpha_counts ? picture.image : blend_on_white(picture.image);  // an alpha that is a mask
    if (cut_out) image = cut_out(image, picture.name, alpha_counts);
    return image.has_alpha() ? view_of_alpha(image, picture.camera) : make_view(image, picture.camera);
  } catch (const NoObjectError&) {
    return make_view(Image(picture.image.width, picture.image.height, 4), picture.camera);
  }
}

}  // namespace

bool is_view_set(const fs::path& path) {
  return !fs::is_directory(path) || find_cameras(path) || !find_views(path).empty() || find_view_row(path);
}

std::vector<fs::path> view_sets_in(const fs::path& folder) {
  std::vector<fs::path> sets;
  for (const fs::path& entry : entries_of(folder)) {
    const bool is_masks = entry.filename() == kMasksFolder;  // which reconstruct leaves beside its views
    if (fs::is_directory(entry) && !is_masks && is_view_set(entry)) sets.push_back(entry);
  }
  return sets;
}

std::vector<ReconstructionView> read_view_set(const fs::path& path, const CutOut& cut_out, const Reporter& reporter,
                                              std::uint64_t max_bytes) {
  std::vector<PosedPicture> pictures = read_any(path, reporter, max_bytes);
  if (pictures.size() < kMinViews) {
    throw InputError(path, "found " + counted(pictures.size(), "view") + ", expected at least " +
                               std::to_string(kMinViews) + ": a folder of views, or a row of them in one picture");
  }
  const bool alpha_counts =
      std::any_of(pictures.begin(), pictures.end(), [](const auto& picture) { return picture.image.is_see_through(); });
  std::vector<ReconstructionView> views;
  for (PosedPicture& picture : pictures) {
    check_size(picture.image, picture.name);
    views.push_back(cut_view(picture, cut_out, alpha_counts));
    picture = {};  // photos are large
  }
  return views;
}

}  // namespace syncdreamer

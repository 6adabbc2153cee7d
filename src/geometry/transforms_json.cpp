#include "geometry/transforms_json.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <numbers>
#include <optional>

#include "core/error.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/printable.h"
#include "core/result_names.h"

namespace syncdreamer {
namespace {

using nlohmann::json;

constexpr double kFarthest = 1e6, kSamePlace = 1e-5;                 // object units
constexpr double kLargestLength = 1e9, kSmallestFocalLength = 1e-3;  // pixels
constexpr double kLargestShift = 1;  // pixels that a lens may move a corner of the picture

json matrix_of(const Camera& camera) {
  const Mat3 world_from_cam = camera.rotation.transposed();
  const Vec3 centre = camera.centre();
  json rows = json::array();
  for (int r = 0; r < 3; ++r) {
    rows.push_back({world_from_cam(r, 0), -world_from_cam(r, 1), -world_from_cam(r, 2), centre[r]});
  }
  rows.push_back({0.0, 0.0, 0.0, 1.0});
  return rows;
}

/// A frame of a file: what it does not say itself, the file may say for all.
class FrameReader {
 public:
  FrameReader(const std::filesystem::path& path, const json& root, const json& frame, std::size_t number)
      : path_(path), root_(root), frame_(frame) {
    const json* const file = find_member(frame, "file_path");
    if (file == nullptr || !file->is_string() || file->get_ref<const std::string&>().find('\0') != std::string::npos)
      throw InputError(path, "frame " + std::to_string(number) + ": expected a text 'file_path'");
    file_name_ = file->get<std::string>();
  }

  const std::string& file_name() const { return file_name_; }

  /// A member of the frame, or else of the file; null if neither has it.
  const json* find(const char* key) const {
    const json* const own = find_own(key);
    return own != nullptr ? own : find_member(root_, key);
  }
  /// A member of the frame alone.
  const json* find_own(const char* key) const { return find_member(frame_, key); }

  std::optional<double> find_number(const char* key) const {
    const json* const found = find(key);
    if (found == nullptr) return std::nullopt;
    if (!found->is_number())
      refuse(std::string("expected a number '") + key + "', found " + printable(found->dump(), 40));
    return found->get<double>();
  }
  double number(const char* key) const {
    if (const auto found = find_number(key)) return *found;
    refuse(std::string("expected a number '") + key + "'");
  }

  bool has_own(std::initializer_list<const char*> keys) const {
    return std::ranges::any_of(keys, [&](const char* key) { return frame_.contains(key); });
  }

  /// A focal length, or the angle that a side of the picture covers: what the frame says comes before the file's.
  std::optional<double> find_focal_length(const char* key, const char* angle, double side) const {
    const bool has_length = find(key) != nullptr && (frame_.contains(key) || !frame_.contains(angle));
    if (has_length) return find_number(key);
    const auto covered = find_number(angle);
    if (covered && !(*covered > 0 && *covered < std::numbers::pi)) {
      const std::string found = find(angle)->dump();
      refuse(std::string(angle) + ": found " + found + ", expected radians, more than 0 and less than pi");
    }
    return covered ? std::optional(side / (2 * std::tan(*covered / 2))) : std::nullopt;
  }

  [[noreturn]] void refuse(const std::string& sentence) const {
    throw InputError(path_, printable(file_name_) + ": " + sentence);
  }

 private:
  const std::filesystem::path& path_;
  const json &root_, &frame_;
  std::string file_name_;
};

void read_pose(const FrameReader& frame, PosedView& view) {
  const json* const matrix = frame.find_own("transform_matrix");
  if (matrix == nullptr || !matrix->is_array() || matrix->size() < 3)
    frame.refuse("expected a 4x4 array 'transform_matrix'");
  Mat3 axes;
  Vec3 centre{};
  for (std::size_t r = 0; r < 3; ++r) {
    const json& row = (*matrix)[r];
    if (!row.is_array() || row.size() != 4) frame.refuse("a row of transform_matrix is not 4 long");
    for (const json& value : row) {
      if (!value.is_number()) frame.refuse("transform_matrix holds something else than numbers");
    }
    axes.rows[r] = {row[0].get<double>(), row[1].get<double>(), row[2].get<double>()};
    centre[static_cast<int>(r)] = row[3].get<double>();
  }
  if (!is_rotation(axes))
    frame.refuse(
        "transform_matrix does not hold a rotation, expected three unit vectors at right angles, right-handed");
  if (!(length(centre) < kFarthest))
    frame.refuse("transform_matrix puts the camera farther away than 1e6 object units");
  view.camera = with_opengl_pose(view.camera, axes, centre);
  view.viewpoint = viewpoint_of(view.camera);
  const bool is_told = frame.find_own("azimuth") != nullptr && frame.find_own("elevation") != nullptr &&
                       frame.find_own("distance") != nullptr;
  if (is_told) view.viewpoint = {frame.number("azimuth"), frame.number("elevation"), frame.number("distance")};
}

/// A camera without a pose.
///
/// \param size_of  asked for the picture's size where the file lacks its width or height; may be empty.
Camera read_intrinsics(const FrameReader& frame, const PictureSize& size_of) {
  const bool has_size = frame.find("w") != nullptr && frame.find("h") != nullptr;
  std::array<double, 2> size{};
  if (size_of && !has_size) {
    const auto [width, height] = size_of(frame.file_name());
    size = {frame.find_number("w").value_or(width), frame.find_number("h").value_or(height)};
  } else {
    size = {frame.number("w"), frame.number("h")};
  }
  const auto [width, height] = size;
  const auto is_size = [](double side) { return side >= 1 && side <= 65536 && side == std::floor(side); };
  if (!is_size(width) || !is_size(height)) frame.refuse("w and h must be whole numbers of pixels, 1 to 65536");
  Camera camera;
  camera.width = static_cast<int>(width), camera.height = static_cast<int>(height);
  const auto fx = frame.find_focal_length("fl_x", "camera_angle_x", width);
  if (!fx) frame.refuse("expected a number 'fl_x' or 'camera_angle_x', found neither");
  camera.fx = *fx;
  // A frame that says the one itself and not the other has square pixels, whatever the file says of other frames.
  const bool has_square_pixels =
      frame.has_own({"fl_x", "camera_angle_x"}) && !frame.has_own({"fl_y", "camera_angle_y"});
  const auto fy = has_square_pixels ? fx : frame.find_focal_length("fl_y", "camera_angle_y", height);
  camera.fy = fy.value_or(camera.fx);
  camera.cx = frame.find_number("cx").value_or(width / 2);
  camera.cy = frame.find_number("cy").value_or(height / 2);
  const auto is_focal_length = [](double length) { return length > kSmallestFocalLength && length < kLargestLength; };
  if (!is_focal_length(camera.fx) || !is_focal_length(camera.fy))
    frame.refuse("fl_x and fl_y must be more than 0.001 and less than 1e9 pixels");
  if (!(std::abs(camera.cx) < kLargestLength && std::abs(camera.cy) < kLargestLength))
    frame.refuse("cx and cy must be less than 1e9 pixels");
  return camera;
}

/// The distortion of a lens by nerfstudio's polynomial: OpenCV's formula, but that its k4 is a further factor here.
struct Lens {
  std::array<double, 4> radial{};
  std::array<double, 2> tangential{};
};

/// How far a lens moves points of the picture at most, pixels, seen on a grid.
double largest_shift(const Lens& lens, const Camera& camera) {
  constexpr int kSteps = 16;
  const auto& [k1, k2, k3, k4] = lens.radial;
  const auto& [p1, p2] = lens.tangential;
  double largest = 0;
  for (int j = 0; j <= kSteps; ++j) {
    for (int i = 0; i <= kSteps; ++i) {
      const double x = (static_cast<double>(i) / kSteps * camera.width - camera.cx) / camera.fx;
      const double y = (static_cast<double>(j) / kSteps * camera.height - camera.cy) / camera.fy;
      const double r = x * x + y * y, radial = r * (k1 + r * (k2 + r * (k3 + r * k4)));
      const double dx = x * radial + 2 * p1 * x * y + p2 * (r + 2 * x * x);
      const double dy = y * radial + p1 * (r + 2 * y * y) + 2 * p2 * x * y;
      const double shift = std::hypot(camera.fx * dx, camera.fy * dy);
      if (!(shift <= largest)) largest = shift;  // also what is no number
    }
  }
  return largest;
}

/// `distortion_params` are k1 to k4, p1 and p2, and come before what stands under these names.
Lens lens_of(const FrameReader& frame) {
  if (const json* const all = frame.find("distortion_params"); all != nullptr) {
    if (!all->is_array() || all->size() != 6 || !std::ranges::all_of(*all, &json::is_number))
      frame.refuse("distortion_params: found " + printable(all->dump(), 40) + ", expected six numbers");
    return {{(*all)[0], (*all)[1], (*all)[2], (*all)[3]}, {(*all)[4], (*all)[5]}};
  }
  const auto coefficient = [&](const char* key) { return frame.find_number(key).value_or(0); };
  return {{coefficient("k1"), coefficient("k2"), coefficient("k3"), coefficient("k4")},
          {coefficient("p1"), coefficient("p2")}};
}

/// Refuses lenses that bend the picture: everything here computes with pinhole cameras.
void check_pinhole(const FrameReader& frame, const Camera& camera) {
  const json* const model = frame.find("camera_model");
  if (model != nullptr && *model != "OPENCV" && *model != "PINHOLE" && *model != "SIMPLE_PINHOLE")
    frame.refuse("camera_model: found " + printable(model->dump(), 40) +
                 ", expected OPENCV, PINHOLE or SIMPLE_PINHOLE");
  if (const json* const fisheye = frame.find("is_fisheye"); fisheye != nullptr && *fisheye == true)
    frame.refuse("is_fisheye: found true, expected a pinhole camera: undistort the pictures first");
  if (const double shift = largest_shift(lens_of(frame), camera); !(shift < kLargestShift)) {
    char pixels[32];
    std::snprintf(pixels, sizeof pixels, "%.3g", shift);
    frame.refuse("the lens (k1 to k4, p1, p2) moves points of the picture by up to " + std::string(pixels) +
                 " pixels, expected less than 1: undistort the pictures first");
  }
}

bool have_same_intrinsics(const Camera& a, const Camera& b) {
  return a.fx == b.fx && a.fy == b.fy && a.cx == b.cx && a.cy == b.cy && a.width == b.width && a.height == b.height;
}

json intrinsics_to_json(const Camera& camera) {
  return {{"fl_x", camera.fx}, {"fl_y", camera.fy}, {"cx", camera.cx},
          {"cy", camera.cy},   {"w", camera.width}, {"h", camera.height}};
}

/// \throws std::logic_error for a camera that is none or does not stand at the viewpoint.
void check_posed_view(const PosedView& view) {
  check_camera(view.camera);
  const auto& [azimuth, elevation, distance] = view.viewpoint;
  const Vec3 place =
      Vec3{std::cos(elevation) * std::cos(azimuth), std::cos(elevation) * std::sin(azimuth), std::sin(elevation)} *
      distance;
  const Vec3 centre = view.camera.centre();
  check(length(place - centre) <= kSamePlace * (1 + length(centre)),
        "a view's camera does not stand at its viewpoint (see viewpoint_of)");
}

}  // namespace

void write_transforms_json(const std::filesystem::path& path, const std::vector<PosedView>& views) {
  check(!views.empty(), "write_transforms_json: there are no views");
  for (const PosedView& view : views) check_posed_view(view);
  json root = {{"camera_model", "OPENCV"}, {"frames", json::array()}};
  const bool share_intrinsics = std::ranges::all_of(
      views, [&](const PosedView& view) { return have_same_intrinsics(view.camera, views.front().camera); });
  if (share_intrinsics) root.update(intrinsics_to_json(views.front().camera));
  for (const PosedView& view : views) {
    json& frame = root["frames"].emplace_back(json{{"file_path", view.file_name},
                                                   {"transform_matrix", matrix_of(view.camera)},
                                                   {"azimuth", view.viewpoint.azimuth},
                                                   {"elevation", view.viewpoint.elevation},
                                                   {"distance", view.viewpoint.distance}});
    if (!share_intrinsics) frame.update(intrinsics_to_json(view.camera));
  }
  write_file(path, json_text(root, 1) + "\n");
}

std::optional<std::filesystem::path> find_cameras(const std::filesystem::path& folder) {
  for (const char* name : {kCamerasFile, "transforms.json", "transforms_train.json"}) {
    if (std::filesystem::exists(folder / name)) return folder / name;
  }
  return std::nullopt;
}

std::vector<PosedView> read_transforms_json(const std::filesystem::path& path, const PictureSize& size_of) {
  return parse_transforms_json(read_file(path), path, size_of);
}

std::vector<PosedView> parse_transforms_json(std::string_view text, const std::filesystem::path& path,
                                             const PictureSize& size_of) {
  const json root = parse_json(text, path.string());
  if (!root.is_object()) throw InputError(path, "is not a JSON object");
  const auto frames = root.find("frames");
  if (frames == root.end() || !frames->is_array()) throw InputError(path, "expected an array 'frames'");
  if (frames->empty()) throw InputError(path, "holds no frames");
  std::vector<PosedView> views;
  for (const json& object : *frames) {
    const FrameReader frame(path, root, object, views.size());
    PosedView view{frame.file_name(), {}, read_intrinsics(frame, size_of)};
    if (const json* const mask = frame.find_own("mask_path"); mask != nullptr && !mask->is_null()) {
      if (!mask->is_string())
        frame.refuse("mask_path: found " + printable(mask->dump(), 40) + ", expected the name of a picture");
      view.mask_name = mask->get<std::string>();
    }
    check_pinhole(frame, view.camera);
    read_pose(frame, view);
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace syncdreamer

#include "geometry/transforms_json.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/error.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/printable.h"

namespace syncdreamer {
namespace {

using nlohmann::json;

constexpr double kRotationError = 0.01;
constexpr double kFarthest = 1e6;       // object units
constexpr double kLargestLength = 1e9;  // pixels
constexpr double kLargestShift = 1;     // pixels that a lens may move a corner of the picture

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

double number(const std::filesystem::path& path, const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) {
    const std::string what = found == object.end() ? "" : ", found " + printable(found->dump(), 40);
    throw InputError(path, std::string("expected a number '").append(key).append("'").append(what));
  }
  return found->get<double>();
}

/// Whether the rows are of length 1, at right angles and right-handed, up to the rounding of files.
bool is_rotation(const Mat3& matrix) {
  const auto [x, y, z] = matrix.rows;
  const Vec3 off = cross(x, y) - z;
  return std::abs(length(x) - 1) < kRotationError && std::abs(length(y) - 1) < kRotationError &&
         std::abs(dot(x, y)) < kRotationError && length(off) < kRotationError;
}

/// The rotation that a rounded or slightly scaled one stands for.
Mat3 orthonormal(const Mat3& matrix) {
  const Vec3 x = normalized(matrix.rows[0]);
  const Vec3 y = normalized(matrix.rows[1] - x * dot(x, matrix.rows[1]));
  return {{x, y, cross(x, y)}};
}

void read_pose(const std::filesystem::path& path, const json& frame, PosedView& view) {
  const auto matrix = frame.find("transform_matrix");
  const bool is_matrix = matrix != frame.end() && matrix->is_array() && matrix->size() >= 3;
  if (!is_matrix) throw InputError(path, view.file_name + ": expected a 4x4 array 'transform_matrix'");
  Mat3 world_from_cam;
  Vec3 centre{};
  for (std::size_t r = 0; r < 3; ++r) {
    const json& row = (*matrix)[r];
    if (!row.is_array() || row.size() != 4)
      throw InputError(path, view.file_name + ": a row of transform_matrix is not 4 long");
    for (const json& value : row) {
      if (!value.is_number())
        throw InputError(path, view.file_name + ": transform_matrix holds something else than numbers");
    }
    world_from_cam.rows[r] = {row[0].get<double>(), -row[1].get<double>(), -row[2].get<double>()};
    centre[static_cast<int>(r)] = row[3].get<double>();
  }
  if (!is_rotation(world_from_cam))
    throw InputError(
        path,
        view.file_name +
            ": transform_matrix does not hold a rotation, expected three unit vectors at right angles, right-handed");
  view.camera.rotation = orthonormal(world_from_cam).transposed();
  if (!(length(centre) < kFarthest))
    throw InputError(path, view.file_name + ": transform_matrix puts the camera further away than 1e6 object units");
  view.camera.translation = -(view.camera.rotation * centre);
  view.viewpoint = {std::atan2(centre.y, centre.x), std::atan2(centre.z, std::hypot(centre.x, centre.y)),
                    length(centre)};
  if (frame.contains("azimuth") && frame.contains("elevation") && frame.contains("distance")) {
    view.viewpoint = {number(path, frame, "azimuth"), number(path, frame, "elevation"),
                      number(path, frame, "distance")};
  }
}

/// A camera without a pose; what a frame does not say itself holds for all.
///
/// \param size  of the picture, where neither says its width or height.
Camera intrinsics_of(const std::filesystem::path& path, const json& root, const json& frame,
                     std::optional<std::array<int, 2>> size) {
  const auto source = [&](const char* key) -> const json& { return frame.contains(key) ? frame : root; };
  const auto value = [&](const char* key) { return number(path, source(key), key); };
  const auto has = [&](const char* key) { return source(key).contains(key); };
  // A focal length, or the angle that a side of the picture covers: what the frame says comes before the root's.
  const auto focal_length = [&](const char* key, const char* angle, double side) -> std::optional<double> {
    for (const json* object : {&frame, &root}) {
      if (object->contains(key)) return number(path, *object, key);
      if (object->contains(angle)) return side / (2 * std::tan(number(path, *object, angle) / 2));
    }
    return std::nullopt;
  };
  const double width = size && !has("w") ? (*size)[0] : value("w");
  const double height = size && !has("h") ? (*size)[1] : value("h");
  if (!(width >= 1 && width <= 65536 && height >= 1 && height <= 65536))
    throw InputError(path, "w and h must be 1 to 65536 pixels");
  Camera camera;
  camera.width = static_cast<int>(width), camera.height = static_cast<int>(height);
  const auto fx = focal_length("fl_x", "camera_angle_x", width);
  camera.fx = fx ? *fx : value("fl_x");  // throws
  camera.fy = focal_length("fl_y", "camera_angle_y", height).value_or(camera.fx);
  camera.cx = has("cx") ? value("cx") : width / 2;
  camera.cy = has("cy") ? value("cy") : height / 2;
  if (!(camera.fx > 0 && camera.fy > 0 && camera.fx < kLargestLength && camera.fy < kLargestLength))
    throw InputError(path, "fl_x and fl_y must be more than 0 and less than 1e9 pixels");
  if (!(std::abs(camera.cx) < kLargestLength && std::abs(camera.cy) < kLargestLength))
    throw InputError(path, "cx and cy must be less than 1e9 pixels");
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

/// Refuses lenses that bend the picture: everything here computes with pinhole cameras.
void check_pinhole(const std::filesystem::path& path, const json& root, const json& frame, const Camera& camera) {
  const auto source = [&](const char* key) -> const json& { return frame.contains(key) ? frame : root; };
  const auto coefficient = [&](const char* key) {
    const json& object = source(key);
    return object.contains(key) ? number(path, object, key) : 0.0;
  };
  if (const json& object = source("camera_model"); object.contains("camera_model")) {
    const json& model = object["camera_model"];
    if (model != "OPENCV" && model != "PINHOLE" && model != "SIMPLE_PINHOLE")
      throw InputError(
          path, "camera_model: found " + printable(model.dump(), 40) + ", expected OPENCV, PINHOLE or SIMPLE_PINHOLE");
  }
  const Lens lens{{coefficient("k1"), coefficient("k2"), coefficient("k3"), coefficient("k4")},
                  {coefficient("p1"), coefficient("p2")}};
  if (const double shift = largest_shift(lens, camera); !(shift < kLargestShift)) {
    char pixels[32];
    std::snprintf(pixels, sizeof pixels, "%.3g", shift);
    throw InputError(path, "the lens (k1 to k4, p1, p2) moves points of the pictures by up to " + std::string(pixels) +
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

}  // namespace

void write_transforms_json(const std::filesystem::path& path, const std::vector<PosedView>& views) {
  json root = {{"camera_model", "OPENCV"}, {"frames", json::array()}};
  const bool share_intrinsics = std::ranges::all_of(
      views, [&](const PosedView& view) { return have_same_intrinsics(view.camera, views.front().camera); });
  if (share_intrinsics && !views.empty()) root.update(intrinsics_to_json(views.front().camera));
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

std::vector<PosedView> read_transforms_json(const std::filesystem::path& path, const PictureSize& size_of) {
  return parse_transforms_json(read_file(path), path, size_of);
}

std::vector<PosedView> parse_transforms_json(std::string_view text, const std::filesystem::path& path,
                                             const PictureSize& size_of) {
  const json root = json::parse(text, nullptr, false);
  if (root.is_discarded() || !root.is_object()) throw InputError(path, "is not a JSON object");
  const auto frames = root.find("frames");
  if (frames == root.end() || !frames->is_array()) throw InputError(path, "expected an array 'frames'");
  if (frames->empty()) throw InputError(path, "holds no frames");
  std::vector<PosedView> views;
  for (const json& frame : *frames) {
    const auto file = frame.is_object() ? frame.find("file_path") : frame.end();
    if (!frame.is_object() || file == frame.end() || !file->is_string()) {
      throw InputError(path, "frame " + std::to_string(views.size()) + ": expected a text 'file_path'");
    }
    PosedView view{file->get<std::string>(), {}, {}};
    const auto is_said = [&](const char* key) { return frame.contains(key) || root.contains(key); };
    const bool asks = size_of && !(is_said("w") && is_said("h"));
    view.camera = intrinsics_of(path, root, frame, asks ? std::optional(size_of(view.file_name)) : std::nullopt);
    if (const auto mask = frame.find("mask_path"); mask != frame.end() && !mask->is_null()) {
      if (!mask->is_string())
        throw InputError(path, "mask_path: found " + printable(mask->dump(), 40) + ", expected the name of a picture");
      view.mask_name = mask->get<std::string>();
    }
    check_pinhole(path, root, frame, view.camera);
    read_pose(path, frame, view);
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace syncdreamer

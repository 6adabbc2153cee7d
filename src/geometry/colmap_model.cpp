#include "geometry/colmap_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/files.h"
#include "core/number_stream.h"

namespace syncdreamer {
namespace {

constexpr int kDigits = 12;

/// The unit quaternion (w, x, y, z) of a rotation, w >= 0. Begins with its largest element, which divides the others.
std::array<double, 4> quaternion(const Mat3& r) {
  const std::array<double, 4> squares{1 + r(0, 0) + r(1, 1) + r(2, 2), 1 + r(0, 0) - r(1, 1) - r(2, 2),
                                      1 - r(0, 0) + r(1, 1) - r(2, 2), 1 - r(0, 0) - r(1, 1) + r(2, 2)};  // 4 q_i^2
  const auto largest = static_cast<std::size_t>(std::max_element(squares.begin(), squares.end()) - squares.begin());
  // 4 q_i q_j for all pairs.
  const double wx = r(2, 1) - r(1, 2), wy = r(0, 2) - r(2, 0), wz = r(1, 0) - r(0, 1);
  const double xy = r(1, 0) + r(0, 1), xz = r(0, 2) + r(2, 0), yz = r(2, 1) + r(1, 2);
  const std::array<std::array<double, 4>, 4> products{
      std::array{squares[0], wx, wy, wz}, std::array{wx, squares[1], xy, xz}, std::array{wy, xy, squares[2], yz},
      std::array{wz, xz, yz, squares[3]}};
  std::array<double, 4> q = products[largest];
  const double scale = std::copysign(1 / (2 * std::sqrt(squares[largest])), q[0]);
  for (double& element : q) element *= scale;
  return q;
}

}  // namespace

void write_colmap_cameras(const std::filesystem::path& folder, const std::vector<PosedView>& views) {
  for (const PosedView& view : views) check_camera(view.camera);
  std::ostringstream cameras = number_stream(kDigits), images = number_stream(kDigits);
  cameras << "# CAMERA_ID MODEL WIDTH HEIGHT FX FY CX CY\n";
  images << "# IMAGE_ID QW QX QY QZ TX TY TZ CAMERA_ID NAME, then a line of points\n";
  int number = 0;
  for (const auto& [name, viewpoint, camera, mask] : views) {
    ++number;
    cameras << number << " PINHOLE " << camera.width << ' ' << camera.height << ' ' << camera.fx << ' ' << camera.fy
            << ' ' << camera.cx << ' ' << camera.cy << '\n';
    images << number;
    for (const double element : quaternion(camera.rotation)) images << ' ' << element;
    for (int axis = 0; axis < 3; ++axis) images << ' ' << camera.translation[axis];
    images << ' ' << number << ' ' << name << "\n\n";
  }
  write_file(folder / kColmapCameras, cameras.str());
  write_file(folder / kColmapImages, images.str());
  write_colmap_points(folder, {});
}

void write_colmap_points(const std::filesystem::path& folder, const Mesh& mesh) {
  std::ostringstream points = number_stream(kDigits);
  points << "# POINT3D_ID X Y Z R G B ERROR\n";
  for (std::size_t i = 0; i < mesh.vertices.size(); ++i) {
    const Vec3 color = i < mesh.colors.size() ? mesh.colors[i] : Vec3{0.5, 0.5, 0.5};
    points << i + 1;
    for (int axis = 0; axis < 3; ++axis) points << ' ' << mesh.vertices[i][axis];
    for (int axis = 0; axis < 3; ++axis) points << ' ' << std::lround(255 * color[axis]);
    points << " 0\n";
  }
  write_file(folder / kColmapPoints, points.str());
}

}  // namespace syncdreamer

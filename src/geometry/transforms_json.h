#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/camera.h"

namespace syncdreamer {

/// A picture and the camera that took it.
struct PosedView {
  std::string file_name;
  Viewpoint viewpoint;  ///< where the camera stands
  Camera camera;
  std::string mask_name = {};  ///< of a picture that is white where the object is; empty: none; read, never written
};

/// Writes cameras in the format of nerfstudio's transforms.json: fl_x, fl_y, cx, cy, w, h in pixels and, per frame,
/// file_path and transform_matrix (world from camera; OpenGL's camera axes: x right, y up, z backward). Each frame also
/// gets azimuth and elevation in radians and distance in object units.
///
/// Intrinsics stand above where all views share them, otherwise in the frames. \throws std::logic_error without views
/// or for a camera that is none or does not stand at its viewpoint, OutputError if the file cannot be written.
void write_transforms_json(const std::filesystem::path& path, const std::vector<PosedView>& views);

/// The file in a folder that says where its pictures were taken from: `cameras.json`, `transforms.json` or
/// `transforms_train.json`, the first that there is.
std::optional<std::filesystem::path> find_cameras(const std::filesystem::path& folder);

/// Width and height of a picture of this file_path.
using PictureSize = std::function<std::array<int, 2>(const std::string& file_path)>;

/// Reads what write_transforms_json wrote, or nerfstudio's own files (then viewpoints are taken from the camera
/// centres). Intrinsics may stand in a frame or, for all, above; camera_angle_x (and _y) may stand in for fl_x and
/// fl_y, and without any the pixels are squares (fl_y) and the axis goes through the middle of the picture (cx, cy). A
/// lens may move points of the pictures by less than a pixel, which is ignored.
///
/// \param size_of  asked where the file lacks w or h; without it they are expected.
/// \throws InputError with the file, the place and what is wrong there.
std::vector<PosedView> read_transforms_json(const std::filesystem::path& path, const PictureSize& size_of = {});
/// The same from memory; `name` stands for the path in error messages.
std::vector<PosedView> parse_transforms_json(std::string_view text, const std::filesystem::path& name,
                                             const PictureSize& size_of = {});

}  // namespace syncdreamer

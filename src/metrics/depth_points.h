#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "geometry/camera.h"
#include "geometry/mesh.h"
#include "image/image.h"

namespace syncdreamer {

/// Depth along the camera's z axis for each pixel, in object units; 0 where nothing is seen.
struct DepthMap {
  int width = 0;
  int height = 0;
  std::vector<double> depth;  ///< `height * width` values.
};

/// How depth runs between the corners of a triangle.
enum class DepthInterpolation {
  perspective_correct,  ///< its true depth
  screen_linear,        ///< wrong where triangles are large, but what the paper's evaluation does
};

/// The depth of a mesh by an exact z-buffer: a pixel belongs to the triangles that contain its centre, edges included,
/// and the nearest wins. Triangles that reach behind the camera are left out.
DepthMap rasterize_depth(const Mesh& mesh, const Camera& camera, DepthInterpolation rule);

/// The depth that a picture of the training layout holds, where it lies between 0.63 and 2.37 object units.
///
/// \param file  that the picture is from, for the error.
/// \throws InputError if it is a depth map of a reconstruction instead (see ViewMaps).
DepthMap depth_from_image(const DepthImage16& image, const std::filesystem::path& file);

/// Adds a world point for every pixel with depth. As in the paper's evaluation the ray of pixel (i, j) goes through
/// image point (i, j), not through the pixel's centre, for truth and prediction alike.
void append_points(const DepthMap& depth, const Camera& camera, std::vector<Vec3>& points);

/// Replaces the points in each cell of a cubic grid by their mean; the grid begins half a cell below the least
/// coordinates.
std::vector<Vec3> average_in_voxels(std::span<const Vec3> points, double voxel_side);

}  // namespace syncdreamer

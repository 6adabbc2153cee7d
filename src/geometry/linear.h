#pragma once

#include <array>
#include <cmath>

namespace syncdreamer {

/// A point, direction or colour of three doubles.
struct Vec3 {
  double x = 0, y = 0, z = 0;

  double& operator[](int i) { return i == 0 ? x : i == 1 ? y : z; }
  double operator[](int i) const { return i == 0 ? x : i == 1 ? y : z; }
  friend Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
  friend Vec3 operator*(Vec3 a, double s) { return {a.x * s, a.y * s, a.z * s}; }
  friend Vec3 operator*(double s, Vec3 a) { return a * s; }
  friend Vec3 operator/(Vec3 a, double s) { return a * (1.0 / s); }
  Vec3& operator+=(Vec3 b) { return *this = *this + b; }
  friend bool operator==(Vec3 a, Vec3 b) = default;
};

inline double dot(Vec3 a, Vec3 b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(Vec3 a) {
  return std::sqrt(dot(a, a));
}
inline Vec3 normalized(Vec3 a) {
  return a / length(a);
}
/// The same, or something else for a vector without length.
inline Vec3 normalized_or(Vec3 a, Vec3 otherwise) {
  return length(a) > 0 ? normalized(a) : otherwise;
}
/// Component by component.
inline Vec3 product(Vec3 a, Vec3 b) {
  return {a.x * b.x, a.y * b.y, a.z * b.z};
}

/// A 3x3 matrix by its rows.
struct Mat3 {
  std::array<Vec3, 3> rows{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};

  double operator()(int r, int c) const { return rows[static_cast<std::size_t>(r)][c]; }
  friend Vec3 operator*(const Mat3& m, Vec3 v) { return {dot(m.rows[0], v), dot(m.rows[1], v), dot(m.rows[2], v)}; }
  Mat3 transposed() const {
    return {{Vec3{rows[0].x, rows[1].x, rows[2].x}, Vec3{rows[0].y, rows[1].y, rows[2].y},
             Vec3{rows[0].z, rows[1].z, rows[2].z}}};
  }
};

/// Whether the rows are of length 1, at right angles and right-handed, up to the rounding of files.
inline bool is_rotation(const Mat3& matrix) {
  constexpr double kRounding = 0.01;
  const auto [x, y, z] = matrix.rows;
  return std::abs(length(x) - 1) < kRounding && std::abs(length(y) - 1) < kRounding &&
         std::abs(dot(x, y)) < kRounding && length(cross(x, y) - z) < kRounding;
}

/// A rotation about the z axis by `angle` radians, counterclockwise seen from +z.
inline Mat3 rotation_about_z(double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return {{Vec3{c, -s, 0}, Vec3{s, c, 0}, Vec3{0, 0, 1}}};
}

}  // namespace syncdreamer

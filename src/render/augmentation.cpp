#include "render/augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/random.h"

namespace syncdreamer {
namespace {

/// A map of colours: a turn about the grey axis, a permutation of the channels, and a contrast.
struct Recolouring {
  Mat3 turn;
  std::array<int, 3> order{0, 1, 2};
  double gamma = 1;

  Vec3 operator()(Vec3 c) const {
    const Vec3 turned = turn * Vec3{c[order[0]], c[order[1]], c[order[2]]};
    const auto shaped = [&](double value) { return std::pow(std::clamp(value, 0.0, 1.0), gamma); };
    return {shaped(turned.x), shaped(turned.y), shaped(turned.z)};
  }
};

Recolouring draw_recolouring(Random& random) {
  Recolouring recolouring;
  random.shuffle(recolouring.order);
  const double angle = random.uniform(0, 2 * std::numbers::pi), c = std::cos(angle),
               s = std::sin(angle) / std::sqrt(3.0);
  const double k = (1 - c) / 3;
  recolouring.turn = {{Vec3{c + k, k - s, k + s}, Vec3{k + s, c + k, k - s}, Vec3{k - s, k + s, c + k}}};
  recolouring.gamma = random.uniform(0.75, 1.3);
  return recolouring;
}

}  // namespace

SceneObject augmented(const SceneObject& object, std::uint64_t seed) {
  Random random(seed);
  SceneObject result = object;
  const Recolouring recolour = draw_recolouring(random);
  const double mirror = random.chance(0.5) ? -1 : 1;
  const Mat3 stretch{{Vec3{mirror * random.uniform(0.7, 1.4), 0, 0}, Vec3{0, random.uniform(0.7, 1.4), 0},
                      Vec3{0, 0, random.uniform(0.7, 1.4)}}};
  transform(result.mesh, stretch);
  transform(result.mesh, rotation_about_z(random.uniform(0, 2 * std::numbers::pi)));
  fit_to_unit_box(result.mesh);

  result.textures = recoloured(result.textures, recolour);
  for (std::size_t i = 0; i < result.mesh.materials.size(); ++i) {
    Material& material = result.mesh.materials[i];
    material.color = recolour(material.color);  // of what has a texture, it multiplies the texture's
    if (auto& pattern = result.patterns[i])
      pattern->first = recolour(pattern->first), pattern->second = recolour(pattern->second);
  }
  for (Vec3& color : result.mesh.colors) color = recolour(color);
  return result;
}

}  // namespace syncdreamer

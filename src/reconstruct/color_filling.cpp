#include "reconstruct/color_filling.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "geometry/mesh_topology.h"

namespace syncdreamer {
namespace {

constexpr int kRelaxationRounds = 200, kDilationRounds = 2;
constexpr Vec3 kGrey{0.5, 0.5, 0.5};

std::vector<std::vector<std::uint32_t>> vertex_neighbours(const Mesh& mesh) {
  std::vector<std::vector<std::uint32_t>> neighbours(mesh.vertices.size());
  for (const auto& [a, b] : edges_of(mesh)) {
    neighbours[a].push_back(b);
    neighbours[b].push_back(a);
  }
  return neighbours;
}

Vec3 mean_of_known(const std::vector<std::optional<Vec3>>& colors) {
  Vec3 sum;
  double count = 0;
  for (const auto& color : colors) {
    if (!color) continue;
    sum += *color;
    ++count;
  }
  return count > 0 ? sum / count : kGrey;
}

/// Lets colour spread from vertex to vertex; what it never reaches stays empty. \return the vertices it reached.
std::vector<std::uint32_t> spread(std::vector<std::optional<Vec3>>& colors,
                                  const std::vector<std::vector<std::uint32_t>>& neighbours) {
  std::vector<std::uint32_t> queue, reached;
  for (std::uint32_t i = 0; i < colors.size(); ++i) {
    if (colors[i]) queue.push_back(i);
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (const std::uint32_t n : neighbours[queue[i]]) {
      if (colors[n]) continue;
      colors[n] = colors[queue[i]];
      queue.push_back(n);
      reached.push_back(n);
    }
  }
  return reached;
}

/// One level of the pyramid of fill_picture: means of the known pixels below, and whether there are any.
struct Level {
  int width = 0, height = 0;
  std::vector<Vec3> colors;
  std::vector<bool> known;

  std::size_t index(int x, int y) const { return static_cast<std::size_t>(y) * width + x; }
};

Level halved(const Level& fine) {
  Level coarse{(fine.width + 1) / 2, (fine.height + 1) / 2, {}, {}};
  for (int y = 0; y < coarse.height; ++y) {
    for (int x = 0; x < coarse.width; ++x) {
      Vec3 sum;
      int count = 0;
      for (int j = 2 * y; j < std::min(2 * y + 2, fine.height); ++j) {
        for (int i = 2 * x; i < std::min(2 * x + 2, fine.width); ++i) {
          if (!fine.known[fine.index(i, j)]) continue;
          sum += fine.colors[fine.index(i, j)];
          ++count;
        }
      }
      coarse.colors.push_back(count > 0 ? sum / count : Vec3{});
      coarse.known.push_back(count > 0);
    }
  }
  return coarse;
}

/// The colour of a level in the middle of a pixel of the finer one, between its four pixels around there.
Vec3 between_pixels(const Level& coarse, int x, int y) {
  const auto row = [&](int j) {
    const int beside = std::clamp(x / 2 + (x % 2 == 0 ? -1 : 1), 0, coarse.width - 1);
    return coarse.colors[coarse.index(x / 2, j)] * 0.75 + coarse.colors[coarse.index(beside, j)] * 0.25;
  };
  const int beside = std::clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, coarse.height - 1);
  return row(y / 2) * 0.75 + row(beside) * 0.25;
}

void fill_from_coarser_levels(Level& level) {
  if (level.width <= 1 && level.height <= 1) return;
  Level coarse = halved(level);
  fill_from_coarser_levels(coarse);
  for (int y = 0; y < level.height; ++y) {
    for (int x = 0; x < level.width; ++x) {
      const std::size_t i = level.index(x, y);
      if (!level.known[i]) level.colors[i] = between_pixels(coarse, x, y);
    }
  }
}

/// Unknown pixels beside known ones take the mean of these.
void dilate(Level& level) {
  const Level before = level;
  for (int y = 0; y < level.height; ++y) {
    for (int x = 0; x < level.width; ++x) {
      if (before.known[level.index(x, y)]) continue;
      Vec3 sum;
      int count = 0;
      for (int j = std::max(0, y - 1); j <= std::min(y + 1, level.height - 1); ++j) {
        for (int i = std::max(0, x - 1); i <= std::min(x + 1, level.width - 1); ++i) {
          if (!before.known[level.index(i, j)]) continue;
          sum += before.colors[level.index(i, j)];
          ++count;
        }
      }
      if (count == 0) continue;
      level.colors[level.index(x, y)] = sum / count;
      level.known[level.index(x, y)] = true;
    }
  }
}

}  // namespace

std::vector<Vec3> fill_vertex_colors(const Mesh& mesh, const std::vector<std::optional<Vec3>>& colors) {
  check(colors.size() == mesh.vertices.size(), "fill_vertex_colors: expected a colour or none for each vertex");
  const auto neighbours = vertex_neighbours(mesh);
  std::vector<std::optional<Vec3>> spreading = colors;
  const std::vector<std::uint32_t> reached = spread(spreading, neighbours);
  const Vec3 mean = mean_of_known(colors);
  std::vector<Vec3> filled;
  for (const auto& color : spreading) filled.push_back(color.value_or(mean));
  for (int round = 0; round < kRelaxationRounds; ++round) {
    for (const std::uint32_t i : reached) {
      Vec3 sum;
      for (const std::uint32_t n : neighbours[i]) sum += filled[n];
      filled[i] = sum / static_cast<double>(neighbours[i].size());
    }
  }
  return filled;
}

void fill_picture(Image& image, std::vector<bool> known) {
  check(image.channels >= 3, "fill_picture: expected a picture in colours");
  check(known.size() * image.channels == image.pixels.size(), "fill_picture: expected a flag for each pixel");
  if (std::find(known.begin(), known.end(), true) == known.end()) return;
  Level level{image.width, image.height, {}, std::move(known)};
  for (std::size_t i = 0; i < level.known.size(); ++i) {
    const std::uint8_t* pixel = &image.pixels[i * image.channels];
    level.colors.push_back(
        {static_cast<double>(pixel[0]), static_cast<double>(pixel[1]), static_cast<double>(pixel[2])});
  }
  for (int round = 0; round < kDilationRounds; ++round) dilate(level);
  fill_from_coarser_levels(level);
  for (std::size_t i = 0; i < level.colors.size(); ++i) {
    for (int c = 0; c < 3; ++c) {
      image.pixels[i * image.channels + c] = static_cast<std::uint8_t>(std::lround(level.colors[i][c]));
    }
  }
}

}  // namespace syncdreamer

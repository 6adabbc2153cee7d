#include "image/foreground.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "core/error.h"
#include "image/image_io.h"
#include "image/outline.h"
#include "image/plain_background.h"
#include "image/regions.h"
#include "image/resize.h"
#include "image/soft_shadow.h"

namespace syncdreamer {
namespace {

constexpr int kFaintest = 13;                  // alpha that can be seen, of 255
constexpr int kEdgeWidth = 2;                  // pixels that may mix object and background
constexpr double kSmallestObjectShare = 5e-4;  // of the picture

// Regions of a mask in which a square of a hundredth of the picture has room: not the glints of an object.
std::vector<std::uint8_t> wide_regions(const std::vector<std::uint8_t>& mask, int width, int height) {
  const int radius = std::max(1, std::min(width, height) / 200);
  return connected_to(opened(mask, width, height, radius), mask, width, height, Connectivity::four);
}

// 1 for pixels of the object: those that cannot be reached from the border through pixels of the background's colour,
// and do not lie in other wide regions of it either, if these are cut out.
std::vector<std::uint8_t> find_object(const Image& rgba, const PlainBackground& background,
                                      EnclosedBackground enclosed) {
  const std::vector<std::uint8_t> mask = background.mask(rgba);
  std::vector<std::uint8_t> object = connected_to_border(mask, rgba.width, rgba.height);
  if (enclosed == EnclosedBackground::cut_out) {
    const std::vector<std::uint8_t> wide = wide_regions(mask, rgba.width, rgba.height);
    std::ranges::transform(object, wide, object.begin(), std::bit_or<>());
  }
  for (std::uint8_t& pixel : object) pixel = pixel == 0;
  return object;
}

constexpr int kBlock = 8;  // pixels a side of what JPEG compresses together

// Whether the background near the object is rough, as compression makes it: there, its levels ring. A slope is smooth.
bool is_rough(const Image& rgba, const std::vector<std::uint8_t>& object) {
  constexpr int kBlur = 2, kRoughness = 2;  // pixels, levels of 255
  const std::vector<std::uint8_t> near = grown(object, rgba.width, rgba.height, kBlock);
  const std::vector<std::uint8_t> beside = grown(object, rgba.width, rgba.height, kBlur);
  std::vector<int> steps;  // between a pixel and the middle of its neighbours in the row
  for (std::size_t i = 0; i < object.size(); ++i) {
    const int x = static_cast<int>(i % static_cast<std::size_t>(rgba.width));
    if (near[i] == 0 || beside[i] != 0 || x == 0 || x == rgba.width - 1) continue;
    const Color left = color_at(rgba, i - 1), right = color_at(rgba, i + 1);
    const Color middle{(left[0] + right[0]) / 2, (left[1] + right[1]) / 2, (left[2] + right[2]) / 2};
    steps.push_back(color_distance(color_at(rgba, i), middle));
  }
  return !steps.empty() && quantile(std::move(steps), 0.9) >= kRoughness;
}

// Takes out of the object what compression leaves beside it: pixels not unlike the background, in places that are
// narrower than its blocks. What touches a pixel that surely is the object's stays: it is the edge. What reaches
// farther than compression does from such pixels stays, too: a pale stem, a wire.
void remove_ringing(std::vector<std::uint8_t>& object, const Image& rgba, const PlainBackground& background) {
  constexpr int kRinging = 45, kHalfBlock = 3;
  std::vector<std::uint8_t> sure(object.size());
  for (std::size_t i = 0; i < object.size(); ++i)
    sure[i] = object[i] != 0 && color_distance(color_at(rgba, i), background.color(i)) > kRinging;
  const std::vector<std::uint8_t> edge = grown(sure, rgba.width, rgba.height, 1);
  const std::vector<std::uint8_t> wide = opened(object, rgba.width, rgba.height, kHalfBlock);
  const std::vector<std::uint8_t> in_reach = grown(sure, rgba.width, rgba.height, 2 * kBlock);
  std::vector<std::uint8_t> doubtful(object.size()), far(object.size());
  for (std::size_t i = 0; i < object.size(); ++i) {
    doubtful[i] = object[i] != 0 && edge[i] == 0 && wide[i] == 0;
    far[i] = doubtful[i] != 0 && in_reach[i] == 0;
  }
  const std::vector<std::uint8_t> real = connected_to(far, doubtful, rgba.width, rgba.height, Connectivity::eight);
  for (std::size_t i = 0; i < object.size(); ++i) object[i] = object[i] != 0 && (doubtful[i] == 0 || real[i] != 0);
}

// How far, in pixels, a pixel lies inside the object; 0 is background, numbers above kEdgeWidth are not told apart.
std::vector<std::uint8_t> depth_inside(const std::vector<std::uint8_t>& object, int width, int height) {
  std::vector<std::uint8_t> depth(object.size());
  for (std::size_t i = 0; i < object.size(); ++i) depth[i] = object[i] != 0 ? kEdgeWidth + 1 : 0;
  for (int step = 0; step < kEdgeWidth; ++step) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        if (depth[static_cast<std::size_t>(y) * width + x] != step) continue;
        for (int v = std::max(0, y - 1); v <= std::min(height - 1, y + 1); ++v) {
          for (int u = std::max(0, x - 1); u <= std::min(width - 1, x + 1); ++u) {
            std::uint8_t& neighbor = depth[static_cast<std::size_t>(v) * width + u];
            neighbor = std::min(neighbor, static_cast<std::uint8_t>(step + 1));
          }
        }
      }
    }
  }
  return depth;
}

// The colour of the object near (x, y): of the nearest pixel beyond the edge, or the one least like the background.
Color object_color(const Image& rgba, const std::vector<std::uint8_t>& depth, const Color& background, int x, int y) {
  constexpr int kReach = kEdgeWidth + 2;
  Color best = color_at(rgba, static_cast<std::size_t>(y) * rgba.width + x);
  int best_score = color_distance(best, background);
  for (int v = std::max(0, y - kReach); v <= std::min(rgba.height - 1, y + kReach); ++v) {
    for (int u = std::max(0, x - kReach); u <= std::min(rgba.width - 1, x + kReach); ++u) {
      const std::size_t pixel = static_cast<std::size_t>(v) * rgba.width + u;
      if (depth[pixel] == 0) continue;
      const Color color = color_at(rgba, pixel);
      const int nearness = 1000 - (u - x) * (u - x) - (v - y) * (v - y);
      const int score = depth[pixel] > kEdgeWidth ? nearness : color_distance(color, background);
      if (score > best_score) best_score = score, best = color;
    }
  }
  return best;
}

// Writes alpha, and at the edge the object's colour without the background's share of it.
void write_matte(Image& rgba, const std::vector<std::uint8_t>& depth, const PlainBackground& background) {
  const Image original = rgba;
  for (std::size_t pixel = 0; pixel < depth.size(); ++pixel) {
    std::uint8_t* out = &rgba.pixels[pixel * 4];
    if (depth[pixel] == 0) {
      std::fill_n(out, 4, std::uint8_t{0});
      continue;
    }
    out[3] = 255;
    if (depth[pixel] > kEdgeWidth) continue;
    const Color here = color_at(original, pixel), behind = background.color(pixel);
    const Color object = object_color(original, depth, behind, static_cast<int>(pixel % rgba.width),
                                      static_cast<int>(pixel / rgba.width));
    double product = 0.0, square = 0.0;
    for (std::size_t c = 0; c < 3; ++c) {
      product += (here[c] - behind[c]) * (object[c] - behind[c]);
      square += (object[c] - behind[c]) * (object[c] - behind[c]);
    }
    if (color_distance(object, behind) <= 2 * background.tolerance()) continue;
    const double alpha = std::clamp(product / square, 0.0, 1.0);
    out[3] = byte_from_unit(alpha);
    if (out[3] == 0 || out[3] == 255) continue;
    for (std::size_t c = 0; c < 3; ++c) {
      const double level = behind[c] + (here[c] - behind[c]) / alpha;
      out[c] = static_cast<std::uint8_t>(std::lround(std::clamp(level, 0.0, 255.0)));
    }
  }
}

// Where something is covered that is half covered somewhere: faint islands would make the object seem larger.
std::vector<std::uint8_t> connected_to_solid(std::span<const float> coverage, int width, int height) {
  std::vector<std::uint8_t> covered, half;
  for (const float value : coverage) {
    covered.push_back(byte_from_unit(value) > 0);
    half.push_back(value >= 0.5F);
  }
  return connected_to(half, covered, width, height, Connectivity::eight);
}

Image pad_to_square(const Image& image, int size) {
  Image square(size, size, image.channels);
  paste(image, square, (size - image.width) / 2, (size - image.height) / 2);
  return square;
}

Image crop_to_object(const Image& rgba) {
  const PixelBox box = box_of_opacity(rgba, 1).value();  // it has been found
  // Checkpoint quirk: the last column and row are left out, as in the program that prepared the training of the paper.
  return crop(rgba, box.left, box.top, std::max(1, box.width() - 1), std::max(1, box.height() - 1));
}

}  // namespace

Image extract_foreground(const Image& image, const std::string& name, EnclosedBackground enclosed) {
  check(!image.empty(), "extract_foreground: the picture has no pixels");
  Image rgba = to_rgba(image);
  std::uint8_t lowest = 255, highest = 0;
  for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) {
    lowest = std::min(lowest, rgba.pixels[i]);
    highest = std::max(highest, rgba.pixels[i]);
  }
  if (highest < kFaintest) throw NoObjectError(name + ": has no object: every pixel is transparent, or nearly so");
  if (lowest < 255) return rgba;

  const PlainBackground background(rgba, name);
  std::vector<std::uint8_t> object = find_object(rgba, background, enclosed);
  const std::vector<std::uint8_t> shadow = soft_shadow(
      rgba, [&](std::size_t pixel) { return background.color(pixel); }, object);
  for (std::size_t i = 0; i < object.size(); ++i) object[i] = object[i] != 0 && shadow[i] == 0;
  if (is_rough(rgba, object)) remove_ringing(object, rgba, background);
  const std::size_t largest = remove_specks(object, rgba.width, rgba.height, Connectivity::eight);
  if (largest == 0) throw NoObjectError(name + ": has no object: the picture shows nothing but its background");
  if (static_cast<double>(largest) < kSmallestObjectShare * static_cast<double>(object.size()) || largest < 4)
    throw InputError(name + ": the object is too small: cut the picture closer to it");
  write_matte(rgba, depth_inside(object, rgba.width, rgba.height), background);
  return rgba;
}

Image with_coverage(const Image& image, std::span<const float> coverage) {
  constexpr int kReach = 5;
  constexpr float kWhole = 0.9F, kNothing = 0.1F;
  check(coverage.size() == static_cast<std::size_t>(image.width) * image.height,
        "with_coverage: as many values as pixels are needed");
  const Image opaque = blend_on_white(image);
  Image result = to_rgba(opaque);
  const std::vector<std::uint8_t> solid = connected_to_solid(coverage, image.width, image.height);
  if (std::ranges::none_of(solid, [](std::uint8_t pixel) { return pixel != 0; }))
    throw NoObjectError("has no object: the mask covers nothing by half or more");
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * image.width + x;
      const float here = solid[i] != 0 ? coverage[i] : 0;
      result.at(x, y, 3) = byte_from_unit(here);
      if (here <= 0 || here >= kWhole) continue;
      int nearest = 2 * kReach * kReach + 1;
      bool is_at_edge = false;  // elsewhere the object is only doubted
      std::array<std::uint8_t, 3> color{};
      for (int v = std::max(0, y - kReach); v <= std::min(image.height - 1, y + kReach); ++v) {
        for (int u = std::max(0, x - kReach); u <= std::min(image.width - 1, x + kReach); ++u) {
          const float there = coverage[static_cast<std::size_t>(v) * image.width + u];
          is_at_edge = is_at_edge || there <= kNothing;
          const int square = (u - x) * (u - x) + (v - y) * (v - y);
          if (square >= nearest || there < kWhole) continue;
          nearest = square;
          for (int c = 0; c < 3; ++c) color[static_cast<std::size_t>(c)] = opaque.at(u, v, c);
        }
      }
      if (!is_at_edge || nearest > 2 * kReach * kReach) continue;
      for (int c = 0; c < 3; ++c) result.at(x, y, c) = color[static_cast<std::size_t>(c)];
    }
  }
  return result;
}

Image prepare_input(const Image& image, int crop_size, int output_size, const std::string& name) {
  check(output_size > 0, "prepare_input: the output size is not positive");
  if (crop_size != kCropNone && (crop_size < 1 || crop_size > kPaperSize)) {
    throw InputError(name + ": found a crop size of " + std::to_string(crop_size) + ", expected 1 to " +
                     std::to_string(kPaperSize) + " or -1 (whole picture)");
  }
  const Image rgba = extract_foreground(image, name);
  const bool by_area = output_size < kPaperSize && kPaperSize % output_size == 0;
  const int size = by_area ? kPaperSize : output_size;
  Image square;
  if (crop_size == kCropNone) {
    const int side = std::max(rgba.width, rgba.height);
    check_picture_size(side, side, kMaxPixels, name + ", made square");
    square = resize_bicubic(pad_to_square(rgba, side), size, size);
  } else {
    const Image object = crop_to_object(rgba);
    const double side = static_cast<double>(crop_size) * size / kPaperSize;
    const double scale = side / std::max(object.width, object.height);
    const int width = std::max(1, static_cast<int>(scale * object.width));
    const int height = std::max(1, static_cast<int>(scale * object.height));
    square = pad_to_square(resize_bicubic(object, width, height), size);
  }
  return by_area ? shrink_by_area(square, kPaperSize / output_size) : square;
}

}  // namespace syncdreamer

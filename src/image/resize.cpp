#include "image/resize.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr int kWeightBits = 22;
constexpr double kCubicSupport = 2.0;

double cubic_weight(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

// The input pixels that make one output pixel, from `first` on.
struct Taps {
  int first = 0;
  std::vector<int> weights;
};

std::vector<Taps> make_taps(int in_size, int out_size) {
  const double scale = static_cast<double>(in_size) / out_size;
  const double filter_scale = std::max(scale, 1.0);
  const double support = kCubicSupport * filter_scale;
  std::vector<Taps> all(static_cast<std::size_t>(out_size));
  for (int i = 0; i < out_size; ++i) {
    const double center = (i + 0.5) * scale;
    const int first = std::max(0, static_cast<int>(center - support + 0.5));
    const int end = std::min(in_size, static_cast<int>(center + support + 0.5));
    std::vector<double> weights;
    double sum = 0.0;
    for (int x = first; x < end; ++x) {
      weights.push_back(cubic_weight((x - center + 0.5) * (1.0 / filter_scale)));
      sum += weights.back();
    }
    Taps& taps = all[static_cast<std::size_t>(i)];
    taps.first = first;
    for (const double weight : weights) {
      const double fixed = (sum != 0.0 ? weight * (1.0 / sum) : weight) * (1 << kWeightBits);
      taps.weights.push_back(static_cast<int>(fixed < 0.0 ? fixed - 0.5 : fixed + 0.5));
    }
  }
  return all;
}

std::uint8_t round_fixed(int sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255));
}

Image resize_rows(const Image& image, int width) {
  const std::vector<Taps> all = make_taps(image.width, width);
  Image result(width, image.height, image.channels);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Taps& taps = all[static_cast<std::size_t>(x)];
      for (int c = 0; c < image.channels; ++c) {
        int sum = 1 << (kWeightBits - 1);
        const std::uint8_t* in = &image.pixels[image.index(taps.first, y, c)];
        for (std::size_t k = 0; k < taps.weights.size(); ++k) sum += in[k * image.channels] * taps.weights[k];
        result.at(x, y, c) = round_fixed(sum);
      }
    }
  }
  return result;
}

Image resize_columns(const Image& image, int height) {
  const std::vector<Taps> all = make_taps(image.height, height);
  Image result(image.width, height, image.channels);
  const std::size_t stride = static_cast<std::size_t>(image.width) * image.channels;
  std::vector<int> sums(stride);
  for (int y = 0; y < height; ++y) {
    const Taps& taps = all[static_cast<std::size_t>(y)];
    std::fill(sums.begin(), sums.end(), 1 << (kWeightBits - 1));
    for (std::size_t k = 0; k < taps.weights.size(); ++k) {
      const std::uint8_t* in = &image.pixels[(taps.first + k) * stride];
      for (std::size_t i = 0; i < stride; ++i) sums[i] += in[i] * taps.weights[k];
    }
    std::transform(sums.begin(), sums.end(), result.pixels.begin() + static_cast<std::ptrdiff_t>(y * stride),
                   round_fixed);
  }
  return result;
}

/// Colours times alpha, as the Python Imaging Library rounds it.
Image premultiply(const Image& image) {
  Image result = image;
  const std::size_t channels = static_cast<std::size_t>(image.channels);
  for (std::size_t i = 0; i < result.pixels.size(); i += channels) {
    const unsigned alpha = result.pixels[i + channels - 1];
    for (std::size_t c = 0; c + 1 < channels; ++c) {
      const unsigned t = result.pixels[i + c] * alpha + 128u;
      result.pixels[i + c] = static_cast<std::uint8_t>(((t >> 8) + t) >> 8);
    }
  }
  return result;
}

/// The inverse, up to rounding; colours stay where alpha is 0 or 255.
Image unpremultiply(const Image& image) {
  Image result = image;
  const std::size_t channels = static_cast<std::size_t>(image.channels);
  for (std::size_t i = 0; i < result.pixels.size(); i += channels) {
    const unsigned alpha = result.pixels[i + channels - 1];
    if (alpha == 0 || alpha == 255) continue;
    for (std::size_t c = 0; c + 1 < channels; ++c) {
      result.pixels[i + c] = static_cast<std::uint8_t>(std::min(255u, 255u * result.pixels[i + c] / alpha));
    }
  }
  return result;
}

}  // namespace

Image resize_bicubic(const Image& image, int width, int height) {
  check_image(image);
  check(!image.empty() && width > 0 && height > 0, "resize_bicubic: a size is zero");
  if (width == image.width && height == image.height) return image;
  Image result = image.has_alpha() ? premultiply(image) : image;
  if (width != result.width) result = resize_rows(result, width);
  if (height != result.height) result = resize_columns(result, height);
  return image.has_alpha() ? unpremultiply(result) : result;
}

Image shrink_by_area(const Image& image, int factor) {
  check_image(image);
  check(factor >= 1 && image.width % factor == 0 && image.height % factor == 0,
        "shrink_by_area: the size is no multiple of the factor");
  if (factor == 1) return image;
  Image result(image.width / factor, image.height / factor, image.channels);
  const int num_colors = image.has_alpha() ? image.channels - 1 : image.channels;
  const std::int64_t area = std::int64_t{factor} * factor;
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      std::int64_t sums[4] = {0, 0, 0, 0};
      std::int64_t total_weight = 0;
      for (int dy = 0; dy < factor; ++dy) {
        const std::uint8_t* in = &image.pixels[image.index(x * factor, y * factor + dy)];
        for (int dx = 0; dx < factor; ++dx, in += image.channels) {
          const std::int64_t weight = image.has_alpha() ? in[num_colors] : 1;
          total_weight += weight;
          for (int c = 0; c < num_colors; ++c) sums[c] += in[c] * weight;
        }
      }
      for (int c = 0; c < num_colors && total_weight > 0; ++c) {
        result.at(x, y, c) = static_cast<std::uint8_t>((sums[c] + total_weight / 2) / total_weight);
      }
      if (image.has_alpha()) result.at(x, y, num_colors) = static_cast<std::uint8_t>((total_weight + area / 2) / area);
    }
  }
  return result;
}

Image shrink_to_side(Image image, int longest) {
  check(longest >= 1, "shrink_to_side: the side is not positive");
  const auto [shorter, longer] = std::minmax(image.width, image.height);
  const int factor = std::min((longer + longest - 1) / longest, shorter);
  if (factor <= 1) return image;
  return shrink_by_area(crop(image, 0, 0, image.width / factor * factor, image.height / factor * factor), factor);
}

}  // namespace syncdreamer

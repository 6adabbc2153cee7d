#include "reconstruct/color_palette.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kMaxColors = 256;
constexpr int kBits = 6;  // of a channel, that tell colours apart
constexpr std::size_t kNumBins = std::size_t{1} << (3 * kBits);

using Rgb = ColorPalette::Rgb;

std::size_t bin_of(const std::uint8_t* color) {
  constexpr int kShift = 8 - kBits;
  return static_cast<std::size_t>(color[0] >> kShift) << (2 * kBits) |
         static_cast<std::size_t>(color[1] >> kShift) << kBits | static_cast<std::size_t>(color[2] >> kShift);
}

/// The pixels of a bin.
struct Bin {
  std::array<double, 3> sums{};
  double count = 0;

  double mean(int channel) const { return sums[static_cast<std::size_t>(channel)] / count; }
};

std::vector<Bin> used_bins(const std::vector<Image>& pictures) {
  std::vector<Bin> bins(kNumBins);
  for (const Image& picture : pictures) {
    check(picture.channels >= 3, "ColorPalette: expected pictures in colours");
    for (std::size_t i = 0; i < picture.pixels.size(); i += static_cast<std::size_t>(picture.channels)) {
      Bin& bin = bins[bin_of(&picture.pixels[i])];
      for (std::size_t c = 0; c < 3; ++c) bin.sums[c] += picture.pixels[i + c];
      ++bin.count;
    }
  }
  std::erase_if(bins, [](const Bin& bin) { return bin.count == 0; });
  return bins;
}

/// A box of the colour space with the bins in it.
struct ColorBox {
  std::span<Bin> bins;
  int channel = 0;   ///< in which its colours vary most
  double error = 0;  ///< squared distances of its pixels to their mean in that channel

  explicit ColorBox(std::span<Bin> content) : bins(content) {
    for (int c = 0; c < 3; ++c) {
      const double spread = squared_spread(c);
      if (spread > error) {
        error = spread;
        channel = c;
      }
    }
  }

  double count() const {
    double sum = 0;
    for (const Bin& bin : bins) sum += bin.count;
    return sum;
  }
  double mean(int c) const {
    double sum = 0;
    for (const Bin& bin : bins) sum += bin.sums[static_cast<std::size_t>(c)];
    return sum / count();
  }
  double squared_spread(int c) const {
    const double middle = mean(c);
    double sum = 0;
    for (const Bin& bin : bins) sum += bin.count * (bin.mean(c) - middle) * (bin.mean(c) - middle);
    return sum;
  }

  /// Cuts the box at its mean in its channel.
  std::pair<ColorBox, ColorBox> halves() {
    const double middle = mean(channel);
    const auto cut = std::partition(bins.begin(), bins.end(), [&](const Bin& b) { return b.mean(channel) < middle; });
    const auto size = static_cast<std::size_t>(cut - bins.begin());
    return {ColorBox(bins.first(size)), ColorBox(bins.subspan(size))};
  }
};

std::vector<ColorBox> cut(std::vector<Bin>& bins) {
  std::vector<ColorBox> boxes{ColorBox(bins)};
  while (boxes.size() < kMaxColors) {
    const auto worst = std::max_element(boxes.begin(), boxes.end(),
                                        [](const ColorBox& a, const ColorBox& b) { return a.error < b.error; });
    if (worst->bins.size() < 2 || !(worst->error > 1e-6)) break;
    const auto [low, high] = worst->halves();
    *worst = low;
    boxes.push_back(high);
  }
  return boxes;
}

}  // namespace

ColorPalette::ColorPalette(const std::vector<Image>& pictures) : known_(kNumBins, -1) {
  std::vector<Bin> bins = used_bins(pictures);
  check(!bins.empty(), "ColorPalette: the pictures have no pixels");
  for (const ColorBox& box : cut(bins)) {
    Rgb& color = colors_.emplace_back();
    for (int c = 0; c < 3; ++c)
      color[static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(std::lround(box.mean(c)));
  }
}

std::uint8_t ColorPalette::nearest(Rgb color) {
  std::int16_t& known = known_[bin_of(color.data())];
  if (known < 0) {
    int least = std::numeric_limits<int>::max();
    for (std::size_t i = 0; i < colors_.size(); ++i) {
      int squared = 0;
      for (std::size_t c = 0; c < 3; ++c) squared += (colors_[i][c] - color[c]) * (colors_[i][c] - color[c]);
      if (squared >= least) continue;
      least = squared;
      known = static_cast<std::int16_t>(i);
    }
  }
  return static_cast<std::uint8_t>(known);
}

}  // namespace syncdreamer

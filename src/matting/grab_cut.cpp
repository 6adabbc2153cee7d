#include "matting/grab_cut.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "image/foreground.h"
#include "image/regions.h"
#include "image/soft_shadow.h"
#include "matting/cv_picture.h"
#include "matting/row_ground.h"

namespace syncdreamer {
namespace {

constexpr int kMinSize = 16;
constexpr double kMaxCutPixels = 1 << 19;  // of what is cut: more take minutes and gigabytes, and tell nothing new
constexpr int kIterations = 5;
constexpr double kLeastPart = 0.1;      // of the largest part: smaller ones are mostly things beside the object
constexpr double kLargestGlint = 0.01;  // of the object's pixels: larger places that it encloses are seen through it
constexpr double kMarginShare = 0.03;
constexpr double kBorderShare = 0.001;   // of a side's pixels, from which on the side has a colour
constexpr int kSidesOfBackground = 2;    // that have a colour: an object may touch one
constexpr double kLeastForeign = 0.002;  // of the inner pixels that need other colours than the border's
constexpr double kEdgeSoftness = 0.7;    // pixels
constexpr double kGrain = 4;             // standard deviation, of 255

/// The picture with grain. Where colours are all alike, as on a white background, GrabCut's mixtures of normal
/// distributions become so narrow that compression noise belongs to the object.
cv::Mat with_grain(const cv::Mat& picture) {
  cv::Mat grain(picture.size(), CV_16SC3), result;
  cv::RNG(1).fill(grain, cv::RNG::NORMAL, 0, kGrain);
  cv::add(picture, grain, result, cv::noArray(), CV_8U);
  return result;
}

/// The colours of a picture's part, told apart in sixteenths of each channel.
class Colors {
 public:
  explicit Colors(const cv::Mat& part)
      : counts_(std::size_t{kBins} * kBins * kBins), num_pixels_(static_cast<double>(part.total())) {
    std::for_each(part.begin<cv::Vec3b>(), part.end<cv::Vec3b>(), [&](const cv::Vec3b& color) {
      const auto [b, g, r] = bins_of(color);
      ++counts_[number_of(b, g, r)];
    });
  }

  /// Whether the part has about this colour.
  bool have(const cv::Vec3b& color) const {
    const auto [b, g, r] = bins_of(color);
    int count = 0;
    for (int i = std::max(0, b - 1); i <= std::min(kBins - 1, b + 1); ++i) {
      for (int j = std::max(0, g - 1); j <= std::min(kBins - 1, g + 1); ++j) {
        for (int k = std::max(0, r - 1); k <= std::min(kBins - 1, r + 1); ++k) count += counts_[number_of(i, j, k)];
      }
    }
    return count >= std::max(1.0, kBorderShare * num_pixels_);
  }

 private:
  static constexpr int kBins = 16;
  static std::array<int, 3> bins_of(const cv::Vec3b& color) { return {color[0] / 16, color[1] / 16, color[2] / 16}; }
  static std::size_t number_of(int b, int g, int r) {
    return (static_cast<std::size_t>(b) * kBins + static_cast<std::size_t>(g)) * kBins + static_cast<std::size_t>(r);
  }

  std::vector<int> counts_;
  double num_pixels_;
};

/// What GrabCut begins with: background outside of a rectangle, in it probably background where the colours are those
/// of two sides of the picture, probably the object elsewhere. Else its object begins as all of the rectangle, most of
/// which is often background, a wall or a table, that it then keeps.
cv::Mat first_labels(const cv::Mat& picture, const cv::Rect& inner) {
  const int right = inner.x + inner.width, bottom = inner.y + inner.height;
  const std::array<Colors, 4> sides{Colors(picture.colRange(0, inner.x)), Colors(picture.colRange(right, picture.cols)),
                                    Colors(picture.rowRange(0, inner.y)),
                                    Colors(picture.rowRange(bottom, picture.rows))};
  cv::Mat labels(picture.size(), CV_8U, cv::Scalar(cv::GC_BGD));
  int num_foreign = 0;
  for (int y = inner.y; y < bottom; ++y) {
    for (int x = inner.x; x < right; ++x) {
      const auto& color = picture.at<cv::Vec3b>(y, x);
      const auto count = std::ranges::count_if(sides, [&](const Colors& side) { return side.have(color); });
      const bool is_foreign = count < kSidesOfBackground;
      labels.at<std::uint8_t>(y, x) = is_foreign ? cv::GC_PR_FGD : cv::GC_PR_BGD;
      num_foreign += is_foreign;
    }
  }
  if (num_foreign < kLeastForeign * inner.area()) labels(inner).setTo(cv::GC_PR_FGD);
  return labels;
}

/// Takes out of the object the narrow strands that run from it to the edge of where it was looked for: the seam between
/// a wall and a table, whose pixels are of neither's colour. An object that is all strands keeps them.
void remove_seams(Mask& object, const cv::Rect& inner) {
  constexpr int kHalfWidth = 2;          // pixels
  constexpr double kLargestShare = 0.3;  // of the object
  Mask inside(object.width, object.height), ends = inside;
  cv_mask_of(inside)(inner).setTo(1);
  cv::rectangle(cv_mask_of(ends), inner, 1);
  const Mask narrow = common(without(object, opened(object, kHalfWidth)), inside);
  const Mask seams = connected_to(ends, narrow, Connectivity::eight);
  if (static_cast<double>(count(seams)) > kLargestShare * static_cast<double>(count(object))) return;
  object = without(object, seams);
}

/// Gives the object what hangs on it, above or below, and is foreign to its rows: white of an object on a wooden table
/// before a white wall, which GrabCut, that knows no places, takes for the wall.
void add_foreign_places(Mask& object, const cv::Mat& bgr) {
  const Mask foreign = foreign_places(image_of(bgr), object, kLeastPart);
  object = joined(object, connected_to(object, joined(foreign, object), Connectivity::four));
}

Mask separate(const cv::Mat& picture) {
  const int margin = std::max(1, static_cast<int>(kMarginShare * std::min(picture.cols, picture.rows)));
  const cv::Rect inner(margin, margin, picture.cols - 2 * margin, picture.rows - 2 * margin);
  cv::Mat labels = first_labels(picture, inner), background, foreground;
  cv::theRNG().state = 1;  // its start is drawn at random
  cv::grabCut(with_grain(picture), labels, inner, background, foreground, kIterations, cv::GC_INIT_WITH_MASK);
  Mask object(picture.cols, picture.rows);
  cv::Mat pixels = cv_mask_of(object);
  cv::Mat(labels & 1).copyTo(pixels);  // GC_FGD and GC_PR_FGD are odd
  remove_seams(object, inner);
  add_foreign_places(object, picture);
  // What touches the edge of where it was looked for goes on to the picture's.
  pixels = cv_mask_of(object);
  cv::copyMakeBorder(pixels(inner).clone(), pixels, margin, margin, margin, margin, cv::BORDER_REPLICATE);
  return object;
}

/// Takes the soft shadow out of the object that it throws.
void remove_soft_shadow(Mask& object, const cv::Mat& bgr) {
  const Image picture = image_of(bgr);
  const std::vector<Color> ground = hidden_ground(picture, object);
  const auto color = [&](std::size_t pixel) { return ground[pixel]; };
  object = without(object, soft_shadow(picture, color, object));
}

/// Gives the object the small places that it encloses: eyes, glints and letters in the background's colours.
void fill_glints(Mask& object) {
  const Mask background = inverted(object), enclosed = without(background, connected_to_border(background));
  const double largest = kLargestGlint * static_cast<double>(count(object));
  for (const std::vector<std::size_t>& place : regions_of(enclosed, Connectivity::four)) {
    if (static_cast<double>(place.size()) > largest) continue;
    for (const std::size_t pixel : place) object[pixel] = 1;
  }
}

}  // namespace

std::vector<float> grab_cut_mask(const Image& image) {
  const double scale = std::sqrt(kMaxCutPixels / (static_cast<double>(image.width) * image.height));
  if (std::min(1.0, scale) * std::min(image.width, image.height) < kMinSize) {
    throw InputError("GrabCut: found a picture of " + dimensions_text(image.width, image.height) +
                     " pixels, expected at least " + std::to_string(kMinSize) +
                     " a side, also once it is reduced to half a million pixels");
  }
  cv::Mat picture = bgr_of(image);
  if (scale < 1) cv::resize(picture, picture, {}, scale, scale, cv::INTER_AREA);
  Mask object = separate(picture);
  if (remove_specks(object, Connectivity::four, kLeastPart) == 0)
    throw NoObjectError("GrabCut found no object: the picture looks the same up to its border");
  remove_soft_shadow(object, picture);
  remove_specks(object, Connectivity::four, kLeastPart);
  fill_glints(object);
  cv::Mat mask = cv_mask_of(object) * 255;
  cv::GaussianBlur(mask, mask, {}, kEdgeSoftness);
  if (scale < 1) cv::resize(mask, mask, {image.width, image.height}, 0, 0, cv::INTER_LINEAR);
  std::vector<float> coverage(mask.total());
  std::transform(mask.begin<std::uint8_t>(), mask.end<std::uint8_t>(), coverage.begin(),
                 [](std::uint8_t level) { return static_cast<float>(level) / 255.0F; });
  return coverage;
}

}  // namespace syncdreamer

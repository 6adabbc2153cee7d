#include "matting/grab_cut.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>

#include "core/error.h"
#include "image/foreground.h"
#include "image/regions.h"
#include "matting/cv_picture.h"

namespace syncdreamer {
namespace {

constexpr int kMinSize = 16;
constexpr double kMaxCutPixels = 1 << 19;  // of what is cut: more take minutes and gigabytes, and tell nothing new
constexpr int kIterations = 5;
constexpr double kMarginShare = 0.03;
constexpr double kEdgeSoftness = 0.7;  // pixels
constexpr double kGrain = 4;           // standard deviation, of 255

/// The picture with grain. Where colours are all alike, as on a white background, GrabCut's mixtures of normal
/// distributions become so narrow that compression noise belongs to the object.
cv::Mat with_grain(const cv::Mat& picture) {
  cv::Mat grain(picture.size(), CV_16SC3), result;
  cv::RNG(1).fill(grain, cv::RNG::NORMAL, 0, kGrain);
  cv::add(picture, grain, result, cv::noArray(), CV_8U);
  return result;
}

/// 255 where the object is, 0 elsewhere.
std::vector<std::uint8_t> separate(const cv::Mat& picture) {
  const int margin = std::max(1, static_cast<int>(kMarginShare * std::min(picture.cols, picture.rows)));
  const cv::Rect inner(margin, margin, picture.cols - 2 * margin, picture.rows - 2 * margin);
  cv::Mat labels, background, foreground;
  cv::theRNG().state = 1;  // its start is drawn at random
  cv::grabCut(with_grain(picture), labels, inner, background, foreground, kIterations, cv::GC_INIT_WITH_RECT);
  const cv::Mat object = (labels & 1) * 255;  // GC_FGD and GC_PR_FGD are odd
  return {object.begin<std::uint8_t>(), object.end<std::uint8_t>()};
}

}  // namespace

std::vector<float> grab_cut_mask(const Image& image) {
  const double scale = std::sqrt(kMaxCutPixels / (static_cast<double>(image.width) * image.height));
  if (std::min(1.0, scale) * std::min(image.width, image.height) < kMinSize) {
    throw InputError("GrabCut: found a picture of " + std::to_string(image.width) + "x" + std::to_string(image.height) +
                     " pixels, expected at least " + std::to_string(kMinSize) +
                     " a side, also once it is reduced to half a million");
  }
  cv::Mat picture = bgr_of(image);
  if (scale < 1) cv::resize(picture, picture, {}, scale, scale, cv::INTER_AREA);
  std::vector<std::uint8_t> object = separate(picture);
  if (remove_specks(object, picture.cols, picture.rows, Connectivity::four) == 0)
    throw NoObjectError("GrabCut found no object: the picture looks the same up to its border");
  cv::Mat mask(picture.rows, picture.cols, CV_8U, object.data());
  cv::GaussianBlur(mask, mask, {}, kEdgeSoftness);
  if (scale < 1) cv::resize(mask, mask, {image.width, image.height}, 0, 0, cv::INTER_LINEAR);
  std::vector<float> coverage(mask.total());
  std::transform(mask.begin<std::uint8_t>(), mask.end<std::uint8_t>(), coverage.begin(),
                 [](std::uint8_t level) { return static_cast<float>(level) / 255.0F; });
  return coverage;
}

}  // namespace syncdreamer

#pragma once

#include <opencv2/imgproc.hpp>

#include "image/image.h"
#include "image/mask.h"

namespace syncdreamer {

/// A picture as OpenCV takes it: 8 bits, blue first; alpha is blended on white.
inline cv::Mat bgr_of(const Image& image) {
  Image rgb = blend_on_white(image);
  cv::Mat bgr;
  cv::cvtColor(cv::Mat(rgb.height, rgb.width, CV_8UC3, rgb.pixels.data()), bgr, cv::COLOR_RGB2BGR);
  return bgr;
}

/// The same back: RGB.
inline Image image_of(const cv::Mat& bgr) {
  Image rgb(bgr.cols, bgr.rows, 3);
  cv::cvtColor(bgr, cv::Mat(rgb.height, rgb.width, CV_8UC3, rgb.pixels.data()), cv::COLOR_BGR2RGB);
  return rgb;
}

/// The pixels of a mask, which stay its own.
inline cv::Mat cv_mask_of(Mask& mask) {
  return cv::Mat(mask.height, mask.width, CV_8U, mask.pixels.data());
}

}  // namespace syncdreamer

#include "matting/matting_network.h"

#include <memory>
#include <mutex>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "core/error.h"
#include "core/files.h"
#include "image/foreground.h"
#include "matting/cv_picture.h"

namespace syncdreamer {
namespace {

// ImageNet's, blue first.
const cv::Scalar kMean{0.406, 0.456, 0.485}, kDeviation{0.225, 0.224, 0.229};
constexpr double kMinRange = 1e-6;

cv::dnn::Net read_network(const std::filesystem::path& file) {
  const std::string bytes = read_file(file);
  try {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
    if (!net.empty()) return net;
  } catch (const cv::Exception& error) {
    throw InputError(file, "cannot be read as an ONNX network (" + error.err + ")");
  }
  throw InputError(file, "holds no ONNX network");
}

}  // namespace

struct MattingNetwork::Impl {
  std::filesystem::path file;
  int size;
  cv::dnn::Net net;
  std::mutex running = {};  ///< a network runs one input at a time

  cv::Mat run(const cv::Mat& input) {
    const std::scoped_lock lock(running);
    try {
      net.setInput(input);
      const std::string first = net.getUnconnectedOutLayersNames().at(0);
      return net.forward(first).clone();  // the next run writes into the same memory
    } catch (const cv::Exception& error) {
      throw InputError(file,
                       "does not run on pictures of " + dimensions_text(size, size) + " pixels (" + error.err + ")");
    }
  }
};

MattingNetwork::MattingNetwork(const std::filesystem::path& onnx_file, int size)
    : impl_(new Impl{onnx_file, size, read_network(onnx_file)}) {}

MattingNetwork::~MattingNetwork() = default;

std::vector<float> MattingNetwork::mask(const Image& image) const {
  cv::Mat picture;
  cv::resize(bgr_of(image), picture, {impl_->size, impl_->size}, 0, 0, cv::INTER_AREA);
  picture.convertTo(picture, CV_32FC3, 1.0 / 255);
  cv::subtract(picture, kMean, picture);
  cv::divide(picture, kDeviation, picture);
  const cv::Mat output = impl_->run(cv::dnn::blobFromImage(picture, 1, {}, {}, true));
  if (output.dims != 4 || output.size[0] != 1 || output.size[1] != 1 || output.type() != CV_32F) {
    throw InputError(impl_->file, "its first output is no mask, expected one channel of floating point");
  }
  cv::Mat mask = cv::Mat(output.size[2], output.size[3], CV_32F, const_cast<float*>(output.ptr<float>()));
  double low = 0, high = 0;
  cv::minMaxLoc(mask, &low, &high);
  if (!(high - low > kMinRange)) {
    throw NoObjectError(impl_->file.string() + ": finds no object: its mask is the same everywhere");
  }
  mask = (mask - low) / (high - low);
  cv::resize(mask, mask, {image.width, image.height}, 0, 0, cv::INTER_LINEAR);
  return {mask.begin<float>(), mask.end<float>()};
}

}  // namespace syncdreamer

#include "image/image_tensor.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/error.h"

namespace syncdreamer {

at::Tensor tensor_from_image(const Image& image) {
  std::vector<float> values = unit_rgb_on_white(image);
  const at::Tensor pixels = at::from_blob(values.data(), {image.height, image.width, 3}, at::kFloat);  // [H, W, 3]
  return pixels.permute({2, 0, 1}).mul(2.0).sub(1.0).contiguous();                                     // [3, H, W]
}

at::Tensor rgba_tensor_from_image(const Image& image) {
  Image rgba = to_rgba(image);
  const at::Tensor pixels = at::from_blob(rgba.pixels.data(), {image.height, image.width, 4}, at::kByte);  // [H, W, 4]
  return pixels.permute({2, 0, 1}).to(at::kFloat).div(255.0).mul(2.0).sub(1.0).contiguous();               // [4, H, W]
}

Image image_from_tensor(const at::Tensor& tensor) {
  check(tensor.dim() == 3 && tensor.size(0) >= 1 && tensor.size(0) <= 4,
        "image_from_tensor: expected [C, H, W] with 1 to 4 channels");
  const at::Tensor unit = tensor.detach().to(at::kCPU, at::kFloat).nan_to_num().clamp(-1.0, 1.0).add(1.0).mul(0.5);
  const at::Tensor levels = unit.mul(255.0).to(at::kByte).permute({1, 2, 0}).contiguous();  // [H, W, C]
  Image image(static_cast<int>(tensor.size(2)), static_cast<int>(tensor.size(1)), static_cast<int>(tensor.size(0)));
  std::copy_n(levels.data_ptr<std::uint8_t>(), image.pixels.size(), image.pixels.begin());
  return image;
}

std::vector<Image> images_from_tensor(const at::Tensor& tensor) {
  check(tensor.dim() == 4, "images_from_tensor: expected [N, C, H, W]");
  std::vector<Image> images;
  for (const at::Tensor& picture : tensor.unbind(0)) images.push_back(image_from_tensor(picture));
  return images;
}

}  // namespace syncdreamer

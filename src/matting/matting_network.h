#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "image/image.h"

namespace syncdreamer {

/// A network that finds the object of a picture, from an ONNX file that the user brings.
///
/// The convention is that of U2-Net and its relatives: one picture of `size` x `size` pixels, RGB, 0 to 1 less
/// ImageNet's mean and over its standard deviation; the first output is the mask, `[1, 1, size, size]`, and is
/// stretched to 0 to 1.
class MattingNetwork {
 public:
  /// \throws InputError if the file cannot be read as a network.
  MattingNetwork(const std::filesystem::path& onnx_file, int size);
  ~MattingNetwork();

  /// \return `height * width` coverages, 0 to 1.
  /// \throws NoObjectError if the mask is the same everywhere, InputError if the network does not run on such a
  /// picture or its output is no mask.
  std::vector<float> mask(const Image& image) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace syncdreamer

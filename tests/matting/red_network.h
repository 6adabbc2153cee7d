#pragma once

#include <cstdint>
#include <cstring>
#include <string>

namespace syncdreamer {

/// An ONNX file with one node, a 1 x 1 convolution: its output is red less green of the input. Written byte by byte in
/// the wire format of protocol buffers.
inline std::string red_network(int size) {
  const auto varint = [](std::uint64_t value) {
    std::string bytes;
    for (; value >= 128; value >>= 7) bytes.push_back(static_cast<char>(value | 128));
    bytes.push_back(static_cast<char>(value));
    return bytes;
  };
  const auto number = [&](int field, std::uint64_t value) {
    return varint(static_cast<std::uint64_t>(field) << 3) + varint(value);
  };
  const auto message = [&](int field, const std::string& content) {
    return varint(static_cast<std::uint64_t>(field) << 3 | 2) + varint(content.size()) + content;
  };
  const auto value_info = [&](const std::string& name, int channels) {
    std::string shape;
    for (const int side : {1, channels, size, size}) shape += message(1, number(1, static_cast<std::uint64_t>(side)));
    return message(1, name) + message(2, message(1, number(1, 1) + message(2, shape)));
  };
  const float weights[3] = {1, -1, 0};
  std::string raw(sizeof weights, '\0');
  std::memcpy(raw.data(), weights, sizeof weights);
  const std::string tensor = number(1, 1) + number(1, 3) + number(1, 1) + number(1, 1) + number(2, 1) +
                             message(8, "weights") + message(9, raw);
  const std::string kernel = message(1, "kernel_shape") + number(8, 1) + number(8, 1) + number(20, 7);
  const std::string node = message(1, "picture") + message(1, "weights") + message(2, "mask") + message(3, "red") +
                           message(4, "Conv") + message(5, kernel);
  const std::string graph = message(1, node) + message(2, "matting") + message(5, tensor) +
                            message(11, value_info("picture", 3)) + message(12, value_info("mask", 1));
  return number(1, 7) + message(7, graph) + message(8, message(1, "") + number(2, 11));
}

}  // namespace syncdreamer

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncdreamer {

/// The element types that checkpoints hold.
enum class ScalarType { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };

/// Bytes of one element.
std::size_t size_of(ScalarType type);

/// PyTorch's name: `float32`, `bfloat16`, `bool`.
std::string_view name_of(ScalarType type);

/// Where a tensor lies in a file, all checked to lie inside it.
struct TensorEntry {
  std::string name;
  ScalarType type = ScalarType::f32;
  std::vector<std::int64_t> shape;    ///< empty: a scalar
  std::vector<std::int64_t> strides;  ///< in elements; empty: contiguous, row-major
  std::uint64_t offset = 0;           ///< of the first element from the start of the file, bytes
  std::uint64_t size_bytes = 0;       ///< that the elements span
};

/// Product of the sides; nothing if a side is negative or the product does not fit.
std::optional<std::uint64_t> num_elements(const std::vector<std::int64_t>& shape);

/// Bytes of a contiguous tensor; nothing if a side is negative or the product does not fit.
std::optional<std::uint64_t> size_bytes(const std::vector<std::int64_t>& shape, ScalarType type);

/// The part of a model that a tensor of this name belongs to: what stands before the first dot.
std::string part_of(std::string_view name);

/// `[320, 4, 3, 3]`.
std::string shape_text(const std::vector<std::int64_t>& shape);

}  // namespace syncdreamer

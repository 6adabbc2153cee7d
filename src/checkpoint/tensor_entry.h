#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncdreamer {

/// The element types that checkpoints hold.
enum class ScalarType { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };

/// What is known of an element type.
struct ScalarTypeFacts {
  ScalarType type;
  std::size_t size;                   ///< of one element, bytes
  std::string_view name;              ///< PyTorch's
  std::string_view safetensors_name;  ///< `dtype` in a safetensors file
  std::string_view storage_name;      ///< class of the storage in a PyTorch checkpoint
};

/// In the order of the types.
inline constexpr std::array<ScalarTypeFacts, 10> kScalarTypes = {
    {{ScalarType::f64, 8, "float64", "F64", "torch.DoubleStorage"},
     {ScalarType::f32, 4, "float32", "F32", "torch.FloatStorage"},
     {ScalarType::f16, 2, "float16", "F16", "torch.HalfStorage"},
     {ScalarType::bf16, 2, "bfloat16", "BF16", "torch.BFloat16Storage"},
     {ScalarType::i64, 8, "int64", "I64", "torch.LongStorage"},
     {ScalarType::i32, 4, "int32", "I32", "torch.IntStorage"},
     {ScalarType::i16, 2, "int16", "I16", "torch.ShortStorage"},
     {ScalarType::i8, 1, "int8", "I8", "torch.CharStorage"},
     {ScalarType::u8, 1, "uint8", "U8", "torch.ByteStorage"},
     {ScalarType::boolean, 1, "bool", "BOOL", "torch.BoolStorage"}}};

constexpr const ScalarTypeFacts& facts_of(ScalarType type) {
  static_assert(std::ranges::is_sorted(kScalarTypes, {}, &ScalarTypeFacts::type));
  return kScalarTypes[static_cast<std::size_t>(type)];
}

/// Bytes of one element.
constexpr std::size_t size_of(ScalarType type) {
  return facts_of(type).size;
}

/// PyTorch's name: `float32`, `bfloat16`, `bool`.
constexpr std::string_view name_of(ScalarType type) {
  return facts_of(type).name;
}

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

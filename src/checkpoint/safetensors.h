#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/mapped_file.h"
#include "checkpoint/tensor_entry.h"

namespace syncdreamer {

/// A safetensors file: eight bytes little-endian length, a JSON header of that length, the tensors' bytes.
///
/// Everything is checked when the file is opened: the header's length and JSON, no name twice, every range inside the
/// file and as long as shape and type say, ranges that neither overlap nor leave holes. Tensors of types that are not
/// among ours (as 8-bit floats) are skipped and listed.
class SafetensorsFile {
 public:
  /// \throws InputError naming the entry that is wrong.
  static SafetensorsFile open(std::shared_ptr<const MappedFile> file);

  /// Whether the bytes begin like a safetensors file.
  static bool recognizes(std::span<const std::byte> bytes);

  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  /// In the order of their data.
  const std::vector<TensorEntry>& entries() const { return entries_; }
  /// What was skipped, each as `name: tensor of the type F8_E4M3`.
  const std::vector<std::string>& skipped() const { return skipped_; }
  /// Nullptr if there is no such tensor.
  const TensorEntry* find(std::string_view name) const;
  std::span<const std::byte> bytes(const TensorEntry& entry) const;
  const std::shared_ptr<const MappedFile>& file() const { return file_; }

 private:
  std::shared_ptr<const MappedFile> file_;
  std::map<std::string, std::string> metadata_;
  std::vector<TensorEntry> entries_;
  std::vector<std::string> skipped_;
};

/// What a tensor to be written is called and looks like, before its bytes are there.
struct TensorHeader {
  std::string name;
  ScalarType type = ScalarType::f32;
  std::vector<std::int64_t> shape;
};

using Metadata = std::map<std::string, std::string>;

/// Writes a safetensors file under a temporary name and renames it. The data begin at a multiple of 64 bytes and lie in
/// the given order, larger element types first, so that every tensor is aligned to its elements.
///
/// \param bytes_of  the bytes of the tensor with that index: contiguous, row-major, little-endian. It is called once
///                  for each; the result is used only until the next call.
/// \throws OutputError if the file cannot be written, InputError for names and metadata that it cannot hold; no file is
/// left behind then.
void write_safetensors(const std::filesystem::path& path, std::span<const TensorHeader> tensors,
                       const Metadata& metadata,
                       const std::function<std::span<const std::byte>(std::size_t)>& bytes_of);

}  // namespace syncdreamer

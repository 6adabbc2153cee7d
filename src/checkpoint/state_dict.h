#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace syncdreamer {

class MappedFile;

struct NamedTensor {
  std::string name;
  at::Tensor tensor;
};

/// The tensors of a checkpoint under their names, in the order of the file, and what the file says about itself.
class StateDict {
 public:
  /// \throws std::logic_error if the name is taken.
  void add(std::string name, at::Tensor tensor);

  /// Nullptr if there is no such tensor.
  const at::Tensor* find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  /// \throws InputError if there is no such tensor.
  const at::Tensor& at(std::string_view name) const;

  std::size_t size() const { return tensors_.size(); }
  bool empty() const { return tensors_.empty(); }
  auto begin() const { return tensors_.begin(); }
  auto end() const { return tensors_.end(); }

  /// Free text by key; our own checkpoints keep their options here.
  std::map<std::string, std::string> metadata;
  /// Where the tensors come from; empty if not from a file.
  std::filesystem::path path;
  /// What else the file held, each by its place and what it is (`optimizer_states: list of 1`).
  std::vector<std::string> skipped;

 private:
  std::vector<NamedTensor> tensors_;
  std::unordered_map<std::string, std::size_t> index_;
};

/// The tensors of a file under other names, with all that it says about itself.
///
/// \throws InputError if two would have one name.
StateDict renamed(const StateDict& file, const std::function<std::string(std::string_view name)>& name_of);

/// Reads a safetensors file or a zip file of torch.save; which of them is told by its content.
///
/// The tensors view the mapped file, with the strides that they were saved with: nothing is copied, and only what is
/// used is read. (A tensor that lies unaligned in the file is copied.) They may be written to; that changes memory,
/// never the file.
///
/// \throws InputError if the file is neither, or broken.
StateDict load_state_dict(const std::filesystem::path& path);

/// The file that a tensor of load_state_dict views; null for any other tensor.
const MappedFile* mapped_file_of(const at::Tensor& tensor);

/// The element type that a tensor is to be written with.
using TypeOfTensor = std::function<at::ScalarType(const NamedTensor&)>;

/// Writes a safetensors file with the dictionary's metadata, tensor by tensor; those that are on other devices, not
/// contiguous or to be converted are copied one at a time.
///
/// \param type_of  the tensors' own types if empty. What it throws ends the writing.
/// \throws OutputError if the file cannot be written, InputError if a number does not fit its new type: is too large
/// for one of floating point, or would be another one as a whole number; no file is left behind then. Missing folders
/// are made.
void save_state_dict(const std::filesystem::path& path, const StateDict& state_dict, const TypeOfTensor& type_of = {});

}  // namespace syncdreamer

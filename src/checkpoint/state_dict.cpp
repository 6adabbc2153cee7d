#include "checkpoint/state_dict.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "checkpoint/contents.h"
#include "checkpoint/mapped_file.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/tensor_entry.h"
#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr std::array<std::pair<ScalarType, at::ScalarType>, 10> kTypePairs = {{{ScalarType::f64, at::kDouble},
                                                                               {ScalarType::f32, at::kFloat},
                                                                               {ScalarType::f16, at::kHalf},
                                                                               {ScalarType::bf16, at::kBFloat16},
                                                                               {ScalarType::i64, at::kLong},
                                                                               {ScalarType::i32, at::kInt},
                                                                               {ScalarType::i16, at::kShort},
                                                                               {ScalarType::i8, at::kChar},
                                                                               {ScalarType::u8, at::kByte},
                                                                               {ScalarType::boolean, at::kBool}}};

at::ScalarType torch_type(ScalarType type) {
  for (const auto& [ours, theirs] : kTypePairs) {
    if (ours == type) return theirs;
  }
  throw std::logic_error("an element type that libtorch does not know");
}

ScalarType our_type(const std::string& name, at::ScalarType type) {
  for (const auto& [ours, theirs] : kTypePairs) {
    if (theirs == type) return ours;
  }
  throw InputError("the tensor '" + name + "' has the type " + at::toString(type) + ", which safetensors cannot hold");
}

using HeldFile = std::shared_ptr<const MappedFile>;

// The deleter of tensors that view a mapped file; its address also marks them, see mapped_file_of.
void let_go(void* held_file) {
  delete static_cast<HeldFile*>(held_file);
}

// Views tensors in a mapped file. Those that lie unaligned are copied; broken files could name the same bytes again and
// again, so all copies together may be no larger than the file.
class Viewer {
 public:
  explicit Viewer(HeldFile file) : file_(std::move(file)), copies_left_(file_->size()) {}

  at::Tensor view(const TensorEntry& entry) {
    const auto options = at::TensorOptions().dtype(torch_type(entry.type));
    if (entry.size_bytes == 0) return at::empty(entry.shape, options);
    // libtorch takes no constant memory; the mapping is private, so writing stays in this process.
    auto* const data = const_cast<std::byte*>(file_->bytes().data() + entry.offset);
    if (reinterpret_cast<std::uintptr_t>(data) % size_of(entry.type) != 0) return copy(entry, options);
    const auto strides = entry.strides.empty() ? at::OptionalIntArrayRef() : at::OptionalIntArrayRef(entry.strides);
    return at::for_blob(data, entry.shape)
        .strides(strides)
        .context(new HeldFile(file_), let_go)
        .options(options)
        .make_tensor();
  }

 private:
  at::Tensor copy(const TensorEntry& entry, const at::TensorOptions& options) {
    if (entry.size_bytes > copies_left_) throw InputError(file_->path(), "has unaligned tensors larger than the file");
    copies_left_ -= entry.size_bytes;
    const at::Tensor flat = at::empty({static_cast<std::int64_t>(entry.size_bytes / size_of(entry.type))}, options);
    std::copy_n(file_->bytes().data() + entry.offset, entry.size_bytes, static_cast<std::byte*>(flat.data_ptr()));
    return entry.strides.empty() ? flat.view(entry.shape) : flat.as_strided(entry.shape, entry.strides);
  }

  HeldFile file_;
  std::uint64_t copies_left_;
};

/// Whether a tensor's numbers survive another type: rounded, where that has a point, else as they are.
bool can_become(const at::Tensor& from, const at::Tensor& to) {
  if (at::isFloatingType(to.scalar_type())) return !at::isinf(to).logical_and(at::isfinite(from)).any().item<bool>();
  return to.to(from.scalar_type()).equal(from);
}

/// A tensor of another type. \throws InputError with the file that it is from, or goes to, if its numbers do not fit.
at::Tensor converted(const NamedTensor& entry, at::ScalarType type, const std::filesystem::path& file) {
  const at::Tensor from = entry.tensor.detach().cpu(), to = from.to(type);
  if (type != from.scalar_type() && !can_become(from, to))
    throw InputError(file, "the tensor '" + entry.name + "' holds numbers that do not fit " +
                               std::string(name_of(our_type(entry.name, type))));
  return to.contiguous();
}

}  // namespace

void StateDict::add(std::string name, at::Tensor tensor) {
  check(index_.emplace(name, tensors_.size()).second, "StateDict: the name '" + name + "' is taken");
  tensors_.push_back({std::move(name), std::move(tensor)});
}

const at::Tensor* StateDict::find(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  return found == index_.end() ? nullptr : &tensors_[found->second].tensor;
}

const at::Tensor& StateDict::at(std::string_view name) const {
  const at::Tensor* const found = find(name);
  if (found == nullptr) throw InputError(path, "has no tensor '" + std::string(name) + "'");
  return *found;
}

StateDict renamed(const StateDict& file, const std::function<std::string(std::string_view name)>& name_of) {
  StateDict named;
  named.path = file.path;
  named.metadata = file.metadata;
  named.skipped = file.skipped;
  for (const NamedTensor& entry : file) {
    std::string name = name_of(entry.name);
    if (named.contains(name))
      throw InputError(file.path, "holds two tensors that are known as '" + name + "', one of them '" + entry.name +
                                      "', expected one");
    named.add(std::move(name), entry.tensor);
  }
  return named;
}

StateDict load_state_dict(const std::filesystem::path& path) {
  const auto file = MappedFile::open(path);
  CheckpointContents contents = read_contents(file);
  StateDict state_dict;
  state_dict.metadata = std::move(contents.metadata);
  state_dict.path = path;
  state_dict.skipped = std::move(contents.skipped);
  Viewer viewer(file);
  for (const TensorEntry& entry : contents.tensors) state_dict.add(entry.name, viewer.view(entry));
  return state_dict;
}

const MappedFile* mapped_file_of(const at::Tensor& tensor) {
  if (!tensor.defined() || !tensor.has_storage()) return nullptr;
  const auto* const held = tensor.storage().data_ptr().cast_context<HeldFile>(let_go);
  return held == nullptr ? nullptr : held->get();
}

void save_state_dict(const std::filesystem::path& path, const StateDict& state_dict, const TypeOfTensor& type_of) {
  const auto type = [&](const NamedTensor& entry) { return type_of ? type_of(entry) : entry.tensor.scalar_type(); };
  std::vector<TensorHeader> headers;
  for (const NamedTensor& entry : state_dict) {
    headers.push_back({entry.name, our_type(entry.name, type(entry)), entry.tensor.sizes().vec()});
  }
  at::Tensor current;
  write_safetensors(path, headers, state_dict.metadata, [&](std::size_t index) {
    const NamedTensor& entry = state_dict.begin()[static_cast<std::ptrdiff_t>(index)];
    current = converted(entry, type(entry), state_dict.path.empty() ? path : state_dict.path);
    return std::span(static_cast<const std::byte*>(current.data_ptr()), static_cast<std::size_t>(current.nbytes()));
  });
}

}  // namespace syncdreamer

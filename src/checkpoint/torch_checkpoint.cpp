#include "checkpoint/torch_checkpoint.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>

#include "checkpoint/pickle.h"
#include "checkpoint/zip_archive.h"
#include "core/byte_order.h"
#include "core/error.h"
#include "core/joined.h"

namespace syncdreamer {
namespace {

using ValueKind = PickleValue::Kind;

constexpr int kMaxDepth = 64;       // of modules in modules
constexpr int kMaxNames = 1 << 17;  // of tensors, modules and what is skipped together
constexpr std::size_t kMaxNameSize = 1000;
constexpr std::size_t kMaxTensorAxes = 64;
constexpr std::array<std::string_view, 6> kDictionaryKeys = {"state_dict", "model_state_dict", "model", "module", "net",
                                                             "params"};

const PickleValue* item(const PickleValue* value, std::size_t index) {
  return value != nullptr && index < value->items.size() ? value->items[index] : nullptr;
}

// The keys and values of a dict or of Python's OrderedDict; nullptr for other things.
const PickleValue::Pairs* pairs_of(const PickleValue& value) {
  const bool is_dictionary = value.is(ValueKind::dict) || value.is_made_by("collections.OrderedDict") ||
                             value.is_made_by("collections.defaultdict");
  return is_dictionary ? &value.pairs : nullptr;
}

// The call of _rebuild_tensor that makes a tensor or the tensor inside a parameter; nullptr for other things.
const PickleValue* tensor_call(const PickleValue& value) {
  if (value.is_made_by("torch._utils._rebuild_tensor_v2") || value.is_made_by("torch._utils._rebuild_tensor")) {
    return &value;
  }
  if (value.is_made_by("torch._utils._rebuild_parameter")) {
    const PickleValue* const inner = item(value.arguments, 0);
    return inner != nullptr && !inner->is_made_by("torch._utils._rebuild_parameter") ? tensor_call(*inner) : nullptr;
  }
  return nullptr;
}

std::optional<std::vector<std::int64_t>> integers(const PickleValue* value) {
  if (value == nullptr || !(value->is(ValueKind::tuple) || value->is(ValueKind::list)) ||
      value->items.size() > kMaxTensorAxes) {
    return std::nullopt;
  }
  std::vector<std::int64_t> numbers;
  for (const PickleValue* const number : value->items) {
    if (!number->is(ValueKind::integer) || number->integer < 0) return std::nullopt;
    numbers.push_back(number->integer);
  }
  return numbers;
}

// Elements from the first to the last one that a strided view touches; nothing if that does not fit.
std::optional<std::uint64_t> span_of(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides) {
  constexpr auto kLimit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / 16;
  std::uint64_t last = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (shape[axis] == 0) return 0;
    const auto steps = static_cast<std::uint64_t>(shape[axis] - 1);
    const auto stride = static_cast<std::uint64_t>(strides[axis]);
    if (stride != 0 && steps > (kLimit - last) / stride) return std::nullopt;
    last += steps * stride;
  }
  return last + 1;
}

bool is_contiguous(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides) {
  std::int64_t expected = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    if (shape[axis] != 1 && strides[axis] != expected) return false;
    expected *= shape[axis];
  }
  return true;
}

// Collects the tensors of one archive.
class TensorFinder {
 public:
  TensorFinder(const ZipArchive& archive, std::string root, TorchCheckpoint& checkpoint)
      : archive_(archive), root_(std::move(root)), checkpoint_(checkpoint) {}

  void read_dictionary(const PickleValue& top) {
    const PickleValue::Pairs* const pairs = pairs_of(top);
    if (tensor_call(top) != nullptr) refuse("holds a single tensor, expected a dictionary of tensors");
    if (pairs == nullptr) refuse("holds a " + describe(top) + ", expected a dictionary of tensors");
    const PickleValue* chosen = &top;
    for (const std::string_view key : kDictionaryKeys) {
      const PickleValue* const inner = top.find(key);
      if (inner == nullptr || pairs_of(*inner) == nullptr || !holds_tensors(*pairs_of(*inner))) continue;
      chosen = inner;
      break;
    }
    if (chosen != &top) {
      for (const auto& [key, value] : *pairs) {
        if (value != chosen) skip(name_in("", *key), *value);
      }
    }
    for (const auto& [key, value] : *pairs_of(*chosen)) {
      const std::string name = name_in("", *key);
      if (key->is(ValueKind::text)) {
        add(name, *value);
      } else {
        skip(name, *value);
      }
    }
    if (checkpoint_.entries.empty()) refuse("holds no dictionary of tensors" + what_it_holds());
    forget_wrapper();
  }

  // A TorchScript module is an object whose state names its parameters, buffers and submodules.
  void read_modules(const PickleValue& top) {
    read_module(top, "", 0);
    if (checkpoint_.entries.empty()) refuse("holds no tensors" + what_it_holds());
  }

 private:
  // PyTorch's DataParallel and DistributedDataParallel call the model that they hold `module`.
  void forget_wrapper() {
    constexpr std::string_view kWrapper = "module.";
    const auto is_wrapped = [&](const TensorEntry& entry) { return entry.name.starts_with(kWrapper); };
    if (!std::ranges::all_of(checkpoint_.entries, is_wrapped)) return;
    for (TensorEntry& entry : checkpoint_.entries) entry.name.erase(0, kWrapper.size());
  }

  [[noreturn]] void refuse(const std::string& what) const { throw InputError(archive_.path(), what); }
  [[noreturn]] void refuse(const std::string& name, const std::string& what) const {
    refuse("tensor '" + name + "' " + what);
  }

  // The dotted name of what `key` names in the module `prefix`. All names pass here: values that a file repeats without
  // end make neither the time nor the memory endless.
  std::string name_in(const std::string& prefix, const PickleValue& key) {
    if (++num_names_ > kMaxNames) refuse("names more things than any model has");
    const std::string name = key.is(ValueKind::text) ? key.text : '(' + describe(key) + ')';
    const std::size_t size = prefix.size() + name.size();
    if (size > kMaxNameSize) refuse("has a name of " + std::to_string(size) + " bytes, longer than any model's");
    return prefix.empty() ? name : prefix + "." + name;
  }

  void skip(const std::string& name, const PickleValue& value) {
    checkpoint_.skipped.push_back(name + ": " + (tensor_call(value) != nullptr ? "tensor" : describe(value)));
  }

  std::string what_it_holds() const {
    return checkpoint_.skipped.empty() ? "" : " but " + joined_first(checkpoint_.skipped);
  }

  static bool holds_tensors(const PickleValue::Pairs& pairs) {
    for (const auto& [key, value] : pairs) {
      if (tensor_call(*value) != nullptr) return true;
    }
    return false;
  }

  void add(const std::string& name, const PickleValue& value) {
    const PickleValue* const call = tensor_call(value);
    if (call == nullptr) {
      skip(name, value);
      return;
    }
    const PickleValue* const storage = item(item(call->arguments, 0), 0);
    const PickleValue* const storage_type = item(storage, 1);
    if (storage == nullptr || !item(call->arguments, 0)->is(ValueKind::persistent) || storage_type == nullptr ||
        !storage_type->is(ValueKind::global)) {
      refuse(name, "has no storage");
    }
    if (is_conjugate_or_negative(*call)) {
      checkpoint_.skipped.push_back(name + ": tensor stored as the conjugate or negative of what it is");
      return;
    }
    for (const ScalarTypeFacts& known : kScalarTypes) {
      if (!storage_type->is_global(known.storage_name)) continue;
      add_tensor(name, *call, *storage, known.type);
      return;
    }
    checkpoint_.skipped.push_back(name + ": tensor with " + describe(*storage_type));
  }

  // Of which the call's seventh argument tells: {'neg': True}.
  static bool is_conjugate_or_negative(const PickleValue& call) {
    const PickleValue* const flags = item(call.arguments, 6);
    if (flags == nullptr || pairs_of(*flags) == nullptr) return false;
    return std::any_of(pairs_of(*flags)->begin(), pairs_of(*flags)->end(), [](const auto& flag) {
      return flag.second->is(ValueKind::boolean) && flag.second->integer != 0;
    });
  }

  void add_tensor(const std::string& name, const PickleValue& call, const PickleValue& storage, ScalarType type) {
    if (!names_.insert(name).second) refuse(name, "comes twice");
    const auto shape = integers(item(call.arguments, 2));
    const auto strides = integers(item(call.arguments, 3));
    const PickleValue* const first = item(call.arguments, 1);
    if (!shape || !strides || strides->size() != shape->size() || first == nullptr || !first->is(ValueKind::integer) ||
        first->integer < 0) {
      refuse(name, "has no valid shape, strides and offset");
    }
    const PickleValue* const key = item(&storage, 2);
    if (key == nullptr || !key->is(ValueKind::text)) refuse(name, "has a storage without a name");
    const ZipArchive::Entry* const data = archive_.find(root_ + "/data/" + key->text);
    if (data == nullptr) refuse(name, "lies in '" + root_ + "/data/" + key->text + "', which is not in the file");
    const std::span<const std::byte> bytes = archive_.bytes(*data);

    const std::uint64_t available = bytes.size() / size_of(type);
    const auto count = num_elements(*shape);
    const auto span = span_of(*shape, *strides);
    const auto offset = static_cast<std::uint64_t>(first->integer);
    if (!count || !span || *span > available || offset > available - *span) {
      refuse(name, "of shape " + shape_text(*shape) + " does not fit into '" + data->name + "' of " +
                       std::to_string(bytes.size()) + " bytes");
    }
    if (*count > available) {  // an expanded tensor: to copy it could take any amount of memory
      checkpoint_.skipped.push_back(name + ": tensor of shape " + shape_text(*shape) + " that repeats its numbers");
      return;
    }
    TensorEntry entry{name, type, *shape, {}, data->offset + offset * size_of(type), *span * size_of(type)};
    if (*count > 0 && !is_contiguous(*shape, *strides)) entry.strides = *strides;
    checkpoint_.entries.push_back(std::move(entry));
  }

  void read_module(const PickleValue& module, const std::string& name, int depth) {
    if (depth > kMaxDepth) refuse("has modules nested deeper than " + std::to_string(kMaxDepth));
    if (!module.is(ValueKind::object) || module.state == nullptr || pairs_of(*module.state) == nullptr) {
      refuse("holds a " + describe(module) + ", expected a module");
    }
    for (const auto& [key, value] : *pairs_of(*module.state)) {
      const std::string inner = name_in(name, *key);
      const bool is_module = value->is(ValueKind::object) && value->callee->is(ValueKind::global) &&
                             value->callee->text.starts_with("__torch__.") && value->state != nullptr &&
                             pairs_of(*value->state) != nullptr;
      if (is_module) {
        read_module(*value, inner, depth + 1);
      } else if (tensor_call(*value) != nullptr) {
        add(inner, *value);
      } else if (!value->is(ValueKind::boolean) && !value->is(ValueKind::none)) {
        skip(inner, *value);
      }
    }
  }

  const ZipArchive& archive_;
  const std::string root_;
  TorchCheckpoint& checkpoint_;
  std::unordered_set<std::string> names_;
  int num_names_ = 0;
};

// The folder in the archive that holds data.pkl; the name of the file when it was saved.
std::string root_folder(const ZipArchive& archive) {
  constexpr std::string_view kPickle = "/data.pkl";
  std::string root;
  for (const ZipArchive::Entry& entry : archive.entries()) {
    if (!entry.name.ends_with(kPickle) || entry.name.find('/') != entry.name.size() - kPickle.size()) continue;
    if (!root.empty()) throw InputError(archive.path(), "has two data.pkl; expected one");
    root = entry.name.substr(0, entry.name.size() - kPickle.size());
  }
  if (root.empty()) throw InputError(archive.path(), "is a zip file without data.pkl: no PyTorch checkpoint");
  return root;
}

void check_byte_order(const ZipArchive& archive, const std::string& root) {
  const ZipArchive::Entry* const entry = archive.find(root + "/byteorder");
  if (entry == nullptr) return;
  if (text_of(archive.bytes(*entry)) != "little")
    throw InputError(archive.path(), "was saved in the byte order of another machine");
}

}  // namespace

bool TorchCheckpoint::recognizes(std::span<const std::byte> bytes) {
  return ZipArchive::recognizes(bytes);
}

void TorchCheckpoint::refuse_legacy(const MappedFile& file) {
  // A pickle of protocol 2 that begins with the magic number of ten bytes.
  const auto bytes = file.bytes();
  const bool is_legacy =
      bytes.size() >= 4 && bytes[0] == std::byte{0x80} && bytes[2] == std::byte{0x8a} && bytes[3] == std::byte{10};
  if (!is_legacy) return;
  throw InputError(file.path(),
                   "is in PyTorch's format from before version 1.6, which is not read; load it with a current PyTorch "
                   "and save it again");
}

TorchCheckpoint TorchCheckpoint::open(std::shared_ptr<const MappedFile> file) {
  const ZipArchive archive = ZipArchive::open(file);
  const std::string root = root_folder(archive);
  check_byte_order(archive, root);
  const std::string name = root + "/data.pkl";
  const Pickle pickle = Pickle::parse(archive.bytes(*archive.find(name)), file->path().string() + ": " + name);
  TorchCheckpoint checkpoint;
  TensorFinder finder(archive, root, checkpoint);
  const PickleValue& top = pickle.root();
  const bool is_script = archive.find(root + "/constants.pkl") != nullptr && pairs_of(top) == nullptr;
  if (is_script) {
    finder.read_modules(top);
  } else {
    finder.read_dictionary(top);
  }
  checkpoint.file = std::move(file);
  return checkpoint;
}

}  // namespace syncdreamer

#include "checkpoint/module_loading.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "checkpoint/mapped_weights.h"
#include "checkpoint/tensor_entry.h"
#include "core/error.h"
#include "core/joined.h"

namespace syncdreamer {
namespace {

struct Assignment {
  std::string name;  ///< in the file
  at::Tensor target;
  const at::Tensor* source;
};

std::string type_and_shape(const at::Tensor& tensor) {
  return std::string(at::toString(tensor.scalar_type())) + " " + shape_text(tensor.sizes().vec());
}

bool convertible(const at::Tensor& source, const at::Tensor& target) {
  return source.sizes() == target.sizes() && source.is_floating_point() == target.is_floating_point() &&
         source.is_complex() == target.is_complex();
}

bool is_coarser(const at::Tensor& source, const at::Tensor& target) {
  return source.is_floating_point() && target.is_floating_point() && source.element_size() < target.element_size();
}

std::string listing(const std::vector<std::string>& list, std::string_view what) {
  if (list.empty()) return "";
  return "; " + std::to_string(list.size()) + " " + std::string(what) + ": " + joined_first(list);
}

/// The name, and why the file has it and it is missing nevertheless.
std::string missing_text(const std::string& name, const StateDict& state_dict, const LoadOptions& options) {
  const std::string beginning = options.prefix + name + ": ";
  for (const std::string& skipped : state_dict.skipped) {
    if (skipped.starts_with(beginning)) return name + " (not read: " + skipped.substr(beginning.size()) + ")";
  }
  return name;
}

/// How a file does not fit a module, by names as the module calls them.
struct Misfits {
  std::vector<std::string> missing, unexpected;
  std::vector<std::string> mismatched;  ///< `name (found Float [4, 8], expected Float [8, 4])`

  bool empty() const { return missing.empty() && unexpected.empty() && mismatched.empty(); }

  std::string text(std::size_t num_fitting) const {
    return "the tensors do not fit the model (" + std::to_string(num_fitting) + " do)" + listing(missing, "missing") +
           listing(unexpected, "unexpected") + listing(mismatched, "of another shape or type");
  }
};

/// Reads a tensor through, a little at a time, and leaves nothing of it in memory that was not there before.
///
/// \return whether all of its numbers are finite in the given type.
bool is_finite(const at::Tensor& tensor, at::ScalarType type) {
  constexpr std::int64_t kElements = 1 << 20;
  if (!tensor.is_floating_point() || tensor.numel() == 0) return true;
  const auto pieces = tensor.is_contiguous() ? tensor.view(-1).split(kElements) : std::vector<at::Tensor>{tensor};
  const bool finite = std::all_of(pieces.begin(), pieces.end(), [type](const at::Tensor& piece) {
    return at::isfinite(piece.to(type)).all().item<bool>();
  });
  release_mapped(tensor);
  return finite;
}

/// The memory that tensors were given, so that no two share any: training one would change the other.
class GivenMemory {
 public:
  /// The tensor, or a copy of it where it lies in memory that another one has.
  at::Tensor unshared(const at::Tensor& tensor) {
    if (tensor.nbytes() == 0) return tensor;
    const auto* const begin = static_cast<const std::byte*>(tensor.data_ptr());
    const auto* const end = begin + tensor.nbytes();
    const auto next = ends_.lower_bound(begin);
    const bool meets_next = next != ends_.end() && next->first < end;
    const bool meets_previous = next != ends_.begin() && std::prev(next)->second > begin;
    if (meets_next || meets_previous) return tensor.clone();
    ends_.emplace(begin, end);
    return tensor;
  }

 private:
  std::map<const std::byte*, const std::byte*> ends_;  ///< by beginnings
};

void assign(at::Tensor& target, const at::Tensor& source, GivenMemory& given) {
  if (source.scalar_type() == target.scalar_type() && source.device() == target.device() && source.is_contiguous()) {
    target.set_data(given.unshared(source));
  } else {
    target.set_data(source.to(target.options()).contiguous());
  }
}

template <class Visit>
void visit_tensors(const torch::nn::Module& module, Visit&& visit) {
  for (const auto& item : module.named_parameters(true)) visit(item.key(), item.value());
  for (const auto& item : module.named_buffers(true)) visit(item.key(), item.value());
}

/// \return which tensor of the file fills which of the module.
std::vector<Assignment> fitting_assignments(const torch::nn::Module& module, const StateDict& state_dict,
                                            const LoadOptions& options) {
  Misfits misfits;
  std::vector<Assignment> assignments;
  std::unordered_set<std::string> known;
  visit_tensors(module, [&](const std::string& name, const at::Tensor& target) {
    if (!target.defined()) return;
    known.insert(name);
    const at::Tensor* const source = state_dict.find(options.prefix + name);
    const bool is_optional = std::ranges::find(options.optional, name) != options.optional.end();
    if (source == nullptr) {
      if (!is_optional && !options.allow_missing) misfits.missing.push_back(missing_text(name, state_dict, options));
    } else if (is_optional && is_coarser(*source, target)) {
      return;
    } else if (!convertible(*source, target)) {
      misfits.mismatched.push_back(name + " (found " + type_and_shape(*source) + ", expected " +
                                   type_and_shape(target) + ")");
    } else {
      assignments.push_back({options.prefix + name, target, source});
    }
  });
  if (!options.ignore_unexpected) {
    for (const auto& [name, tensor] : state_dict) {
      if (!name.starts_with(options.prefix)) continue;
      const std::string inner = name.substr(options.prefix.size());
      if (!known.contains(inner)) misfits.unexpected.push_back(inner);
    }
  }
  if (!misfits.empty()) throw InputError(state_dict.path, misfits.text(assignments.size()));
  return assignments;
}

void check_are_finite(const std::vector<Assignment>& assignments, const StateDict& state_dict) {
  for (const auto& [name, target, source] : assignments) {
    if (is_finite(*source, target.scalar_type())) continue;
    const bool is_finite_there = is_finite(*source, source->scalar_type());
    throw InputError(state_dict.path,
                     "the tensor '" + name + "' holds " +
                         (is_finite_there ? std::string("numbers too large for ") + at::toString(target.scalar_type())
                                          : "NaN or infinity"));
  }
}

/// The same, of numbers that are finite.
std::vector<Assignment> checked_assignments(const torch::nn::Module& module, const StateDict& state_dict,
                                            const LoadOptions& options) {
  std::vector<Assignment> assignments = fitting_assignments(module, state_dict, options);
  check_are_finite(assignments, state_dict);
  return assignments;
}

}  // namespace

void load_into(torch::nn::Module& module, const StateDict& state_dict, const LoadOptions& options) {
  std::vector<Assignment> assignments = checked_assignments(module, state_dict, options);
  GivenMemory given;
  for (Assignment& assignment : assignments) {
    assign(assignment.target, *assignment.source, given);
    release_mapped(*assignment.source);
  }
}

void check_fits(const torch::nn::Module& module, const StateDict& state_dict, const LoadOptions& options) {
  checked_assignments(module, state_dict, options);
}

std::uint64_t copied_bytes(const torch::nn::Module& module, const StateDict& state_dict) {
  std::uint64_t bytes = 0;
  visit_tensors(module, [&](const std::string& name, const at::Tensor& target) {
    const at::Tensor* const source = state_dict.find(name);
    if (!target.defined() || source == nullptr) return;
    const bool stays_in_file =
        source->scalar_type() == target.scalar_type() && source->is_contiguous() && mapped_file_of(*source) != nullptr;
    if (!stays_in_file) bytes += target.nbytes();
  });
  return bytes;
}

StateDict state_dict_of(const torch::nn::Module& module) {
  StateDict state_dict;
  visit_tensors(module, [&](const std::string& name, const at::Tensor& tensor) {
    if (tensor.defined()) state_dict.add(name, tensor.detach());
  });
  return state_dict;
}

}  // namespace syncdreamer

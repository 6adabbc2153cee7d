#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"

namespace torch::nn {
class Module;
}  // namespace torch::nn

namespace syncdreamer {

struct LoadOptions {
  /// The module is the part of the checkpoint under this prefix (`first_stage_model.`); other tensors are of no
  /// concern.
  std::string prefix = {};
  /// Whether tensors that the module does not know are of no concern.
  bool ignore_unexpected = false;
  /// Whether the file may lack tensors of the module, which keep their values.
  bool allow_missing = false;
  /// Names of the module (as the module calls them) that the file may lack, or hold less precisely than the module
  /// does; they keep their values.
  std::vector<std::string> optional = {};
};

/// Fills the parameters and buffers of `module` with the tensors of the same names.
///
/// A tensor of the module's own type and device is taken as it is, so weights that view a mapped file are never copied,
/// but where two share memory; others are converted (floating point to floating point, integer to integer). All are
/// read through for NaN and infinity, which costs one pass over the file. Nothing is changed if an error is thrown.
///
/// \throws InputError naming the first few missing, unexpected and mis-shaped tensors, or one that is not finite.
void load_into(torch::nn::Module& module, const StateDict& state_dict, const LoadOptions& options = {});

/// Whether load_into would take these tensors; nothing is filled. \throws InputError as load_into does.
void check_fits(const torch::nn::Module& module, const StateDict& state_dict, const LoadOptions& options = {});

/// Bytes that load_into takes for tensors that cannot stay where they lie in a mapped file: those of another type than
/// the module's, of another order than its rows, or unaligned; but for those that share memory in the file.
std::uint64_t copied_bytes(const torch::nn::Module& module, const StateDict& state_dict);

/// The parameters and buffers of a module under their names; they share memory with it.
StateDict state_dict_of(const torch::nn::Module& module);

}  // namespace syncdreamer

#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/mapped_file.h"
#include "checkpoint/tensor_entry.h"

namespace syncdreamer {

/// The tensors of a file that torch.save or torch.jit.save wrote (the zip format of PyTorch 1.6 and later).
///
/// Its pickle is parsed and never executed. The tensors are those of the first of the top-level dictionary's entries
/// `state_dict` (a Lightning checkpoint), `model_state_dict`, `model`, `module`, `net` and `params` that is a
/// dictionary of tensors, else its own, without a `module.` that all names begin with; in a TorchScript archive those
/// of the module tree, under dotted names. Everything else is skipped and listed.
struct TorchCheckpoint {
  /// \throws InputError if the file is broken, or holds no dictionary of tensors.
  static TorchCheckpoint open(std::shared_ptr<const MappedFile> file);

  /// Whether the bytes begin like a zip file.
  static bool recognizes(std::span<const std::byte> bytes);
  /// \throws InputError if this is a torch.save file from before the zip format, which is not read.
  static void refuse_legacy(const MappedFile& file);

  std::shared_ptr<const MappedFile> file;
  std::vector<TensorEntry> entries;
  std::vector<std::string> skipped;
};

}  // namespace syncdreamer

#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "checkpoint/mapped_file.h"
#include "checkpoint/tensor_entry.h"

namespace syncdreamer {

/// What a checkpoint holds, told from its headers alone.
struct CheckpointContents {
  std::string format;  ///< `safetensors` or `pytorch`
  std::map<std::string, std::string> metadata;
  std::vector<TensorEntry> tensors;
  std::vector<std::string> skipped;  ///< what else it holds, as `NAME: list of 3`, `NAME: tensor of the type F8_E4M3`
};

/// \throws InputError if the file is no checkpoint, or a broken one.
CheckpointContents read_contents(const std::filesystem::path& path);
CheckpointContents read_contents(const std::shared_ptr<const MappedFile>& file);

/// A table for people: metadata, every tensor, the sums by the first part of the dotted names and in all.
std::string contents_to_text(const CheckpointContents& contents);
nlohmann::json contents_to_json(const CheckpointContents& contents);

}  // namespace syncdreamer

#include "checkpoint/contents.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "checkpoint/mapped_file.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/torch_checkpoint.h"
#include "core/byte_order.h"
#include "core/error.h"
#include "core/printable.h"

namespace syncdreamer {
namespace {

// 1392362668 -> 1,392,362,668
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t place = text.size(); place > 3;) {
    place -= 3;
    text.insert(place, 1, ',');
  }
  return text;
}

std::string padded(std::string text, std::size_t width) {
  return text.append(width - std::min(width, shown_width(text)), ' ');
}

/// Several tensors together: how many, and of how many elements and bytes.
struct TensorSum {
  std::uint64_t num_tensors = 0;
  std::uint64_t num_elements = 0;
  std::uint64_t size_bytes = 0;
};

void add(TensorSum& sum, const TensorEntry& entry) {
  const std::uint64_t count = num_elements(entry.shape).value_or(0);
  sum.num_tensors += 1;
  sum.num_elements += count;
  sum.size_bytes += count * size_of(entry.type);
}

std::map<std::string, TensorSum> sums_by_part(const CheckpointContents& contents) {
  std::map<std::string, TensorSum> sums;
  for (const TensorEntry& entry : contents.tensors) add(sums[part_of(entry.name)], entry);
  return sums;
}

TensorSum total_sum(const CheckpointContents& contents) {
  TensorSum sum;
  for (const TensorEntry& entry : contents.tensors) add(sum, entry);
  return sum;
}

std::string grouped(std::uint64_t count, const char* noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string sum_text(const TensorSum& sum) {
  return grouped(sum.num_tensors, "tensor") + ", " + grouped(sum.num_elements, "element") + ", " +
         grouped(sum.size_bytes, "byte") + "\n";
}

nlohmann::json sum_to_json(const TensorSum& sum) {
  return {{"num_tensors", sum.num_tensors}, {"num_elements", sum.num_elements}, {"size_bytes", sum.size_bytes}};
}

/// What else a file is that people take for a checkpoint, or nothing.
std::string what_it_is(const MappedFile& file) {
  const std::string_view text = text_of(file.bytes()).substr(0, 4096);
  if (text.starts_with("version https://git-lfs"))
    return ", but a pointer of Git LFS, in the place of a file that was not downloaded";
  if (text.starts_with('{') && text.find("\"weight_map\"") != std::string_view::npos)
    return ", but the index of one in several files, which have to be joined first";
  return "";
}

}  // namespace

CheckpointContents read_contents(const std::filesystem::path& path) {
  return read_contents(MappedFile::open(path));
}

CheckpointContents read_contents(const std::shared_ptr<const MappedFile>& file) {
  CheckpointContents contents;
  if (TorchCheckpoint::recognizes(file->bytes())) {
    TorchCheckpoint checkpoint = TorchCheckpoint::open(file);
    contents.format = "pytorch";
    contents.tensors = std::move(checkpoint.entries);
    contents.skipped = std::move(checkpoint.skipped);
    return contents;
  }
  TorchCheckpoint::refuse_legacy(*file);
  if (!SafetensorsFile::recognizes(file->bytes()))
    throw InputError(file->path(), "is neither a safetensors file nor a PyTorch checkpoint" + what_it_is(*file));
  const SafetensorsFile safetensors = SafetensorsFile::open(file);
  contents.format = "safetensors";
  contents.metadata = safetensors.metadata();
  contents.tensors = safetensors.entries();
  contents.skipped = safetensors.skipped();
  return contents;
}

std::string contents_to_text(const CheckpointContents& contents) {
  std::string text = "format: " + contents.format + "\n";
  for (const auto& [key, value] : contents.metadata) text += printable(key) + ": " + printable(value) + "\n";
  text += "\n";
  std::size_t name_width = 0;
  std::size_t shape_width = 0;
  for (const TensorEntry& entry : contents.tensors) {
    name_width = std::max(name_width, std::min<std::size_t>(shown_width(printable(entry.name)), 100));
    shape_width = std::max(shape_width, std::min<std::size_t>(shape_text(entry.shape).size(), 40));
  }
  for (const TensorEntry& entry : contents.tensors) {
    text += padded(printable(entry.name), name_width) + "  " + padded(shape_text(entry.shape), shape_width) + "  " +
            std::string(name_of(entry.type)) + "\n";
  }
  text += "\n";
  for (const auto& [part, sum] : sums_by_part(contents)) text += printable(part) + ": " + sum_text(sum);
  text += "total: " + sum_text(total_sum(contents));
  for (const std::string& what : contents.skipped) text += "not read: " + printable(what) + "\n";
  return text;
}

nlohmann::json contents_to_json(const CheckpointContents& contents) {
  auto tensors = nlohmann::json::array();
  for (const TensorEntry& entry : contents.tensors) {
    tensors.push_back({{"name", entry.name}, {"shape", entry.shape}, {"type", name_of(entry.type)}});
  }
  auto parts = nlohmann::json::object();
  for (const auto& [part, sum] : sums_by_part(contents)) parts[part] = sum_to_json(sum);
  return {{"format", contents.format},    {"metadata", contents.metadata},
          {"tensors", tensors},           {"parts", parts},
          {"not_read", contents.skipped}, {"total", sum_to_json(total_sum(contents))}};
}

}  // namespace syncdreamer

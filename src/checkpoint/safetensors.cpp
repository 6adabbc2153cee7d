#include "checkpoint/safetensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "core/byte_order.h"
#include "core/error.h"
#include "core/json_text.h"
#include "core/partial_file.h"

namespace syncdreamer {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kLengthSize = 8;
constexpr std::uint64_t kMaxHeaderSize = 100'000'000;
constexpr std::uint64_t kAlignment = 64;
constexpr std::size_t kMaxAxes = 64;
constexpr const char* kMetadataKey = "__metadata__";

// A header has three levels; deeper ones and names that come twice are refused while it is parsed.
Json parse_header(const std::filesystem::path& path, std::string_view text) {
  std::unordered_set<std::string> names;
  const auto guard = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > 3) throw InputError(path, "the header is nested deeper than safetensors allows");
    if (event == Json::parse_event_t::key && depth == 1 && !names.insert(parsed.get<std::string>()).second) {
      throw InputError(path, "the header names '" + parsed.get<std::string>() + "' twice");
    }
    return true;
  };
  return parse_json(text, path.string() + ": the header", guard);
}

struct FileEntry {
  TensorEntry tensor;
  std::string unknown_type;  // the dtype, where it is none of ours; the tensor's type says nothing then
};

// One reader for all entries of a file: it knows the path and where the data begin.
struct EntryReader {
  const std::filesystem::path& path;
  std::uint64_t data_begin;
  std::uint64_t data_size;

  [[noreturn]] void refuse(const std::string& name, const std::string& what) const {
    throw InputError(path, "entry '" + name + "' " + what);
  }

  void read_type(const Json& value, FileEntry& entry) const {
    const auto found = value.find("dtype");
    if (found == value.end() || !found->is_string()) refuse(entry.tensor.name, "has no dtype");
    const auto& text = found->get_ref<const std::string&>();
    const auto* const known = std::ranges::find(kScalarTypes, text, &ScalarTypeFacts::safetensors_name);
    if (known != kScalarTypes.end()) {
      entry.tensor.type = known->type;
    } else if (text.empty()) {
      refuse(entry.tensor.name, "has an empty dtype");
    } else {
      entry.unknown_type = text;
    }
  }

  std::vector<std::uint64_t> numbers(const std::string& name, const Json& value, const char* key) const {
    const auto found = value.find(key);
    if (found == value.end() || !found->is_array() || found->size() > kMaxAxes) {
      refuse(name, std::string("has no valid ") + key);
    }
    std::vector<std::uint64_t> result;
    for (const Json& number : *found) {
      if (!number.is_number_unsigned()) refuse(name, std::string("has a ") + key + " that is not a list of sizes");
      result.push_back(number.get<std::uint64_t>());
    }
    return result;
  }

  FileEntry entry(const std::string& name, const Json& value) const {
    if (!value.is_object()) refuse(name, "is not described by an object");
    FileEntry read;
    TensorEntry& result = read.tensor;
    result.name = name;
    read_type(value, read);
    for (const std::uint64_t side : numbers(name, value, "shape")) {
      result.shape.push_back(static_cast<std::int64_t>(side));
    }
    const auto range = numbers(name, value, "data_offsets");
    if (range.size() != 2 || range[0] > range[1]) refuse(name, "has no valid data_offsets");
    if (range[1] > data_size) {
      refuse(name, "ends at byte " + std::to_string(range[1]) + " of the data, which have " +
                       std::to_string(data_size) + " bytes");
    }
    result.offset = data_begin + range[0];
    result.size_bytes = range[1] - range[0];
    if (!read.unknown_type.empty()) return read;
    const auto expected = size_bytes(result.shape, result.type);
    if (!expected) refuse(name, "has the impossible shape " + shape_text(result.shape));
    if (*expected != result.size_bytes) {
      refuse(name, "has " + std::to_string(result.size_bytes) + " bytes, its shape " + shape_text(result.shape) +
                       " of " + std::string(name_of(result.type)) + " needs " + std::to_string(*expected));
    }
    return read;
  }

  // Brings the entries into the order of their data and refuses overlaps and holes.
  void sort_and_cover(std::vector<FileEntry>& entries) const {
    std::stable_sort(entries.begin(), entries.end(), [](const FileEntry& a, const FileEntry& b) {
      return std::pair(a.tensor.offset, a.tensor.size_bytes) < std::pair(b.tensor.offset, b.tensor.size_bytes);
    });
    std::uint64_t end = data_begin;
    for (const auto& [entry, unknown_type] : entries) {
      if (entry.offset < end) refuse(entry.name, "overlaps another entry");
      if (entry.offset > end) {
        refuse(entry.name, "follows a hole of " + std::to_string(entry.offset - end) + " bytes");
      }
      end += entry.size_bytes;
    }
    if (end != data_begin + data_size) {
      throw InputError(path, "has " + std::to_string(data_begin + data_size - end) + " bytes after the last entry");
    }
  }
};

std::map<std::string, std::string> read_metadata(const std::filesystem::path& path, const Json& value) {
  if (!value.is_object()) throw InputError(path, "the header's __metadata__ is not an object");
  std::map<std::string, std::string> metadata;
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) throw InputError(path, "the header's __metadata__ entry '" + key + "' is not a string");
    metadata[key] = text.get<std::string>();
  }
  return metadata;
}

struct Layout {
  std::string header;              // length, JSON and padding
  std::vector<std::size_t> order;  // of the tensors' data in the file
};

Layout lay_out(const std::filesystem::path& path, std::span<const TensorHeader> tensors, const Metadata& metadata) {
  Layout layout;
  layout.order.resize(tensors.size());
  std::iota(layout.order.begin(), layout.order.end(), std::size_t{0});
  std::stable_sort(layout.order.begin(), layout.order.end(),
                   [&](std::size_t a, std::size_t b) { return size_of(tensors[a].type) > size_of(tensors[b].type); });
  std::vector<std::uint64_t> begins(tensors.size());
  std::uint64_t end = 0;
  for (const std::size_t index : layout.order) {
    begins[index] = end;
    const auto size = size_bytes(tensors[index].shape, tensors[index].type);
    check(size.has_value(), "write_safetensors: the tensor '" + tensors[index].name + "' has an impossible shape");
    end += *size;
  }

  auto header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header[kMetadataKey] = metadata;
  std::unordered_set<std::string> names;
  for (std::size_t index = 0; index < tensors.size(); ++index) {
    const TensorHeader& tensor = tensors[index];
    if (tensor.name == kMetadataKey)
      throw InputError(path, "cannot hold a tensor called __metadata__, which is what describes the file");
    check(names.insert(tensor.name).second, "write_safetensors: the name '" + tensor.name + "' is taken");
    nlohmann::ordered_json entry;
    entry["dtype"] = facts_of(tensor.type).safetensors_name;
    entry["shape"] = tensor.shape;
    entry["data_offsets"] = {begins[index], begins[index] + *size_bytes(tensor.shape, tensor.type)};
    // Appended without a search: ordered_json looks keys up one by one.
    header.get_ref<nlohmann::ordered_json::object_t&>().push_back({tensor.name, std::move(entry)});
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception&) {
    throw InputError(path, "cannot be written: a name or the metadata are not valid UTF-8");
  }
  const std::uint64_t unpadded = kLengthSize + text.size();
  text.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  append_little_endian(layout.header, std::uint64_t{text.size()});
  layout.header += text;
  return layout;
}

}  // namespace

bool SafetensorsFile::recognizes(std::span<const std::byte> bytes) {
  return bytes.size() > kLengthSize && bytes[kLengthSize] == std::byte{'{'} &&
         little_endian(bytes, kLengthSize) <= kMaxHeaderSize;
}

SafetensorsFile SafetensorsFile::open(std::shared_ptr<const MappedFile> file) {
  const std::filesystem::path& path = file->path();
  const auto bytes = file->bytes();
  if (bytes.size() < kLengthSize) throw InputError(path, "is too short for a safetensors file");
  const std::uint64_t header_size = little_endian(bytes, kLengthSize);
  if (header_size > kMaxHeaderSize || header_size > bytes.size() - kLengthSize) {
    throw InputError(path, "the header should have " + std::to_string(header_size) + " bytes, the file has " +
                               std::to_string(bytes.size()));
  }
  const Json header = parse_header(path, text_of(bytes.subspan(kLengthSize, header_size)));
  if (!header.is_object()) throw InputError(path, "the header is not a JSON object");

  SafetensorsFile result;
  const std::uint64_t data_begin = kLengthSize + header_size;
  const EntryReader reader{path, data_begin, bytes.size() - data_begin};
  std::vector<FileEntry> entries;
  for (const auto& [name, value] : header.items()) {
    if (name == kMetadataKey) {
      result.metadata_ = read_metadata(path, value);
    } else {
      entries.push_back(reader.entry(name, value));
    }
  }
  reader.sort_and_cover(entries);
  for (FileEntry& entry : entries) {
    if (entry.unknown_type.empty()) {
      result.entries_.push_back(std::move(entry.tensor));
    } else {
      result.skipped_.push_back(entry.tensor.name + ": tensor of the type " + entry.unknown_type);
    }
  }
  result.file_ = std::move(file);
  return result;
}

const TensorEntry* SafetensorsFile::find(std::string_view name) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

std::span<const std::byte> SafetensorsFile::bytes(const TensorEntry& entry) const {
  return file_->bytes().subspan(entry.offset, entry.size_bytes);
}

void write_safetensors(const std::filesystem::path& path, std::span<const TensorHeader> tensors,
                       const Metadata& metadata,
                       const std::function<std::span<const std::byte>(std::size_t)>& bytes_of) {
  const Layout layout = lay_out(path, tensors, metadata);
  PartialFile file(path);
  file.write(layout.header.data(), layout.header.size());
  for (const std::size_t index : layout.order) {
    const auto bytes = bytes_of(index);
    check(bytes.size() == *size_bytes(tensors[index].shape, tensors[index].type),
          "write_safetensors: the bytes of '" + tensors[index].name + "' do not fit its shape");
    file.write(bytes.data(), bytes.size());
  }
  file.sync();
  file.finish();
}

}  // namespace syncdreamer

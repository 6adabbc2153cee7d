#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syncdreamer {

/// The `count` lowest bytes of a number, lowest first.
inline std::string little_endian_text(std::uint64_t value, int count) {
  std::string text;
  for (int k = 0; k < count; ++k) text += static_cast<char>((value >> (8 * k)) & 0xFF);
  return text;
}

/// A safetensors file of a header and data as they are, sound or not.
inline std::string safetensors_text(const std::string& header, const std::string& data) {
  return little_endian_text(header.size(), 8) + header + data;
}

struct ZipEntry {
  std::string name;
  std::string data;
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
};

/// A zip file of stored entries; with `zip64`, every size and place stands in the 64-bit fields.
inline std::string zip_text(const std::vector<ZipEntry>& entries, bool zip64 = false) {
  std::string file;
  std::string directory;
  const auto size_field = [&](std::uint64_t value) { return little_endian_text(zip64 ? 0xFFFFFFFF : value, 4); };
  for (const ZipEntry& entry : entries) {
    const std::uint64_t offset = file.size();
    const std::string common = little_endian_text(entry.flags, 2) + little_endian_text(entry.method, 2) +
                               std::string(8, '\0') + size_field(entry.data.size()) + size_field(entry.data.size()) +
                               little_endian_text(entry.name.size(), 2);
    const std::string sizes = little_endian_text(entry.data.size(), 8) + little_endian_text(entry.data.size(), 8);
    const std::string local_extra =
        zip64 ? little_endian_text(1, 2) + little_endian_text(16, 2) + sizes : std::string();
    const std::string central_extra =
        zip64 ? little_endian_text(1, 2) + little_endian_text(24, 2) + sizes + little_endian_text(offset, 8)
              : std::string();
    const std::uint64_t unpadded = offset + 30 + entry.name.size() + local_extra.size() + 4;
    const std::uint64_t padding = (64 - unpadded % 64) % 64;
    const std::string pad = "FB" + little_endian_text(padding, 2) + std::string(padding, 'Z');
    file += little_endian_text(0x04034b50, 4) + little_endian_text(45, 2) + common +
            little_endian_text(local_extra.size() + pad.size(), 2) + entry.name + local_extra + pad + entry.data;
    directory += little_endian_text(0x02014b50, 4) + little_endian_text(45, 2) + little_endian_text(45, 2) + common +
                 little_endian_text(central_extra.size(), 2) + std::string(10, '\0') + size_field(offset) + entry.name +
                 central_extra;
  }
  const std::uint64_t begin = file.size();
  file += directory;
  if (zip64) {
    const std::uint64_t record = file.size();
    file += little_endian_text(0x06064b50, 4) + little_endian_text(44, 8) + std::string(12, '\0') +
            little_endian_text(entries.size(), 8) + little_endian_text(entries.size(), 8) +
            little_endian_text(directory.size(), 8) + little_endian_text(begin, 8);
    file += little_endian_text(0x07064b50, 4) + std::string(4, '\0') + little_endian_text(record, 8) +
            little_endian_text(1, 4);
  }
  const auto count = little_endian_text(zip64 ? 0xFFFF : entries.size(), 2);
  return file + little_endian_text(0x06054b50, 4) + std::string(4, '\0') + count + count +
         size_field(directory.size()) + size_field(begin) + std::string(2, '\0');
}

/// Pickle operations for tests to string together.
namespace pickled {

inline std::string program(const std::string& operations) {
  return "\x80\x02" + operations + ".";
}
inline std::string text(std::string_view value) {
  std::string operation = "X";
  return operation.append(little_endian_text(value.size(), 4)).append(value);
}
inline std::string integer(std::int64_t value) {
  return "\x8a\x08" + little_endian_text(static_cast<std::uint64_t>(value), 8);
}
inline std::string global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}
inline std::string tuple(const std::string& items) {
  return "(" + items + "t";
}
inline std::string call(const std::string& callee, const std::string& arguments) {
  return callee + tuple(arguments) + "R";
}
inline std::string dict(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string operations = "}(";
  for (const auto& [key, value] : pairs) operations += text(key) + value;
  return operations + "u";
}
inline std::string integers(const std::vector<std::int64_t>& values) {
  std::string operations;
  for (const std::int64_t value : values) operations += integer(value);
  return tuple(operations);
}

/// What torch.save writes for a tensor in the storage `data/KEY`.
struct Tensor {
  std::string key = "0";
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;
  std::int64_t offset = 0;
  std::string storage = "FloatStorage";
};

/// \param flags  what follows the hooks among the arguments; nothing: there are none.
inline std::string tensor(const Tensor& tensor, const std::string& flags = {}) {
  const std::string storage =
      tuple(text("storage") + global("torch", tensor.storage) + text(tensor.key) + text("cpu") + integer(0)) + "Q";
  return call(global("torch._utils", "_rebuild_tensor_v2"), storage + integer(tensor.offset) + integers(tensor.shape) +
                                                                integers(tensor.strides) + "\x89" +
                                                                global("collections", "OrderedDict") + ")R" + flags);
}

}  // namespace pickled

/// A torch.save file with the given pickle and one storage `data/0`.
inline std::string torch_file_text(const std::string& pickle, const std::string& storage) {
  return zip_text({{"archive/data.pkl", pickle}, {"archive/data/0", storage}, {"archive/version", "3\n"}});
}

}  // namespace syncdreamer

#include "checkpoint/zip_archive.h"

#include <algorithm>
#include <utility>

#include "core/byte_order.h"
#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr std::uint64_t kLocalSignature = 0x04034b50;
constexpr std::uint64_t kCentralSignature = 0x02014b50;
constexpr std::uint64_t kEndSignature = 0x06054b50;
constexpr std::uint64_t kEnd64Signature = 0x06064b50;
constexpr std::uint64_t kLocator64Signature = 0x07064b50;
constexpr std::uint64_t kLocalSize = 30;
constexpr std::uint64_t kCentralSize = 46;
constexpr std::uint64_t kEndSize = 22;
constexpr std::uint64_t kEnd64Size = 56;
constexpr std::uint64_t kLocator64Size = 20;
constexpr std::uint64_t kMaxComment = 0xFFFF;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF;
constexpr std::uint64_t kIn64Short = 0xFFFF;
constexpr std::uint64_t kExtra64 = 1;
constexpr std::uint64_t kEncrypted = 1;

// The file with bounds: every read names what it is for.
class Bytes {
 public:
  Bytes(const std::filesystem::path& path, std::span<const std::byte> bytes) : path_(path), bytes_(bytes) {}

  std::uint64_t size() const { return bytes_.size(); }

  [[noreturn]] void refuse(const std::string& what) const { throw InputError(path_, what); }

  std::span<const std::byte> at(std::uint64_t offset, std::uint64_t count, const char* what) const {
    if (offset > bytes_.size() || count > bytes_.size() - offset) {
      refuse(std::string("the zip file is truncated: ") + what + " of " + std::to_string(count) + " bytes at byte " +
             std::to_string(offset) + ", the file has " + std::to_string(bytes_.size()));
    }
    return bytes_.subspan(offset, count);
  }

  std::string text(std::uint64_t offset, std::uint64_t count, const char* what) const {
    return std::string(text_of(at(offset, count, what)));
  }

 private:
  const std::filesystem::path& path_;
  std::span<const std::byte> bytes_;
};

struct Directory {
  std::uint64_t num_entries = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

std::uint64_t find_end(const Bytes& file) {
  if (file.size() < kEndSize) file.refuse("is too short for a zip file");
  const std::uint64_t last = file.size() - kEndSize;
  const std::uint64_t first = last - std::min(last, kMaxComment);
  for (std::uint64_t offset = last + 1; offset-- > first;) {
    const auto record = file.at(offset, kEndSize, "the end record");
    if (little_endian(record, 4) == kEndSignature && little_endian(record.subspan(20), 2) == last - offset)
      return offset;
  }
  file.refuse("has no zip end record: the file is truncated or no zip file");
}

Directory find_directory(const Bytes& file) {
  const std::uint64_t end = find_end(file);
  const auto record = file.at(end, kEndSize, "the end record");
  if (little_endian(record.subspan(4), 2) != little_endian(record.subspan(6), 2)) {
    file.refuse("is one part of a zip file in several parts");
  }
  Directory directory{little_endian(record.subspan(10), 2), little_endian(record.subspan(16), 4),
                      little_endian(record.subspan(12), 4)};
  const bool needs_64 = directory.num_entries == kIn64Short || directory.offset == kIn64 || directory.size == kIn64;
  if (end >= kLocator64Size) {
    const auto locator = file.at(end - kLocator64Size, kLocator64Size, "the zip64 locator");
    if (little_endian(locator, 4) == kLocator64Signature) {
      const auto record64 = file.at(little_endian(locator.subspan(8), 8), kEnd64Size, "the zip64 end record");
      if (little_endian(record64, 4) != kEnd64Signature) file.refuse("has a broken zip64 end record");
      directory = {little_endian(record64.subspan(32), 8), little_endian(record64.subspan(48), 8),
                   little_endian(record64.subspan(40), 8)};
    } else if (needs_64) {
      file.refuse("has no zip64 end record although it needs one");
    }
  }
  file.at(directory.offset, directory.size, "the table of contents");
  if (directory.num_entries > directory.size / kCentralSize) {
    file.refuse("the table of contents has " + std::to_string(directory.size) + " bytes, too few for " +
                std::to_string(directory.num_entries) + " entries");
  }
  return directory;
}

struct CentralHeader {
  ZipArchive::Entry entry;
  std::uint64_t local_offset = 0;
  std::uint64_t uncompressed_size = 0;
  std::uint64_t length = 0;  // of the header itself
};

// The numbers that did not fit into 32 bits stand in the extra field, in this order.
void read_extra64(const Bytes& file, std::span<const std::byte> extra, CentralHeader& header) {
  while (extra.size() >= 4) {
    const std::uint64_t id = little_endian(extra, 2);
    const std::uint64_t size = little_endian(extra.subspan(2), 2);
    extra = extra.subspan(4);
    if (size > extra.size()) break;
    if (id != kExtra64) {
      extra = extra.subspan(size);
      continue;
    }
    auto numbers = extra.first(size);
    for (std::uint64_t* const number : {&header.uncompressed_size, &header.entry.size_bytes, &header.local_offset}) {
      if (*number != kIn64) continue;
      if (numbers.size() < 8) file.refuse("entry '" + header.entry.name + "' has a broken zip64 field");
      *number = little_endian(numbers, 8);
      numbers = numbers.subspan(8);
    }
    return;
  }
}

CentralHeader read_central(const Bytes& file, std::uint64_t offset, std::uint64_t directory_end) {
  const auto record = file.at(offset, kCentralSize, "a table entry");
  if (little_endian(record, 4) != kCentralSignature) {
    file.refuse("the table of contents has no entry at byte " + std::to_string(offset));
  }
  const std::uint64_t name_size = little_endian(record.subspan(28), 2);
  const std::uint64_t extra_size = little_endian(record.subspan(30), 2);
  CentralHeader header;
  header.length = kCentralSize + name_size + extra_size + little_endian(record.subspan(32), 2);
  if (header.length > directory_end - offset) file.refuse("the table of contents ends inside an entry");
  header.entry.name = file.text(offset + kCentralSize, name_size, "a name");
  header.entry.method = static_cast<std::uint16_t>(little_endian(record.subspan(10), 2));
  header.entry.size_bytes = little_endian(record.subspan(20), 4);
  header.uncompressed_size = little_endian(record.subspan(24), 4);
  header.local_offset = little_endian(record.subspan(42), 4);
  if ((little_endian(record.subspan(8), 2) & kEncrypted) != 0) {
    file.refuse("entry '" + header.entry.name + "' is encrypted");
  }
  read_extra64(file, file.at(offset + kCentralSize + name_size, extra_size, "an extra field"), header);
  return header;
}

ZipArchive::Entry locate(const Bytes& file, const CentralHeader& header) {
  ZipArchive::Entry entry = header.entry;
  const auto record = file.at(header.local_offset, kLocalSize, "an entry header");
  const std::uint64_t name_size = little_endian(record.subspan(26), 2);
  if (little_endian(record, 4) != kLocalSignature ||
      file.text(header.local_offset + kLocalSize, name_size, "a name") != entry.name) {
    file.refuse("entry '" + entry.name + "' is not at byte " + std::to_string(header.local_offset));
  }
  if (little_endian(record.subspan(8), 2) != entry.method) {
    file.refuse("entry '" + entry.name + "' has two methods of compression");
  }
  entry.offset = header.local_offset + kLocalSize + name_size + little_endian(record.subspan(28), 2);
  if (entry.offset > file.size() || entry.size_bytes > file.size() - entry.offset) {
    file.refuse("entry '" + entry.name + "' of " + std::to_string(entry.size_bytes) + " bytes begins at byte " +
                std::to_string(entry.offset) + ", the file has " + std::to_string(file.size()));
  }
  if (entry.method == 0 && entry.size_bytes != header.uncompressed_size) {
    file.refuse("entry '" + entry.name + "' is stored, but its two sizes differ");
  }
  return entry;
}

// What a part of the file is taken by.
struct Region {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::string what;
};

void check_overlaps(const Bytes& file, std::vector<Region> regions) {
  std::sort(regions.begin(), regions.end(),
            [](const Region& a, const Region& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
  for (std::size_t k = 1; k < regions.size(); ++k) {
    if (regions[k].begin < regions[k - 1].end) file.refuse(regions[k].what + " overlaps " + regions[k - 1].what);
  }
}

}  // namespace

bool ZipArchive::recognizes(std::span<const std::byte> bytes) {
  if (bytes.size() < 4) return false;
  const std::uint64_t signature = little_endian(bytes, 4);
  return signature == kLocalSignature || signature == kEndSignature;
}

ZipArchive ZipArchive::open(std::shared_ptr<const MappedFile> file) {
  const Bytes bytes(file->path(), file->bytes());
  const Directory directory = find_directory(bytes);
  ZipArchive archive;
  std::vector<Region> regions = {{directory.offset, directory.offset + directory.size, "the table of contents"}};
  const std::uint64_t end = directory.offset + directory.size;
  std::uint64_t offset = directory.offset;
  for (std::uint64_t k = 0; k < directory.num_entries; ++k) {
    const CentralHeader header = read_central(bytes, offset, end);
    offset += header.length;
    archive.entries_.push_back(locate(bytes, header));
    const ZipArchive::Entry& entry = archive.entries_.back();
    const std::string& name = entry.name;
    regions.push_back({header.local_offset, entry.offset + entry.size_bytes, "entry '" + name + "'"});
    if (!archive.index_.emplace(name, archive.entries_.size() - 1).second) {
      bytes.refuse("has two entries '" + name + "'");
    }
  }
  check_overlaps(bytes, std::move(regions));
  archive.file_ = std::move(file);
  return archive;
}

const ZipArchive::Entry* ZipArchive::find(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  return found == index_.end() ? nullptr : &entries_[found->second];
}

std::span<const std::byte> ZipArchive::bytes(const Entry& entry) const {
  if (entry.method != 0) {
    throw InputError(path(), "entry '" + entry.name + "' is compressed (method " + std::to_string(entry.method) +
                                 "), expected a stored one");
  }
  return file_->bytes().subspan(entry.offset, entry.size_bytes);
}

}  // namespace syncdreamer

#include "checkpoint/torch_checkpoint.h"

#include "core/error.h"

namespace syncdreamer {

bool TorchCheckpoint::recognizes(std::span<const std::byte> bytes) {
  return bytes.size() >= 4 && bytes[0] == std::byte{'P'} && bytes[1] == std::byte{'K'};
}

bool TorchCheckpoint::recognizes_legacy(std::span<const std::byte> bytes) {
  return bytes.size() >= 3 && bytes[0] == std::byte{0x80} && bytes[1] <= std::byte{5} && bytes[2] == std::byte{0x8a};
}

TorchCheckpoint TorchCheckpoint::open(const std::filesystem::path& path) {
  return open(MappedFile::open(path));
}

TorchCheckpoint TorchCheckpoint::open(std::shared_ptr<const MappedFile> file) {
  throw InputError(file->path(), "PyTorch checkpoints are not read yet");
}

}  // namespace syncdreamer

#include "train/training_folder.h"

#include <string>
#include <utility>

#include "core/files.h"
#include "core/partial_file.h"
#include "core/zero_padded.h"
#include "image/image_io.h"

namespace syncdreamer {
namespace {

constexpr const char* kSheetPrefix = "step-";

/// Whether the file is called as the sheet of some step is.
bool is_sheet(const std::filesystem::path& file) {
  const std::string stem = file.stem().string(), prefix = kSheetPrefix;
  return stem.starts_with(prefix) && file.extension() == ".png" && stem.size() > prefix.size() &&
         stem.find_first_not_of("0123456789", prefix.size()) == std::string::npos;
}

}  // namespace

TrainingFolder::TrainingFolder(std::filesystem::path path, bool writes) : path_(std::move(path)) {
  if (!writes) return;
  make_folder(path_);
  lock_.emplace(path_);
  if (!lock_->is_held()) return;
  for (const std::filesystem::path& file : {checkpoint(), model()}) PartialFile::remove_abandoned(file);
}

bool TrainingFolder::lacks_model() const {
  std::error_code absent;
  const auto time_of_model = std::filesystem::last_write_time(model(), absent);
  return absent || time_of_model < std::filesystem::last_write_time(checkpoint());
}

void TrainingFolder::warn_of_replaced(const Reporter& reporter) const {
  if (has_checkpoint()) return;
  for (const std::filesystem::path& result : {model(), log(), validation()}) {
    if (std::filesystem::exists(result))
      reporter.warn(result.string() +
                    ": is there, but no checkpoint to go on from: the training begins anew and will replace it");
  }
}

void TrainingFolder::write_sheet(std::int64_t step, const Image& picture) const {
  write_png(sheet(step), picture);
}

void TrainingFolder::remove_sheets_after(std::int64_t step) const {
  const std::string last = sheet(step).filename().string();
  for (const std::filesystem::path& file : readable_entries_of(path_ / "samples")) {
    const std::string name = file.filename().string();
    const bool is_later = name.size() != last.size() ? name.size() > last.size() : name > last;
    if (is_sheet(file) && is_later) std::filesystem::remove(file);
  }
}

std::filesystem::path TrainingFolder::sheet(std::int64_t step) const {
  return path_ / "samples" / (kSheetPrefix + zero_padded(step, 7) + ".png");
}

}  // namespace syncdreamer

#pragma once

#include <filesystem>
#include <functional>
#include <vector>

namespace syncdreamer {

/// The pictures of a command line, or folders that stand for those in them. What becomes of a single picture goes into
/// the output folder, of several and of those in folders into folders there that have their names: `cup` or, of
/// `cup.png` beside `cup.jpg`, `cup-png`.
struct PictureBatch {
  std::vector<std::filesystem::path> pictures;
  std::filesystem::path output;
};

/// Works on all pictures. One of several that fails is warned of, and the others are worked on. Interrupts are caught
/// from the first of them on; before, they end the program.
///
/// \param work     gets a picture and the folder of its results.
/// \param prepare  is called before the first of several, for what fails for all to fail at once; a single picture is
///                 looked at before.
/// \throws InputError if a folder has no pictures, or two pictures would have one folder, or results would take the
/// place of a picture; if it was interrupted; in the end, if pictures failed or a folder beside others had none. What
/// `work` throws for a single picture, and OutputError for any.
void for_each_picture(
    const PictureBatch& batch,
    const std::function<void(const std::filesystem::path& picture, const std::filesystem::path& folder)>& work,
    const std::function<void()>& prepare = [] {});

}  // namespace syncdreamer

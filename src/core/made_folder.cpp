#include "core/made_folder.h"

#include <system_error>

#include "core/error.h"
#include "core/files.h"

namespace syncdreamer {

MadeFolder::MadeFolder(const std::filesystem::path& path) {
  if (path.empty()) throw InputError("the folder of the results has no name");
  path_ = real_path(path);
  if (!path_.has_filename()) path_ = path_.parent_path();  // as of `out/`
  std::error_code unreadable;                              // then make_folder says so
  for (std::filesystem::path folder = path_; !std::filesystem::exists(folder, unreadable);
       folder = folder.parent_path()) {
    first_ = folder;
    if (folder == folder.parent_path()) break;
  }
  make_folder(path);
}

void MadeFolder::remove_if_empty() const noexcept {
  if (first_.empty()) return;
  std::error_code ignored;
  for (std::filesystem::path folder = path_; std::filesystem::remove(folder, ignored) && folder != first_;
       folder = folder.parent_path()) {
  }
}

}  // namespace syncdreamer

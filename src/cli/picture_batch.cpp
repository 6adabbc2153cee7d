#include "cli/picture_batch.h"

#include <cstdio>
#include <map>
#include <string>

#include "cli/console.h"
#include "cli/interrupts.h"
#include "core/error.h"
#include "core/joined.h"

namespace syncdreamer {
namespace {

using std::filesystem::path;

/// \throws InputError if two pictures have one name.
void check_names(const std::vector<path>& pictures) {
  std::map<path, path> picture_of;
  for (const path& picture : pictures) {
    const auto [first, is_new] = picture_of.emplace(picture.stem(), picture);
    if (!is_new)
      throw InputError(picture, "its results would lie in one folder with those of " + first->second.string() +
                                    ", expected pictures of different names");
  }
}

}  // namespace

void for_each_picture(const std::vector<path>& pictures, const path& output,
                      const std::function<void(const path& picture, const path& folder)>& work) {
  if (pictures.size() == 1) return work(pictures.front(), output);
  check_names(pictures);
  std::vector<std::string> failed;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (interrupted()) {  // while results were handed over
      throw InputError("interrupted after " + std::to_string(i) + " of " + std::to_string(pictures.size()) +
                       " pictures");
    }
    std::fprintf(stderr, "picture %zu of %zu: %s\n", i + 1, pictures.size(), pictures[i].c_str());
    try {
      work(pictures[i], output / pictures[i].stem());
    } catch (const InputError& error) {
      if (interrupted()) throw;
      console_reporter().warn(error.what());
      failed.push_back(pictures[i].string());
    }
  }
  if (!failed.empty()) {
    throw InputError(std::to_string(failed.size()) + " of " + std::to_string(pictures.size()) +
                     " pictures failed: " + joined(failed));
  }
}

}  // namespace syncdreamer

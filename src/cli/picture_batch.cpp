#include "cli/picture_batch.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <system_error>

#include "cli/console.h"
#include "cli/interrupts.h"
#include "core/error.h"
#include "core/files.h"
#include "core/joined.h"
#include "core/listed_results.h"
#include "image/view_files.h"

namespace syncdreamer {
namespace {

using std::filesystem::path;

/// What the folders of pictures are called: as these without extensions, `cup`, or, where several would be called so,
/// with it: `cup-png`.
///
/// \throws InputError if two pictures have one name.
std::vector<path> folder_names(const std::vector<path>& pictures) {
  std::map<path, int> count_of_stem;
  for (const path& picture : pictures) ++count_of_stem[picture.stem()];
  std::map<path, path> picture_of;
  std::vector<path> names;
  for (const path& picture : pictures) {
    const std::string extension = picture.extension().string();
    const bool is_told = count_of_stem[picture.stem()] == 1 || extension.empty();
    names.push_back(is_told ? picture.stem() : path(picture.stem().string() + "-" + extension.substr(1)));
    if (names.back() == "." || names.back() == "..") names.back() = picture.filename();  // `...png`
    const auto [first, is_new] = picture_of.emplace(names.back(), picture);
    if (!is_new)
      throw InputError(picture, "its results would lie in one folder with those of " + first->second.string() +
                                    ", expected pictures of different names");
  }
  return names;
}

/// The pictures in a folder, but for results that lie there, in the order of their names.
std::vector<path> pictures_in(const path& folder) {
  std::vector<path> pictures = entries_of(folder);
  const ListedResults results(folder);
  std::erase_if(pictures, [&](const path& file) {
    std::error_code unreadable;  // then reading says so
    const std::filesystem::file_status status = std::filesystem::status(file, unreadable);
    const bool is_something_else = exists(status) && !is_regular_file(status);  // a folder, or a pipe
    return !is_picture_file(file) || file.filename().string().starts_with('.') || results.contains(file.filename()) ||
           is_something_else;
  });
  return pictures;
}

/// The pictures that are named, and those in folders that are, each once.
///
/// \param without_pictures  gets the folders that have none, if there is something else; but for that of the results,
///                          which `*` names, too.
std::vector<path> found_pictures(const PictureBatch& batch, std::vector<std::string>& without_pictures) {
  std::vector<path> pictures;
  std::set<path> known;
  const auto add = [&](const path& picture) {
    if (known.insert(real_path(picture)).second) pictures.push_back(picture);
  };
  for (const path& each : batch.pictures) {
    if (each.empty()) throw InputError("IMAGE: found a file without a name, expected one");
    std::error_code absent;  // then reading says so
    if (!std::filesystem::is_directory(each, absent)) {
      add(each);
      continue;
    }
    const std::vector<path> inside = pictures_in(each);
    const InputError none(each, "found no picture in the folder, expected PNG, JPEG or WebP");
    if (inside.empty() && batch.pictures.size() == 1) throw none;
    if (inside.empty() && !std::filesystem::equivalent(each, batch.output, absent)) {
      console_reporter().warn(none.what());
      without_pictures.push_back(each.string());
    }
    for (const path& picture : inside) add(picture);
  }
  return pictures;
}

/// \throws InputError if a run with results in a folder may remove a picture there, as a result of an earlier one.
void check_keeps_picture(const path& picture, const path& folder) {
  const path inside = real_path(picture).lexically_relative(real_path(folder));
  if (ListedResults(folder).contains(inside))
    throw InputError(picture, "a new run may replace or remove it, expected another output folder");
}

/// The same of all pictures and the folders of all of them.
void check_keeps_pictures(const std::vector<path>& pictures, const std::vector<path>& names, const path& output) {
  const std::set<path> folders(names.begin(), names.end());
  for (const path& picture : pictures) {
    const path inside = real_path(picture).lexically_relative(real_path(output));
    if (!inside.empty() && folders.contains(*inside.begin())) check_keeps_picture(picture, output / *inside.begin());
  }
}

/// \throws InputError that names the pictures that failed, and the folders that have none, if there are such.
void check_all_done(std::size_t num_pictures, const std::vector<std::string>& failed,
                    const std::vector<std::string>& without_pictures) {
  std::string sentence;
  if (!failed.empty()) {
    sentence =
        std::to_string(failed.size()) + " of " + std::to_string(num_pictures) + " pictures failed: " + joined(failed);
  }
  if (!without_pictures.empty())
    sentence += (sentence.empty() ? "" : "; ") + ("found no picture in: " + joined(without_pictures));
  if (!sentence.empty()) throw InputError(sentence);
}

}  // namespace

void for_each_picture(const PictureBatch& batch,
                      const std::function<void(const path& picture, const path& folder)>& work,
                      const std::function<void()>& prepare) {
  const path& output = batch.output;
  if (output.empty()) throw InputError("--out: found a folder without a name, expected one");
  std::vector<std::string> failed, without_pictures;
  const std::vector<path> pictures = found_pictures(batch, without_pictures);
  if (pictures.empty()) throw InputError("found no picture in any of the folders, expected PNG, JPEG or WebP");
  if (pictures.size() == 1 && pictures == batch.pictures) {
    check_keeps_picture(pictures.front(), output);
    catch_interrupts();
    return work(pictures.front(), output);
  }
  const std::vector<path> names = folder_names(pictures);
  check_keeps_pictures(pictures, names, output);
  prepare();
  catch_interrupts();
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (interrupted()) {  // while results were handed over
      throw InputError("interrupted after " + std::to_string(i) + " of " + std::to_string(pictures.size()) +
                       " pictures");
    }
    console_reporter().note("picture " + std::to_string(i + 1) + " of " + std::to_string(pictures.size()) + ": " +
                            pictures[i].string());
    try {
      work(pictures[i], output / names[i]);
    } catch (const OutputError&) {
      throw;
    } catch (const std::exception& error) {
      if (interrupted()) throw;
      console_reporter().warn("failed: " + sentence_of(error));
      failed.push_back(pictures[i].string());
    }
  }
  check_all_done(pictures.size(), failed, without_pictures);
}

}  // namespace syncdreamer

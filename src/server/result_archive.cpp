#include "server/result_archive.h"

#include <zip.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "core/error.h"
#include "core/files.h"

namespace syncdreamer {
namespace {

struct Release {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Archive = std::unique_ptr<zip_t, Release>;
using Source = std::unique_ptr<zip_source_t, Release>;

[[noreturn]] void fail(const std::filesystem::path& path, zip_error_t* error) {
  throw InputError(path, std::string("cannot become part of an archive (") + zip_error_strerror(error) + ")");
}

void add(zip_t* archive, const std::filesystem::path& file, const std::string& name) {
  Source content(zip_source_file(archive, file.c_str(), 0, -1));
  if (!content) fail(name, zip_get_error(archive));
  const zip_int64_t index = zip_file_add(archive, name.c_str(), content.get(), ZIP_FL_ENC_UTF_8);
  if (index < 0) fail(name, zip_get_error(archive));
  static_cast<void>(content.release());  // the archive's now
  if (zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0) != 0)
    fail(name, zip_get_error(archive));
}

/// What was written into a buffer.
std::string content_of(zip_source_t* buffer, const std::filesystem::path& name) {
  zip_stat_t size;
  if (zip_source_open(buffer) != 0 || zip_source_stat(buffer, &size) != 0) fail(name, zip_source_error(buffer));
  std::string content(size.size, '\0');
  const zip_int64_t num_read = zip_source_read(buffer, content.data(), content.size());
  if (num_read != static_cast<zip_int64_t>(content.size())) fail(name, zip_source_error(buffer));
  zip_source_close(buffer);
  return content;
}

bool is_hidden(const std::filesystem::path& path) {
  return std::any_of(path.begin(), path.end(), [](const auto& part) { return part.string().starts_with('.'); });
}

}  // namespace

std::string archive_of(const std::filesystem::path& folder) {
  const std::filesystem::path name = folder.filename();  // clients need not know where it is
  zip_error_t error;
  zip_error_init(&error);
  const Source buffer(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!buffer) fail(name, &error);
  zip_source_keep(buffer.get());  // one for the archive, one to read it
  Archive archive(zip_open_from_source(buffer.get(), ZIP_TRUNCATE, &error));
  if (!archive) {
    zip_source_free(buffer.get());
    fail(name, &error);
  }
  std::vector<std::filesystem::path> files = files_under(folder);
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) {
    const std::filesystem::path place = file.lexically_relative(folder);
    if (!is_hidden(place)) add(archive.get(), file, (name / place).generic_string());
  }
  if (zip_close(archive.get()) != 0) fail(name, zip_get_error(archive.get()));
  static_cast<void>(archive.release());  // closed
  return content_of(buffer.get(), name);
}

}  // namespace syncdreamer

#pragma once

#include <span>
#include <string_view>

namespace syncdreamer {

/// A file of the page that the server shows.
struct WebFile {
  std::string_view path;  ///< in the server: `index.html`, `three/build/three.module.js`
  std::string_view content;
};

/// The files of web/ and of three.js, which are part of the program.
std::span<const WebFile> web_files();

/// What browsers are told a file is, by the ending of its name.
std::string_view content_type(std::string_view name);

}  // namespace syncdreamer

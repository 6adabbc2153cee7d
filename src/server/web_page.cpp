#include "server/web_page.h"

#include <array>
#include <utility>

namespace syncdreamer {

std::string_view content_type(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".png", "image/png"},
      {".svg", "image/svg+xml"},
      {".gif", "image/gif"},
      {".mp4", "video/mp4"},
      {".glb", "model/gltf-binary"},
      {".obj", "text/plain; charset=utf-8"},
      {".mtl", "text/plain; charset=utf-8"},
      {".zip", "application/zip"},
  }};
  for (const auto& [ending, type] : kTypes) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

}  // namespace syncdreamer

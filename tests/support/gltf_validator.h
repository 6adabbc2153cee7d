#pragma once

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {

/// What Khronos's gltf-validator says of a GLB file; nothing where Node.js does not find it. `npm install -g
/// gltf-validator` installs it; NODE_PATH may name another folder of modules.
///
/// \throws std::logic_error if it is there but says nothing, as of a file that it cannot read.
inline std::optional<nlohmann::json> validate_gltf(const std::filesystem::path& glb) {
  const std::string node = "NODE_PATH=\"$NODE_PATH:$(npm root -g 2>/dev/null)\" node ";
  if (std::system((node + "-e \"require('gltf-validator')\" 2>/dev/null").c_str()) != 0) return std::nullopt;
  const TemporaryFolder folder;
  write_file(folder / "validate.js", R"(
    const validator = require('gltf-validator'), fs = require('fs');
    validator.validateBytes(new Uint8Array(fs.readFileSync(process.argv[2])))
      .then(report => fs.writeFileSync(process.argv[3], JSON.stringify(report)));)");
  const std::filesystem::path report = folder.path() / "report.json";
  const std::string command =
      node + "'" + (folder.path() / "validate.js").string() + "' '" + glb.string() + "' '" + report.string() + "'";
  check(std::system(command.c_str()) == 0, "gltf-validator failed on " + glb.string());
  return nlohmann::json::parse(read_file(report));
}

}  // namespace syncdreamer

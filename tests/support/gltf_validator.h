#pragma once

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {

/// Node.js, which takes modules from where `npm install -g` puts them, or from what NODE_PATH names.
inline const std::string kNode = "NODE_PATH=\"$NODE_PATH:$(npm root -g 2>/dev/null)\" node ";

/// Whether there is Khronos's gltf-validator: `npm install -g gltf-validator` installs it.
inline bool has_gltf_validator() {
  return std::system((kNode + "-e \"require('gltf-validator')\" 2>/dev/null").c_str()) == 0;
}

/// What the gltf-validator says of a GLB file.
///
/// \throws std::logic_error if it says nothing, as of a file that it cannot read.
inline nlohmann::json validate_gltf(const std::filesystem::path& glb) {
  const TemporaryFolder folder;
  write_file(folder / "validate.js", R"(
    const validator = require('gltf-validator'), fs = require('fs');
    validator.validateBytes(new Uint8Array(fs.readFileSync(process.argv[2])))
      .then(report => fs.writeFileSync(process.argv[3], JSON.stringify(report)));)");
  const std::filesystem::path report = folder.path() / "report.json";
  const std::string command =
      kNode + "'" + (folder.path() / "validate.js").string() + "' '" + glb.string() + "' '" + report.string() + "'";
  check(std::system(command.c_str()) == 0, "gltf-validator failed on " + glb.string());
  return nlohmann::json::parse(read_file(report));
}

}  // namespace syncdreamer

#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {

/// A folder, and the figures that a command leaves there.
class Evaluation : public testing::Test {
 protected:
  nlohmann::json figures() const { return nlohmann::json::parse(read_file(json_)); }

  TemporaryFolder folder_;
  const std::filesystem::path json_ = folder_ / "figures.json";
};

}  // namespace syncdreamer

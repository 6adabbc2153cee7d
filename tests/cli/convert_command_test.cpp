#include <gmock/gmock.h>

#include <string>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ConvertCommand : public testing::Test {
 protected:
  void SetUp() override {
    const std::string header = R"({"net.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                               R"("other":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})";
    write_file(folder_ / "in.safetensors", safetensors_text(header, std::string(12, '\0')));
  }

  TemporaryFolder folder_;
};

TEST_F(ConvertCommand, takes_a_prefix_and_another_type) {
  const std::string out = folder_ / "out.safetensors";
  const ProgramResult result =
      run_program({"convert", folder_ / "in.safetensors", "-o", out, "--prefix", "net.", "--type", "float16"});
  EXPECT_EQ(result.exit_code, kDone) << result.output;
  const std::string converted = read_file(out);
  EXPECT_THAT(converted, HasSubstr("weight"));
  EXPECT_THAT(converted, HasSubstr("F16"));
  EXPECT_THAT(converted, Not(HasSubstr("other")));
}

TEST_F(ConvertCommand, a_prefix_that_nothing_has_fails) {
  const std::string out = folder_ / "out.safetensors";
  const ProgramResult result = run_program({"convert", folder_ / "in.safetensors", "-o", out, "--prefix", "none."});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("none."));
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace syncdreamer

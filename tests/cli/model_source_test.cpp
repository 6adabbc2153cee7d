#include "cli/model_source.h"

#include <gmock/gmock.h>

#include "core/files.h"
#include "pipeline/generation_forecast.h"
#include "pipeline/model_file.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(ModelSource, loads_its_model_once_and_not_before_it_is_asked) {
  const TemporaryFolder folder;
  const auto file = folder / "model.safetensors";
  ModelSource models({.model = file});  // which is not there yet
  EXPECT_EQ(models.file(), file);
  EXPECT_THAT(refusal_of([&] { models.generator(); }), HasSubstr(file.string()));
  MultiviewDiffusion model(smallest_model_options());
  fill_with_noise(model, 1);
  save_state_dict(file, model_state(model));
  const ViewGenerator& first = models.generator();
  std::filesystem::remove(file);
  EXPECT_EQ(&models.generator(), &first);
}

TEST(ModelSource, is_the_default_model_where_none_is_named) {
  EXPECT_EQ(ModelSource({}).file(), default_model_path());
}

}  // namespace
}  // namespace syncdreamer

#include "pipeline/reconstruct_options.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ReconstructOptions, refuses_values_out_of_range_by_the_name_of_their_flag) {
  ReconstructOptions options;
  options.num_faces = 3;
  EXPECT_THAT(refusal_of([&] { options.check_ranges(); }), HasSubstr("--faces"));
  options = {};
  options.turntable.num_frames = 0;
  EXPECT_THROW(options.check_ranges(), InputError);
  options.turntable = {.size = 4096, .num_frames = 3600};
  EXPECT_THAT(refusal_of([&] { options.check_ranges(); }), HasSubstr("--turntable-size: found 4096"));
  options = {};
  options.least_part = 0;
  EXPECT_THROW(options.check_ranges(), InputError);
  options = {};
  options.neus_rays = 7;
  EXPECT_THROW(options.check_ranges(), InputError);
}

TEST(ReconstructOptions, what_does_not_fit_into_memory_is_refused_by_the_name_of_its_flag) {
  ReconstructOptions options;
  EXPECT_NO_THROW(options.check_memory(300'000'000));
  options.texture_size = 8192;
  EXPECT_THAT(
      refusal_of([&] { options.check_memory(2'000'000'000); }),
      AllOf(HasSubstr("--texture-size: found 8192"), HasSubstr("about 8.05 GB"), HasSubstr("2.00 GB may be used")));
  options = {.turntable = {.size = 4096, .num_frames = 50}};
  EXPECT_THAT(refusal_of([&] { options.check_memory(2'000'000'000); }), HasSubstr("--turntable-size: found 4096"));
  for (const auto method :
       {ReconstructionMethod::fast, ReconstructionMethod::automatic, ReconstructionMethod::volume}) {
    options = {.method = method, .fit = {.fine_size = 512}};
    EXPECT_THAT(refusal_of([&] { options.check_memory(2'000'000'000); }), HasSubstr("--fine-size"));
  }
  options = {.method = ReconstructionMethod::neus, .neus_mesh_size = 1024};
  EXPECT_THAT(refusal_of([&] { options.check_memory(2'000'000'000); }), HasSubstr("--neus-mesh-size: found 1024"));
}

}  // namespace
}  // namespace syncdreamer

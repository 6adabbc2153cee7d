#include "core/control_group.h"

#include <gmock/gmock.h>

namespace syncdreamer {
namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAre;

TEST(ControlGroup, is_within_others) {
  EXPECT_THAT(control_groups_around("/groups/slice/job", "/groups"),
              UnorderedElementsAre("/groups", "/groups/slice", "/groups/slice/job"));
  EXPECT_THAT(control_groups_around("/groups", "/groups"), UnorderedElementsAre("/groups"));
}

TEST(ControlGroup, of_this_process_is_within_that_of_all) {
  EXPECT_THAT(own_control_groups("/groups"), Contains("/groups"));
}

}  // namespace
}  // namespace syncdreamer

#include "cli/matrix_product_speed.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "cli/threads.h"

namespace syncdreamer {
namespace {

TEST(MatrixProductSpeed, is_that_of_a_machine) {
  const MatrixProductSpeed speed = matrix_product_speed();
  EXPECT_GT(speed.by_clock, 0.01);
  EXPECT_LT(speed.by_clock, 1e6);
  EXPECT_GT(speed.by_cpu_time, 0.9 * speed.by_clock) << "a thread takes no more than the time that passes";
}

TEST(MatrixProductSpeed, is_warned_of_where_the_blas_is_not_made_for_speed) {
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings.emplace_back(sentence); }};
  warn_of_slow_matrix_products({40, 50}, reporter);
  warn_of_slow_matrix_products({5.37, 50}, reporter);
  EXPECT_THAT(warnings, testing::IsEmpty()) << "the second of a machine that others use";
  warn_of_slow_matrix_products({5.37, 5.4}, reporter);
  EXPECT_THAT(warnings, testing::ElementsAre(testing::AllOf(testing::HasSubstr("5.4 GFLOP/s"),
                                                            testing::HasSubstr("libopenblas0-openmp"))));
  const int before = at::get_num_threads();
  at::set_num_threads(num_allowed_cores() + 3);
  warn_of_slow_matrix_products({5.37, 50}, reporter);
  at::set_num_threads(before);
  EXPECT_THAT(warnings.back(), testing::HasSubstr(std::to_string(num_allowed_cores() + 3) + " threads share "));
}

}  // namespace
}  // namespace syncdreamer

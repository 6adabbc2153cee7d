#include "cli/matrix_product_speed.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "cli/threads.h"

namespace syncdreamer {
namespace {

TEST(MatrixProductSpeed, is_that_of_a_machine) {
  EXPECT_GT(matrix_product_speed(), 0.01);
  EXPECT_LT(matrix_product_speed(), 1e6);
}

TEST(MatrixProductSpeed, is_warned_of_where_the_blas_is_not_made_for_speed) {
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings.emplace_back(sentence); }};
  warn_of_slow_matrix_products(40, reporter);
  EXPECT_THAT(warnings, testing::IsEmpty());
  warn_of_slow_matrix_products(5.37, reporter);
  EXPECT_THAT(warnings, testing::ElementsAre(testing::AllOf(testing::HasSubstr("5.4 GFLOP/s"),
                                                            testing::HasSubstr("libopenblas0-openmp"))));
  const int before = at::get_num_threads();
  at::set_num_threads(num_allowed_cores() + 3);
  warn_of_slow_matrix_products(5.37, reporter);
  at::set_num_threads(before);
  EXPECT_THAT(warnings.back(), testing::HasSubstr(std::to_string(num_allowed_cores() + 3) + " threads share "));
}

}  // namespace
}  // namespace syncdreamer

#include "core/in_parallel.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/error.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

TEST(InParallel, every_number_is_taken_once) {
  std::vector<int> calls(1000);
  in_parallel(calls.size(), [&](std::size_t i) { ++calls[i]; });
  EXPECT_EQ(calls, std::vector<int>(1000, 1));
  in_parallel(0, [](int) { FAIL(); });
}

TEST(InParallel, takes_as_many_threads_as_asked_for) {
  std::vector<int> threads(100);
  in_parallel(
      100, [&](int i) { threads[static_cast<std::size_t>(i)] = omp_get_num_threads(); }, 3);
  EXPECT_EQ(threads, std::vector<int>(100, 3));
}

TEST(InParallel, what_a_call_throws_comes_out) {
  const auto refusal = refusal_of([] {
    in_parallel(
        100,
        [](int i) {
          if (i == 57) throw InputError("the 57th");
        },
        2);
  });
  EXPECT_EQ(refusal, "the 57th");
}

}  // namespace
}  // namespace syncdreamer

#include "core/stopwatch.h"

#include <gtest/gtest.h>

#include <thread>

namespace syncdreamer {
namespace {

TEST(Stopwatch, counts_from_its_last_restart) {
  const Stopwatch all;
  Stopwatch part;
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const double first = part.restart();
  EXPECT_GE(first, 0.005);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const double second = part.seconds();
  EXPECT_GE(second, 0.005);
  EXPECT_LE(first + second, all.seconds()) << "the time before the restart is counted once";
}

}  // namespace
}  // namespace syncdreamer

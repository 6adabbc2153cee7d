#include "cli/interrupts.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace syncdreamer {
namespace {

TEST(Interrupts, an_interrupt_is_noticed) {
  catch_interrupts();
  EXPECT_FALSE(interrupted());
  std::raise(SIGINT);
  EXPECT_TRUE(interrupted());
  catch_interrupts();
  EXPECT_FALSE(interrupted());
  std::raise(SIGUSR1);  // what mpirun and srun pass on
  EXPECT_TRUE(interrupted());
}

TEST(Interrupts, a_hangup_is_one_unless_it_was_ignored_before) {
  std::signal(SIGHUP, SIG_IGN);  // as nohup leaves it
  catch_interrupts();
  std::raise(SIGHUP);
  EXPECT_FALSE(interrupted());
  std::signal(SIGHUP, SIG_DFL);
  catch_interrupts();
  std::raise(SIGHUP);
  EXPECT_TRUE(interrupted());
}

TEST(Interrupts, a_file_that_grows_beyond_its_limit_does_not_end_the_program) {
  catch_interrupts();
  std::raise(SIGXFSZ);  // what `ulimit -f` sends, unless it is ignored: then the write fails
  EXPECT_FALSE(interrupted());
}

// torchrun passes a Ctrl-C on that its processes have from the terminal already.
TEST(Interrupts, an_interrupt_that_comes_twice_at_once_is_one) {
  catch_interrupts();
  std::raise(SIGINT);
  std::raise(SIGTERM);
  EXPECT_TRUE(interrupted());
}

TEST(Interrupts, a_second_interrupt_later_ends_the_program) {
  const auto interrupt_twice = [] {
    catch_interrupts();
    std::raise(SIGINT);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    std::raise(SIGTERM);
  };
  EXPECT_EXIT(interrupt_twice(), testing::ExitedWithCode(128 + SIGTERM), "");
}

}  // namespace
}  // namespace syncdreamer

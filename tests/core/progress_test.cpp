#include "core/progress.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;

TEST(Reporter, of_empty_functions_is_silent_and_never_stopped) {
  const Reporter reporter;
  reporter.progress("views", 1, 2);
  reporter.note("a note");
  reporter.about("cup.png").warn("a warning");
  EXPECT_FALSE(reporter.is_stopped());
}

TEST(Reporter, about_one_of_many_things_names_it_and_asks_on) {
  std::vector<std::string> heard;
  bool stopped = false;
  const auto hear = [&](std::string_view sentence) { heard.emplace_back(sentence); };
  const Reporter reporter{.on_note = hear, .on_warning = hear, .should_stop = [&] { return stopped; }};
  const Reporter about = reporter.about("cup.png");
  about.note("not heard");
  about.warn("it is dark");
  EXPECT_THAT(heard, ElementsAre("cup.png: it is dark"));
  EXPECT_FALSE(about.is_stopped());
  stopped = true;
  EXPECT_TRUE(about.is_stopped());
}

TEST(Reporter, silenced_tells_nothing_and_asks_on) {
  int num_told = 0;
  const auto count = [&](std::string_view) { ++num_told; };
  const Reporter reporter{.on_note = count, .on_warning = count, .should_stop = [] { return true; }};
  reporter.silenced().warn("a warning");
  reporter.silenced().note("a note");
  EXPECT_EQ(num_told, 0);
  EXPECT_TRUE(reporter.silenced().is_stopped());
}

}  // namespace
}  // namespace syncdreamer

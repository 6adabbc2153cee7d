#include "train/training_log.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(CsvLog, has_a_header_and_a_line_a_step) {
  const TemporaryFolder folder;
  CsvLog log(folder / "log.csv", 0);
  log.write(1, {{"loss", 0.5}, {"rate", 2}});
  log.write(2, {{"loss", 0.25}, {"rate", 3}});
  EXPECT_EQ(read_file(folder / "log.csv"), "step,loss,rate\n1,0.5,2\n2,0.25,3\n");
}

TEST(CsvLog, a_resumed_run_drops_what_it_will_write_again) {
  const TemporaryFolder folder;
  write_file(folder / "log.csv", "step,loss\n1,5\n2,4\n3,3\n");
  CsvLog log(folder / "log.csv", 2);
  log.write(3, {{"loss", 9}});
  EXPECT_EQ(read_file(folder / "log.csv"), "step,loss\n1,5\n2,4\n3,9\n");
}

TEST(CsvLog, a_line_that_a_crash_cut_off_is_dropped) {
  const TemporaryFolder folder;
  write_file(folder / "log.csv", "step,loss\n1,5\n2,0.3");  // perhaps of 0.375
  CsvLog log(folder / "log.csv", 2);
  log.write(3, {{"loss", 9}});
  EXPECT_EQ(read_file(folder / "log.csv"), "step,loss\n1,5\n3,9\n");
}

TEST(CsvLog, a_new_run_has_no_lines_of_another_one) {
  const TemporaryFolder folder;
  write_file(folder / "log.csv", "step,psnr,ssim\n1,5,1\n");
  CsvLog log(folder / "log.csv", 0);
  log.write(1, {{"loss", 9}});
  EXPECT_EQ(read_file(folder / "log.csv"), "step,loss\n1,9\n");
}

TEST(FigureMeans, are_those_since_the_last_report) {
  FigureMeans means;
  means.add({{"loss", 1}, {"rate", 10}});
  means.add({{"loss", 3}, {"rate", 20}});
  EXPECT_EQ(means.take(), (Figures{{"loss", 2}, {"rate", 15}}));
  means.add({{"loss", 7}});
  EXPECT_EQ(means.take(), (Figures{{"loss", 7}}));
}

}  // namespace
}  // namespace syncdreamer

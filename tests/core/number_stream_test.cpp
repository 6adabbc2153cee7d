#include "core/number_stream.h"

#include <gtest/gtest.h>

#include <locale>

namespace syncdreamer {
namespace {

/// As people write numbers in many countries: 1.234,5.
class CommaNumbers : public std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(NumberStream, writes_numbers_as_files_want_them_in_every_locale) {
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new CommaNumbers));
  std::ostringstream usual, plain = number_stream(9);
  usual << 1234 << ' ' << 0.5;
  plain << 1234 << ' ' << 0.5 << ' ' << 1.0 / 3;
  std::locale::global(before);
  EXPECT_EQ(usual.str(), "1.234 0,5");
  EXPECT_EQ(plain.str(), "1234 0.5 0.333333333");
}

}  // namespace
}  // namespace syncdreamer

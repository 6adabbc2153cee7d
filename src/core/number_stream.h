#pragma once

#include <locale>
#include <sstream>

namespace syncdreamer {

/// A stream that writes numbers of so many digits as files want them, whatever the program's locale is: with points,
/// and without separators of thousands.
inline std::ostringstream number_stream(int digits) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(digits);
  return text;
}

}  // namespace syncdreamer

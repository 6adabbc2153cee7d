#pragma once

#include <string>
#include <type_traits>

#include "core/error.h"

namespace syncdreamer {

/// A number as messages show it.
std::string number_text(double number);

/// \throws InputError `NAME: found VALUE, expected EXPECTED` unless `holds`.
///
/// \param name  a flag or a key of a configuration, as the user wrote it.
template <class Number>
void require_option(bool holds, const std::string& name, Number found, const std::string& expected) {
  if (holds) return;
  std::string value;
  if constexpr (std::is_integral_v<Number>) {
    value = std::to_string(found);
  } else {
    value = number_text(found);
  }
  throw InputError(name + ": found " + value + ", expected " + expected);
}

/// The same for a value from `low` to `high`, which NaN is not.
///
/// \param more  what else may stand there, after the range: `, or -1 for the model's own`.
template <class Number>
void require_range(const std::string& name, Number found, std::type_identity_t<Number> low,
                   std::type_identity_t<Number> high, const std::string& more = {}) {
  require_option(found >= low && found <= high, name, found,
                 number_text(static_cast<double>(low)) + " to " + number_text(static_cast<double>(high)) + more);
}

}  // namespace syncdreamer

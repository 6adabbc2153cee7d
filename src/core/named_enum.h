#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/error.h"
#include "core/joined.h"

namespace syncdreamer {

/// An enum whose values have names in configuration files and on the command line.
///
/// Such an enum has a function beside it that lists them, in the order in which help shows them:
///
///     enum class Pooling { concatenate, mean_variance };
///     constexpr auto enum_names(Pooling) {
///       using enum Pooling;
///       return std::array{std::pair{concatenate, "concatenate"}, std::pair{mean_variance, "mean_variance"}};
///     }
template <class E>
concept NamedEnum = std::is_enum_v<E> && requires {
  enum_names(E{});
};

/// The name of `value`.
template <NamedEnum E>
std::string enum_name(E value) {
  for (const auto& [candidate, name] : enum_names(E{})) {
    if (candidate == value) return name;
  }
  throw std::logic_error("an enum value without a name");
}

/// \throws std::logic_error for a value that the enum does not list, such as a number that was cast.
template <NamedEnum E>
void check_enum(E value) {
  static_cast<void>(enum_name(value));
}

/// The value called `name`. \throws InputError if there is none; the message lists all names.
template <NamedEnum E>
E enum_value(std::string_view name) {
  for (const auto& [value, candidate] : enum_names(E{})) {
    if (candidate == name) return value;
  }
  const auto name_of = [](const auto& value_and_name) { return value_and_name.second; };
  throw InputError("found '" + std::string(name) + "', expected one of " + joined(enum_names(E{}), name_of));
}

template <NamedEnum E>
void to_json(nlohmann::json& json, E value) {
  json = enum_name(value);
}

template <NamedEnum E>
void from_json(const nlohmann::json& json, E& value) {
  value = enum_value<E>(json.get<std::string>());
}

}  // namespace syncdreamer

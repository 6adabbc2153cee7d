#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>

#include "core/error.h"
#include "core/named_enum.h"
#include "core/options.h"

namespace syncdreamer {

/// The flag of a member: `crop_size` -> `--crop-size`.
inline std::string flag_name(std::string member) {
  std::replace(member.begin(), member.end(), '_', '-');
  return "--" + member;
}

/// The value of a flag that takes names. \throws CLI::ValidationError for a name that it does not know.
template <NamedEnum E>
E enum_flag(const std::string& flag, const std::string& text) {
  try {
    return enum_value<E>(text);
  } catch (const InputError& error) {
    throw CLI::ValidationError(flag, error.what());
  }
}

/// Adds a flag that takes the names of an enum's values.
template <NamedEnum E>
CLI::Option* add_flag(CLI::App& command, const std::string& flag, E& value, const char* help) {
  return command
      .add_option_function<std::string>(
          flag, [&value, flag](const std::string& text) { value = enum_flag<E>(flag, text); }, help)
      ->default_str(enum_name(value));
}

/// Why a text is no number of this type, empty if it is one. The command line's library would wrap negative numbers
/// around, cut those that are too large, and not say what it expects.
template <class Number>
std::string refusal_of_number(const std::string& text) {
  Number number{};
  const char* const begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(begin, end, number);
  if (error == std::errc() && last == end && begin != end) return "";
  return "found " + text + ", expected " + kind_of_value<Number>();
}

template <class T>
concept OptionArray = requires {
  std::tuple_size<T>::value;
};

/// Adds a flag for a member of an options struct, with its default.
template <class Member>
CLI::Option* add_flag(CLI::App& command, const std::string& flag, Member& member, const char* help) {
  if constexpr (std::is_same_v<Member, bool>) {
    const std::string text = std::string(help) + (member ? " (the default)" : " (not by default)");
    return command.add_flag(flag + ",!--no-" + flag.substr(2), member, text);
  } else if constexpr (OptionalMember<Member>) {
    return command.add_option(flag, member, help)->check(refusal_of_number<typename Member::value_type>);
  } else {
    CLI::Option* const option = command.add_option(flag, member, help)->capture_default_str();
    if constexpr (std::is_arithmetic_v<Member>) option->check(refusal_of_number<Member>);
    if constexpr (OptionArray<Member>) {  // as they are given, not as JSON has them
      std::string types, values;
      for (const auto& value : member) {
        types.append(types.empty() ? "" : " ").append(CLI::detail::type_name<typename Member::value_type>());
        values.append(values.empty() ? "" : " ").append(CLI::detail::to_string(value));
      }
      option->type_name(types)->default_str(values);
    }
    return option;
  }
}

/// Adds a flag for every member of an options struct. Nested structs add theirs below a heading of their own in the
/// help: their description.
template <Options T>
void add_flags(CLI::App& command, T& options, const std::string& heading = "Options") {
  T::visit(options, [&]<class Member>(const char* name, Member& member, std::string help) {
    if constexpr (Options<Member>) {
      help.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(help.front())));
      add_flags(command, member, help);
    } else {
      add_flag(command, flag_name(name), member, help.c_str())->group(heading);
    }
  });
}

}  // namespace syncdreamer

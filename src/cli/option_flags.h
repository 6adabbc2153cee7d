#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
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
void add_flag(CLI::App& command, const std::string& flag, E& value, const char* help) {
  command
      .add_option_function<std::string>(
          flag, [&value, flag](const std::string& text) { value = enum_flag<E>(flag, text); }, help)
      ->default_str(enum_name(value));
}

/// The command line's library would wrap negative numbers around, and cut those that are too large.
inline std::string is_unsigned_number(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return "";
  return "found " + text + ", expected a number from 0 to 18446744073709551615";
}

/// Adds a flag for every member of an options struct, with its description and default; nested structs add theirs.
template <Options T>
void add_flags(CLI::App& command, T& options) {
  T::visit(options, [&]<class Member>(const char* name, Member& member, const char* help) {
    if constexpr (Options<Member>) {
      add_flags(command, member);
    } else if constexpr (std::is_same_v<Member, bool>) {
      command.add_flag(flag_name(name) + ",!--no-" + flag_name(name).substr(2), member, help);
    } else if constexpr (NamedEnum<Member>) {
      add_flag(command, flag_name(name), member, help);
    } else if constexpr (OptionalMember<Member>) {
      command.add_option(flag_name(name), member, help);
    } else {
      CLI::Option* const option = command.add_option(flag_name(name), member, help)->capture_default_str();
      if constexpr (std::is_unsigned_v<Member>) option->check(is_unsigned_number);
    }
  });
}

}  // namespace syncdreamer

#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "core/error.h"
#include "core/named_enum.h"
#include "core/options.h"
#include "core/progress.h"
#include "pipeline/reconstruct_options.h"

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

/// The number that a flag is given, decimal. The command line's own library would take 010 for 8, wrap negative numbers
/// around, cut those that are too large, and not say what it expects.
///
/// \throws CLI::ValidationError for a text that is no such number.
template <class Number>
Number number_of_flag(const std::string& flag, const std::string& text) {
  Number number{};
  const bool has_plus = text.starts_with('+') && !text.starts_with("+-");
  const char* const begin = text.data() + (has_plus ? 1 : 0);
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(begin, end, number);
  if (error == std::errc() && last == end && begin != end) return number;
  throw CLI::ValidationError(flag, "found " + text + ", expected " + kind_of_value<Number>());
}

/// Adds a flag that takes a number, with its default if it has one.
template <class Member>
CLI::Option* add_number_flag(CLI::App& command, const std::string& flag, Member& member, const char* help) {
  using Number = typename decltype(std::optional(member))::value_type;
  CLI::Option* const option = command.add_option_function<std::string>(
      flag, [&member, flag](const std::string& text) { member = number_of_flag<Number>(flag, text); }, help);
  if constexpr (!OptionalMember<Member>) option->default_str(CLI::detail::to_string(member));
  return option->type_name(CLI::detail::type_name<Number>());
}

/// Adds a flag that takes several numbers, with their defaults.
template <class Number, std::size_t size>
CLI::Option* add_numbers_flag(CLI::App& command, const std::string& flag, std::array<Number, size>& numbers,
                              const char* help) {
  const auto set = [&numbers, flag](const std::array<std::string, size>& texts) {
    std::transform(texts.begin(), texts.end(), numbers.begin(),
                   [&flag](const std::string& text) { return number_of_flag<Number>(flag, text); });
  };
  std::vector<std::string> types(size, CLI::detail::type_name<Number>()), defaults;
  for (const Number number : numbers) defaults.push_back(CLI::detail::to_string(number));
  return command.add_option_function<std::array<std::string, size>>(flag, set, help)
      ->type_name(CLI::detail::join(types, " "))
      ->default_str(CLI::detail::join(defaults, " "));
}

template <class Member>
concept NumberMember = std::is_arithmetic_v<Member> || OptionalMember<Member>;

template <class Member>
concept ArrayMember = requires {
  std::tuple_size<Member>::value;
};

/// Adds a flag for a member of an options struct, with its default.
template <class Member>
CLI::Option* add_flag(CLI::App& command, const std::string& flag, Member& member, const char* help) {
  if constexpr (std::is_same_v<Member, bool>) {
    const std::string text = std::string(help) + (member ? " (the default)" : " (not by default)");
    return command.add_flag(flag + ",!--no-" + flag.substr(2), member, text);
  } else if constexpr (NumberMember<Member>) {
    return add_number_flag(command, flag, member, help);
  } else if constexpr (ArrayMember<Member>) {
    return add_numbers_flag(command, flag, member, help);
  } else {
    return command.add_option(flag, member, help)->capture_default_str();
  }
}

/// Warns of flags of the method neus that were given for another.
inline void warn_of_idle_neus_flags(const CLI::App& command, ReconstructionMethod method, const Reporter& reporter) {
  if (method == ReconstructionMethod::neus) return;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_name().starts_with("--neus-") && option->count() > 0)
      reporter.warn(option->get_name() + " does nothing with --method " + enum_name(method));
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

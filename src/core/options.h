#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/joined.h"

namespace syncdreamer {

/// One list per options struct serves flags, config files, help, documentation and the saved run.json.
///
/// An options struct is an aggregate with defaults in its members and one static function that names them:
///
///     struct SamplingOptions {
///       int num_steps = 50;
///       double eta = 1.0;
///
///       template <class Self, class Visitor>
///       static void visit(Self& self, Visitor&& field) {
///         field("steps", self.num_steps, "number of denoising steps, 1 to 1000");
///         field("eta", self.eta, "0 is deterministic, 1 adds as much noise as DDPM");
///       }
///     };
///
/// Names are snake_case; the command line turns `crop_size` into `--crop-size`. Members may be options structs
/// themselves.
template <class T>
concept Options = requires(T& options) {
  T::visit(options, [](const char*, auto&, const char*) {});
};

/// A member that may have no value: null in JSON.
template <class Member>
concept OptionalMember = requires(const Member& member) {
  member.has_value();
  *member;
};

/// The options as a JSON object, nested where members are options structs.
template <Options T>
nlohmann::json options_to_json(const T& options) {
  auto json = nlohmann::json::object();
  T::visit(options, [&]<class Member>(const char* name, const Member& member, const char*) {
    if constexpr (Options<std::remove_const_t<Member>>) {
      json[name] = options_to_json(member);
    } else if constexpr (OptionalMember<Member>) {
      json[name] = member ? nlohmann::json(*member) : nlohmann::json();
    } else {
      json[name] = member;
    }
  });
  return json;
}

/// Whether numbers can be the member's: the JSON library would cut fractions off, wrap negative numbers and drop the
/// high bits of large ones. Of a list, whether all of its elements can, and of one of fixed length, whether it is as
/// long.
template <class Member>
bool fits(const nlohmann::json& value) {
  if constexpr (std::is_integral_v<Member> && !std::is_same_v<Member, bool>) {
    if (value.is_number_unsigned()) return std::in_range<Member>(value.get<std::uint64_t>());
    return value.is_number_integer() && std::in_range<Member>(value.get<std::int64_t>());
  } else if constexpr (requires { typename Member::value_type; } && !std::is_same_v<Member, std::string>) {
    if constexpr (requires { std::tuple_size<Member>::value; }) {
      if (value.size() != std::tuple_size_v<Member>) return false;
    }
    return std::ranges::all_of(value, fits<typename Member::value_type>);
  }
  return true;
}

/// What values a member takes, in words; of lists, in the plural.
template <class Member>
std::string kind_of_value(bool is_plural = false) {
  const auto words = [&](const char* one, const char* many) { return std::string(is_plural ? many : one); };
  if constexpr (std::is_same_v<Member, bool>) {
    return words("true or false", "values that are true or false");
  } else if constexpr (std::is_integral_v<Member>) {
    using Limits = std::numeric_limits<Member>;
    std::string kind = words("a whole number", "whole numbers");
    const bool has_large_limits =
        std::is_signed_v<Member> && sizeof(Member) == sizeof(std::int64_t);  // they say nothing
    if (!has_large_limits) kind += " from " + std::to_string(Limits::min()) + " to " + std::to_string(Limits::max());
    return kind;
  } else if constexpr (std::is_floating_point_v<Member>) {
    return words("a number", "numbers");
  } else if constexpr (requires { std::tuple_size<Member>::value; }) {
    return "a list of " + std::to_string(std::tuple_size_v<Member>) + " " +
           kind_of_value<typename Member::value_type>(true);
  } else if constexpr (requires(Member & list) { list.push_back({}); } && !std::is_same_v<Member, std::string>) {
    return "a list of " + kind_of_value<typename Member::value_type>(true);
  } else {
    return words("a text", "texts");
  }
}

/// The nested options that have a member of that name, `options: sampling`; empty if none have.
template <Options T>
std::string place_of_option(const T& options, const std::string& option) {
  std::string place;
  T::visit(options, [&]<class Member>(const char* name, const Member& member, const char*) {
    if constexpr (Options<std::remove_const_t<Member>>) {
      if (!place.empty()) return;
      bool has_it = false;
      std::remove_const_t<Member>::visit(
          member, [&](const char* inner, const auto&, const char*) { has_it = has_it || option == inner; });
      const std::string deeper = has_it ? "" : place_of_option(member, option);
      if (has_it) place = name;
      if (!deeper.empty()) place = name + (": " + deeper);
    }
  });
  return place;
}

/// Reads a member that is no options itself. \throws InputError for a value of the wrong type.
template <class Member>
void value_from_json(const nlohmann::json& json, const std::string& where, Member& member) {
  if constexpr (OptionalMember<Member>) {
    member.reset();
    if (!json.is_null()) value_from_json(json, where, member.emplace());
  } else {
    const std::string contradiction = "found " + json.dump() + ", expected " + kind_of_value<Member>();
    try {
      if (!fits<Member>(json)) throw InputError(contradiction);
      json.get_to(member);
    } catch (const nlohmann::json::exception&) {
      throw InputError(where + ": " + contradiction);
    } catch (const InputError& error) {
      throw InputError(where + ": " + error.what());
    }
  }
}

/// Refuses a key that is none of `known`, the names of the options.
template <Options T>
void check_key(const std::string& key, const std::vector<std::string>& known, const T& options,
               const std::string& where) {
  if (std::find(known.begin(), known.end(), key) != known.end()) return;
  const std::string place = place_of_option(options, key);
  const std::string hint = place.empty() ? "" : "; '" + key + "' is one of " + place;
  throw InputError(where + ": unknown key '" + key + "', expected one of " + joined(known) + hint);
}

/// Reads options from a JSON object; members that it does not name keep their values of `options`.
///
/// \param where  names the source in error messages, e.g. `train.json: model`.
/// \throws InputError for an unknown key or a value of the wrong type.
template <Options T>
T options_from_json(const nlohmann::json& json, const std::string& where, T options = {}) {
  if (!json.is_object()) {
    const std::string found = json.is_array() ? "a list" : json.dump();
    throw InputError(where + ": found " + found + ", expected an object");
  }
  std::vector<std::string> known;
  T::visit(options, [&]<class Member>(const char* name, Member& member, const char*) {
    known.emplace_back(name);
    const auto found = json.find(name);
    if (found == json.end()) return;
    if constexpr (Options<Member>) {
      member = options_from_json<Member>(*found, where + ": " + name, member);
    } else {
      value_from_json(*found, where + ": " + name, member);
    }
  });
  for (const auto& [key, value] : json.items()) check_key(key, known, options, where);
  return options;
}

}  // namespace syncdreamer

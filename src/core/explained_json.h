#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>

#include "core/json_text.h"
#include "core/options.h"

namespace syncdreamer {

/// A sentence as comment lines `// ...` of at most 100 columns, each behind so many spaces.
std::string comment_lines(const std::string& sentence, int indent);

/// The options as JSON with comments: before each member what it says. What reads configurations takes it.
///
/// \param indent  spaces before the closing brace.
template <Options T>
std::string explained_json(const T& options, int indent = 0) {
  const std::string margin(static_cast<std::size_t>(indent) + 2, ' ');
  std::string text;
  T::visit(options, [&]<class Member>(const char* name, const Member& member, const char* help) {
    std::string value;
    if constexpr (Options<std::remove_const_t<Member>>) {
      value = explained_json(member, indent + 2);
    } else if constexpr (OptionalMember<Member>) {
      value = member ? json_text(nlohmann::json(*member)) : "null";
    } else {
      value = json_text(nlohmann::json(member));
    }
    text.append(text.empty() ? "" : ",\n").append(comment_lines(help, indent + 2));
    text.append(margin).append("\"").append(name).append("\": ").append(value);
  });
  return "{\n" + text + "\n" + std::string(static_cast<std::size_t>(indent), ' ') + "}";
}

}  // namespace syncdreamer

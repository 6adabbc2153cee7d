#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace syncdreamer {

/// The text of a JSON value, on lines of their own where `indent` is 0 or more. Bytes that are not UTF-8, as names of
/// files may have, become U+FFFD.
template <class Json>
std::string json_text(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace syncdreamer

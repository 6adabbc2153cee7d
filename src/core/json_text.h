#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "core/printable.h"

namespace syncdreamer {

/// The text of a JSON value, on lines of their own where `indent` is 0 or more. Bytes that are not UTF-8, as names of
/// files may have, become U+FFFD.
template <class Json>
std::string json_text(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// The value that a text says. \throws InputError `WHERE: is not valid JSON: line 1, column 2: syntax error ...`.
///
/// \param where     the text comes from.
/// \param callback  sees what is parsed, as it is parsed, and may throw.
inline nlohmann::json parse_json(std::string_view text, const std::string& where,
                                 const nlohmann::json::parser_callback_t& callback = {}, bool with_comments = false) {
  try {
    return nlohmann::json::parse(text, callback, true, with_comments);
  } catch (const nlohmann::json::exception& error) {
    const std::string_view all = error.what(), id_end = "] ", place = "parse error at ";
    std::string_view what = all.substr(all.starts_with('[') ? all.find(id_end) + id_end.size() : 0);
    if (what.starts_with(place)) what.remove_prefix(place.size());
    throw InputError(where + ": is not valid JSON: " + printable(what));
  }
}

/// A member of an object; null if it has none of this name, or is no object.
inline const nlohmann::json* find_member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

/// Writes a JSON value as a text file, see write_file.
template <class Json>
void write_json(const std::filesystem::path& path, const Json& json) {
  write_file(path, json_text(json, 2) + "\n");
}

}  // namespace syncdreamer

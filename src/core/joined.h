#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace syncdreamer {

/// Names or numbers in a row, `a, b, c`.
///
/// \param text_of  makes the text of an element; without it texts are taken as they are, and numbers in full.
template <class Range, class TextOf = std::identity>
std::string joined(const Range& elements, const TextOf& text_of = {}) {
  std::string text;
  bool is_first = true;
  for (const auto& element : elements) {
    if (!is_first) text += ", ";
    is_first = false;
    if constexpr (std::integral<std::remove_cvref_t<decltype(text_of(element))>>) {
      text += std::to_string(text_of(element));
    } else {
      text += text_of(element);
    }
  }
  return text;
}

/// The first texts of a list in a row, and `, ...` for the others.
inline std::string joined_first(const std::vector<std::string>& texts, std::size_t most = 5) {
  const std::string text = joined(std::span(texts).first(std::min(most, texts.size())));
  return texts.size() > most ? text + ", ..." : text;
}

}  // namespace syncdreamer

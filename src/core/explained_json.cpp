#include "core/explained_json.h"

#include <sstream>

namespace syncdreamer {
namespace {

constexpr std::size_t kMaxCommentColumns = 100;

}  // namespace

std::string comment_lines(const std::string& sentence, int indent) {
  const std::string start = std::string(static_cast<std::size_t>(indent), ' ') + "//";
  std::string text, line = start, word;
  for (std::istringstream words(sentence); words >> word;) {
    if (line != start && line.size() + 1 + word.size() > kMaxCommentColumns) {
      text += line + '\n';
      line = start;
    }
    line += ' ' + word;
  }
  return text + line + '\n';
}

}  // namespace syncdreamer

#include "evaluation/sample_sheet.h"

#include <algorithm>

#include "core/error.h"
#include "image/contact_sheet.h"

namespace syncdreamer {
namespace {

constexpr int kWidest = 17;  // pictures beside each other
constexpr int kMargin = 2;

}  // namespace

Image sample_sheet(const std::vector<SampleRows>& objects, int num_views) {
  if (objects.empty()) return {};
  const std::size_t num_rows = objects.front().rows.size();
  check(num_rows > 0 && num_views > 0, "sample_sheet: there is nothing to show");
  std::size_t most_views = 0;
  for (const SampleRows& object : objects) most_views = std::max(most_views, object.rows.front().size());
  const std::size_t shown = std::min(static_cast<std::size_t>(num_views), most_views);
  const std::size_t num_beside = std::clamp<std::size_t>(kWidest / (shown + 1), 1, objects.size());
  const Image blank(objects.front().input.width, objects.front().input.height, 3, 255);
  std::vector<Image> cells;
  for (std::size_t first = 0; first < objects.size(); first += num_beside) {
    for (std::size_t row = 0; row < num_rows; ++row) {
      for (std::size_t i = first; i < first + num_beside; ++i) {
        const bool is_there = i < objects.size();
        cells.push_back(is_there && row == 0 ? objects[i].input : blank);
        const std::vector<Image> views = is_there ? objects[i].rows.at(row) : std::vector<Image>();
        const std::size_t num_cells = std::min(shown, views.size());
        for (std::size_t k = 0; k < num_cells; ++k) cells.push_back(views[k * views.size() / num_cells]);
        cells.insert(cells.end(), shown - num_cells, blank);
      }
    }
  }
  return contact_sheet(cells, {.num_columns = static_cast<int>(num_beside * (shown + 1)), .margin = kMargin});
}

}  // namespace syncdreamer

#include "evaluation/evaluate_views.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
#include "image/view_files.h"
#include "metrics/psnr.h"
#include "metrics/ssim.h"
#include "reconstruct/view_set.h"

namespace syncdreamer {
namespace {

using std::filesystem::path;

std::vector<Image> read_row(const path& file, std::size_t count) {
  const Image row = read_image(file);
  if (row.width % static_cast<int>(count) != 0) {
    throw InputError(file, "found a width of " + std::to_string(row.width) + " pixels, expected a multiple of the " +
                               std::to_string(count) + " views of the truth");
  }
  return split_row(row, static_cast<int>(count));
}

// The prediction's pictures in the order of `truth_files`.
std::vector<Image> read_prediction(const path& folder, const std::map<int, path>& truth_files) {
  const std::map<int, path> files = find_views(folder);
  if (files.empty()) {
    if (const auto row = find_view_row(folder)) return read_row(*row, truth_files.size());
    throw InputError(folder, "has no views; expected 000.png ..., view-000.png ..., views.png or 0.png");
  }
  for (const auto& [number, file] : files) {
    if (!truth_files.contains(number)) throw InputError(file, "the truth has no view of this number");
  }
  std::vector<Image> pictures;
  for (const auto& [number, truth_file] : truth_files) {
    const auto found = files.find(number);
    if (found == files.end()) {
      throw InputError(folder, "has no view " + std::to_string(number) + " to compare with " + truth_file.string());
    }
    pictures.push_back(read_image(found->second));
  }
  return pictures;
}

}  // namespace

Report evaluate_views(const path& truth, const path& prediction) {
  const std::map<int, path> truth_files = find_views(truth);
  if (truth_files.empty()) throw InputError(truth, "has no views; expected 000.png, 001.png, ...");
  const std::vector<Image> predicted = read_prediction(prediction, truth_files);
  Report report{.row_title = "view", .columns = {"psnr", "ssim"}, .rows = {}};
  std::size_t i = 0;
  for (const auto& [number, file] : truth_files) {
    const Image expected = read_image(file);
    const Image& found = predicted.at(i++);
    if (expected.width != found.width || expected.height != found.height) {
      throw InputError(prediction, "view " + std::to_string(number) + " has " +
                                       dimensions_text(found.width, found.height) + " pixels, expected " +
                                       dimensions_text(expected.width, expected.height) + " as in " + file.string());
    }
    if (std::min(expected.width, expected.height) < kSsimWindow) {
      throw InputError(file, "has " + dimensions_text(expected.width, expected.height) + " pixels, expected at least " +
                                 std::to_string(kSsimWindow) + " in both directions");
    }
    report.rows.push_back({file.stem().string(), {psnr(expected, found), ssim(expected, found)}});
  }
  return report;
}

ViewSetReport evaluate_view_set(const path& truth, const path& prediction, const Reporter& reporter) {
  const std::vector<path> objects = view_sets_in(truth);
  if (objects.empty()) throw InputError(truth, "has neither views (000.png, ...) nor folders with views");
  std::vector<path> without_truth = view_sets_in(prediction);
  const std::size_t num_predicted = without_truth.size();
  std::erase_if(without_truth, [&](const path& predicted) {
    return std::ranges::find(objects, predicted.filename(), &path::filename) != objects.end();
  });
  if (num_predicted > 0 && without_truth.size() == num_predicted)
    throw InputError(prediction, "has none of the truth's objects: found " + without_truth.front().filename().string() +
                                     " ..., expected " + objects.front().filename().string() + " ...");
  for (const path& predicted : without_truth)
    reporter.warn(predicted.string() + ": is not compared, for the truth has no object of this name");
  Report report{.row_title = "object", .columns = {"psnr", "ssim"}, .rows = {}};
  for (const path& object : objects) {
    try {
      const std::vector<Summary> means = summarize(evaluate_views(object, prediction / object.filename()));
      report.rows.push_back({object.filename().string(), {means.at(0).mean, means.at(1).mean}});
    } catch (const InputError& error) {
      reporter.warn(std::string("left out: ") + error.what());
    }
  }
  if (report.rows.empty()) throw InputError(prediction, "none of the truth's objects could be evaluated");
  return {report, objects.size()};
}

}  // namespace syncdreamer

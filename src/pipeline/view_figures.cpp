#include "pipeline/view_figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "metrics/report.h"

namespace syncdreamer {
namespace {

using Json = nlohmann::ordered_json;

struct MethodSummary {
  Summary psnr, ssim;
  std::size_t num_objects = 0;
};

const char* set_name(bool generated) {
  return generated ? "generated" : "real";
}

/// Over the objects of one set that have figures of the method.
MethodSummary summarize_method(const std::vector<ObjectFigures>& objects, bool generated, const std::string& method) {
  std::vector<double> psnr, ssim;
  for (const ObjectFigures& object : objects) {
    const auto found = object.by_method.find(method);
    if (object.generated != generated || found == object.by_method.end()) continue;
    psnr.push_back(found->second.psnr);
    ssim.push_back(found->second.ssim);
  }
  if (psnr.empty()) return {};
  return {summarize(psnr), summarize(ssim), psnr.size()};
}

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

std::string with_deviation(const Summary& summary, int decimals) {
  if (!std::isfinite(summary.mean)) return "inf";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f ± %.*f", decimals, summary.mean, decimals, summary.standard_deviation);
  return text;
}

/// Characters that are seen: continuation bytes of UTF-8 do not count.
std::size_t shown_width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string aligned(const std::vector<std::vector<std::string>>& lines) {
  std::vector<std::size_t> widths(lines.front().size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], shown_width(line[i]));
  }
  std::string text;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      text += "| " + lines[row][i] + std::string(widths[i] - shown_width(lines[row][i]), ' ') + ' ';
    }
    text += "|\n";
    if (row > 0) continue;
    for (const std::size_t width : widths) text.append("|").append(width + 2, '-');
    text += "|\n";
  }
  return text;
}

}  // namespace

Json figures_to_json(const std::vector<ObjectFigures>& objects) {
  Json json;
  for (const bool generated : {false, true}) {
    Json& set = json[set_name(generated)] = Json::object();
    for (const auto& [method, description] : kViewMethods) {
      const MethodSummary summary = summarize_method(objects, generated, method);
      if (summary.num_objects == 0) continue;
      set[method] = {{"psnr", number(summary.psnr.mean)},
                     {"psnr_deviation", number(summary.psnr.standard_deviation)},
                     {"ssim", number(summary.ssim.mean)},
                     {"ssim_deviation", number(summary.ssim.standard_deviation)},
                     {"num_objects", summary.num_objects}};
    }
  }
  Json& list = json["objects"] = Json::array();
  for (const ObjectFigures& object : objects) {
    Json entry{{"uid", object.uid}, {"set", set_name(object.generated)}};
    for (const auto& [method, description] : kViewMethods) {
      const auto found = object.by_method.find(method);
      if (found == object.by_method.end()) continue;
      entry[method] = {{"psnr", number(found->second.psnr)}, {"ssim", number(found->second.ssim)}};
    }
    list.push_back(std::move(entry));
  }
  return json;
}

std::string figures_to_markdown(const std::vector<ObjectFigures>& objects) {
  std::vector<std::vector<std::string>> lines{{"held-out objects", "views", "PSNR (dB)", "SSIM"}};
  for (const bool generated : {false, true}) {
    for (const auto& [method, description] : kViewMethods) {
      const MethodSummary summary = summarize_method(objects, generated, method);
      if (summary.num_objects == 0) continue;
      lines.push_back({std::string(set_name(generated)) + ", " + std::to_string(summary.num_objects), description,
                       with_deviation(summary.psnr, 2), with_deviation(summary.ssim, 3)});
    }
  }
  return aligned(lines);
}

}  // namespace syncdreamer

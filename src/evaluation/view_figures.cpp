#include "evaluation/view_figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/printable.h"
#include "metrics/report.h"

namespace syncdreamer {
namespace {

using Json = nlohmann::ordered_json;

/// As tables call a set of objects, and as JSON does.
const char* set_name(bool made_up) {
  return made_up ? "made up" : "real";
}
const char* set_key(bool made_up) {
  return made_up ? "made_up" : "real";
}

/// One figure of the objects of one set that have it for the method.
template <class Figures>
std::vector<double> values_of(const std::vector<ObjectFigures>& objects, bool made_up, ViewMethod method,
                              std::map<ViewMethod, Figures> ObjectFigures::*figures, double Figures::*figure) {
  std::vector<double> values;
  for (const ObjectFigures& object : objects) {
    const auto found = (object.*figures).find(method);
    if (object.made_up == made_up && found != (object.*figures).end()) values.push_back(found->second.*figure);
  }
  return values;
}

/// All figures of one method over one set.
struct MethodValues {
  std::vector<double> psnr, ssim, chamfer, volume_iou;
  std::vector<double> consistency_psnr, consistency_ssim, consistency_iou;

  std::size_t num_objects() const { return std::max({psnr.size(), chamfer.size(), consistency_psnr.size()}); }
};

MethodValues method_values(const std::vector<ObjectFigures>& objects, bool made_up, ViewMethod method) {
  const auto of = [&](auto figures, auto figure) { return values_of(objects, made_up, method, figures, figure); };
  return {.psnr = of(&ObjectFigures::by_method, &ViewFigures::psnr),
          .ssim = of(&ObjectFigures::by_method, &ViewFigures::ssim),
          .chamfer = of(&ObjectFigures::meshes, &MeshFigures::chamfer),
          .volume_iou = of(&ObjectFigures::meshes, &MeshFigures::volume_iou),
          .consistency_psnr = of(&ObjectFigures::consistency, &ConsistencyFigures::psnr),
          .consistency_ssim = of(&ObjectFigures::consistency, &ConsistencyFigures::ssim),
          .consistency_iou = of(&ObjectFigures::consistency, &ConsistencyFigures::silhouette_iou)};
}

std::string with_deviation(const std::vector<double>& values, int decimals) {
  if (values.empty()) return "–";
  const Summary summary = summarize(values);
  if (std::isnan(summary.mean)) return "nan";
  if (!std::isfinite(summary.mean)) return "inf";
  char text[64];
  if (values.size() == 1) {
    std::snprintf(text, sizeof text, "%.*f", decimals, summary.mean);
  } else {
    std::snprintf(text, sizeof text, "%.*f ± %.*f", decimals, summary.mean, decimals, summary.standard_deviation);
  }
  return text;
}

void add_summary(Json& json, const std::string& name, const std::vector<double>& values) {
  const Summary summary = summarize(values);
  json[name] = json_number(summary.mean);
  json[name + "_deviation"] = json_number(summary.standard_deviation);
}

std::string aligned(const std::vector<std::vector<std::string>>& lines) {
  std::vector<std::size_t> widths(lines.front().size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], shown_width(line[i]));
  }
  std::string text;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      text.append("| ").append(lines[row][i]).append(widths[i] - shown_width(lines[row][i]) + 1, ' ');
    }
    text += "|\n";
    if (row > 0) continue;
    for (const std::size_t width : widths) text.append("|").append(width + 2, '-');
    text += "|\n";
  }
  return text;
}

Json method_to_json(const MethodValues& values) {
  Json json;
  if (!values.psnr.empty()) {
    add_summary(json, "psnr", values.psnr);
    add_summary(json, "ssim", values.ssim);
    json["num_objects"] = values.psnr.size();
  }
  if (!values.chamfer.empty()) {
    add_summary(json, "chamfer", values.chamfer);
    add_summary(json, "volume_iou", values.volume_iou);
    json["num_meshes"] = values.chamfer.size();
  }
  if (!values.consistency_psnr.empty()) {
    add_summary(json, "consistency_psnr", values.consistency_psnr);
    add_summary(json, "consistency_ssim", values.consistency_ssim);
    add_summary(json, "consistency_silhouette_iou", values.consistency_iou);
    json["num_consistency"] = values.consistency_psnr.size();
  }
  return json;
}

Json object_to_json(const ObjectFigures& object) {
  Json json{{"uid", object.uid}, {"set", set_key(object.made_up)}};
  if (object.elevation_error_deg) json["elevation_error_deg"] = *object.elevation_error_deg;
  for (const auto& [method, name] : enum_names(ViewMethod{})) {
    if (const auto views = object.by_method.find(method); views != object.by_method.end()) {
      json[name] = {{"psnr", json_number(views->second.psnr)}, {"ssim", json_number(views->second.ssim)}};
    }
    if (const auto mesh = object.meshes.find(method); mesh != object.meshes.end()) {
      json[name]["chamfer"] = mesh->second.chamfer;
      json[name]["volume_iou"] = mesh->second.volume_iou;
      json[name]["mesh_method"] = enum_name(mesh->second.method);
    }
    if (const auto found = object.consistency.find(method); found != object.consistency.end()) {
      json[name]["consistency_psnr"] = json_number(found->second.psnr);
      json[name]["consistency_ssim"] = json_number(found->second.ssim);
      json[name]["consistency_silhouette_iou"] = found->second.silhouette_iou;
    }
  }
  return json;
}

std::vector<double> elevation_errors(const std::vector<ObjectFigures>& objects, bool made_up) {
  std::vector<double> errors;
  for (const ObjectFigures& object : objects) {
    if (object.made_up == made_up && object.elevation_error_deg) errors.push_back(*object.elevation_error_deg);
  }
  return errors;
}

}  // namespace

Json figures_to_json(const std::vector<ObjectFigures>& objects) {
  Json json;
  for (const bool made_up : {false, true}) {
    Json& set = json[set_key(made_up)] = Json::object();
    for (const auto& [method, name] : enum_names(ViewMethod{})) {
      const MethodValues values = method_values(objects, made_up, method);
      if (values.num_objects() > 0) set[name] = method_to_json(values);
    }
    const std::vector<double> errors = elevation_errors(objects, made_up);
    if (!errors.empty()) add_summary(set, "elevation_error_deg", errors);
  }
  Json& list = json["objects"] = Json::array();
  for (const ObjectFigures& object : objects) list.push_back(object_to_json(object));
  return json;
}

std::string figures_to_markdown(const std::vector<ObjectFigures>& objects) {
  std::vector<std::vector<std::string>> lines{{"held-out objects", "views", "PSNR (dB)", "SSIM", "meshes of", "Chamfer",
                                               "volume IoU", "consistency of", "its PSNR (dB)", "its SSIM", "its IoU"}};
  const auto count_of = [](const std::vector<double>& values) {
    return values.empty() ? "–" : std::to_string(values.size());
  };
  for (const bool made_up : {false, true}) {
    for (const auto& [method, name, description] : kViewMethods) {
      const MethodValues values = method_values(objects, made_up, method);
      if (values.num_objects() == 0) continue;
      lines.push_back({std::string(set_name(made_up)) + ", " + std::to_string(values.num_objects()), description,
                       with_deviation(values.psnr, 2), with_deviation(values.ssim, 3), count_of(values.chamfer),
                       with_deviation(values.chamfer, 4), with_deviation(values.volume_iou, 3),
                       count_of(values.consistency_psnr), with_deviation(values.consistency_psnr, 2),
                       with_deviation(values.consistency_ssim, 3), with_deviation(values.consistency_iou, 3)});
    }
  }
  std::string text = aligned(lines);
  for (const bool made_up : {false, true}) {
    const std::vector<double> errors = elevation_errors(objects, made_up);
    if (errors.empty()) continue;
    text.append("\nThe elevations of the ")
        .append(set_name(made_up))
        .append(" objects' input pictures are estimated; ");
    text.append("the estimates err by ").append(with_deviation(errors, 1)).append(" degrees.\n");
  }
  return text;
}

}  // namespace syncdreamer

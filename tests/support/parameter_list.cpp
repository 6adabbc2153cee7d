#include "tests/support/parameter_list.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <fstream>
#include <sstream>

#include "tests/support/reference_files.h"

namespace syncdreamer {
namespace {

constexpr int kMaxLines = 20;

std::vector<std::int64_t> parse_shape(const std::string& text) {
  std::vector<std::int64_t> shape;
  if (text == "scalar") return shape;
  std::istringstream stream(text);
  for (std::string side; std::getline(stream, side, ',');) shape.push_back(std::stoll(side));
  return shape;
}

std::string line(const char* what, const std::string& name, const std::vector<std::int64_t>& shape) {
  std::ostringstream text;
  text << what << ' ' << name << ' ' << at::IntArrayRef(shape) << '\n';
  return text.str();
}

}  // namespace

ParameterList read_parameter_list(const std::string& file_name, const std::string& prefix) {
  ParameterList list;
  std::ifstream file(reference_file(file_name));
  for (std::string row; std::getline(file, row);) {
    std::istringstream stream(row);
    std::string name, shape, type, kind;
    stream >> name >> shape >> type >> kind;
    if (kind != "buffer" && name.starts_with(prefix)) list[name.substr(prefix.size())] = parse_shape(shape);
  }
  return list;
}

ParameterList parameter_list_of(const torch::nn::Module& module) {
  ParameterList list;
  for (const auto& item : module.named_parameters(true)) list[item.key()] = item.value().sizes().vec();
  return list;
}

std::string difference(const ParameterList& actual, const ParameterList& expected) {
  std::string text;
  int num_lines = 0;
  const auto add = [&](const std::string& added) {
    if (num_lines++ < kMaxLines) text += added;
  };
  for (const auto& [name, shape] : expected) {
    const auto found = actual.find(name);
    if (found == actual.end()) {
      add(line("missing", name, shape));
    } else if (found->second != shape) {
      add(line("expected", name, shape) + line("   found", name, found->second));
    }
  }
  for (const auto& [name, shape] : actual) {
    if (!expected.contains(name)) add(line("unexpected", name, shape));
  }
  return text;
}

}  // namespace syncdreamer

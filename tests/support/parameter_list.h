#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace torch::nn {
class Module;
}  // namespace torch::nn

namespace syncdreamer {

/// Names of parameters (or of parameters and buffers) and their shapes.
using ParameterList = std::map<std::string, std::vector<std::int64_t>>;

/// The parameters below `prefix`, which is taken off, in a list of the reference data (`syncdreamer-parameters.tsv`);
/// empty if the file is absent. A row without a kind names a parameter.
ParameterList read_parameter_list(const std::string& file_name, const std::string& prefix);

/// What a module has.
ParameterList parameter_list_of(const torch::nn::Module& module);

/// One line for every name that only one list has or whose shape differs; the first few.
std::string difference(const ParameterList& actual, const ParameterList& expected);

}  // namespace syncdreamer

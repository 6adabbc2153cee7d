#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
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

/// Keys of the released checkpoint below `clip_image_encoder.model.` that belong to CLIP's text tower, of which nothing
/// is used here.
inline constexpr std::array<std::string_view, 6> kUnusedClipTextKeys = {
    "positional_embedding",   "text_projection", "logit_scale",
    "token_embedding.weight", "ln_final.weight", "ln_final.bias"};

/// What a module has.
ParameterList parameter_list_of(const torch::nn::Module& module);

/// One line for every name that only one list has or whose shape differs; the first few.
std::string difference(const ParameterList& actual, const ParameterList& expected);

}  // namespace syncdreamer

#pragma once

#include <filesystem>
#include <string>

namespace syncdreamer {

/// A URI's text, in which `%20` stands for a space.
std::string percent_decoded(const std::string& uri);

/// The file of a texture that a model names: as it is written, or as a URI, or its name alone beside the model; as some
/// programs write it, with backslashes and blanks at the end, and in whatever case where no other has the name as it
/// is.
///
/// \param model  the model's own file.
/// \return empty if there is none.
std::filesystem::path find_texture_file(const std::filesystem::path& model, std::string name);

}  // namespace syncdreamer

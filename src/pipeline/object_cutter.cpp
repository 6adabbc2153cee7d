#include "pipeline/object_cutter.h"

#include <vector>

#include "core/error.h"
#include "core/option_range.h"
#include "image/foreground.h"
#include "matting/grab_cut.h"
#include "reconstruct/foreground_mask.h"

namespace syncdreamer {

ObjectCutter::ObjectCutter(const MaskOptions& options) : method_(options.method) {
  const bool needs_network = method_ == MaskMethod::onnx;
  if (needs_network && options.matting_model.empty())
    throw InputError("--masks onnx: expected the network's file as --matting-model");
  if (!needs_network && !options.matting_model.empty())
    throw InputError("--matting-model is used by --masks onnx only, found --masks " + enum_name(method_));
  require_range("--matting-size", options.matting_size, 32, 4096);
  if (needs_network) network_ = std::make_unique<MattingNetwork>(options.matting_model, options.matting_size);
}

Image ObjectCutter::cut_out(const Image& image, const std::string& name) const {
  const Image cut = cut_out_view(image, name, false);
  if (method_ != MaskMethod::automatic && !cut.is_see_through())
    throw InputError(name + ": --masks " + enum_name(method_) +
                     " found no background, expected some around the object");
  return extract_foreground(cut, name);
}

Image ObjectCutter::cut_out_view(const Image& image, const std::string& name, bool alpha_counts) const {
  const bool has_mask = alpha_counts ? image.has_alpha() : image.is_see_through();
  if (method_ == MaskMethod::automatic)  // whose messages name the picture themselves
    return has_mask || is_on_white(image) ? image : extract_foreground(image, name);
  if (method_ == MaskMethod::holes) return extract_foreground(image, name, EnclosedBackground::cut_out);
  try {
    return cut_out_as_told(image, has_mask);
  } catch (const NoObjectError& error) {
    throw NoObjectError(name + ": " + error.what());
  } catch (const InputError& error) {
    throw InputError(name + ": " + error.what());
  }
}

Image ObjectCutter::cut_out_as_told(const Image& image, bool has_mask) const {
  switch (method_) {
    case MaskMethod::automatic:
    case MaskMethod::holes:
      break;
    case MaskMethod::alpha:
      if (!has_mask) throw InputError("found no transparent pixels, expected some (--masks alpha)");
      return image;
    case MaskMethod::white:
      return with_coverage(image, foreground_mask(blend_on_white(image)));
    case MaskMethod::grabcut:
      return with_coverage(image, grab_cut_mask(image));
    case MaskMethod::onnx:
      return with_coverage(image, network_->mask(image));
  }
  return image;
}

std::vector<ReconstructionView> read_views(const std::filesystem::path& path, const ObjectCutter& cutter,
                                           const Reporter& reporter) {
  return read_view_set(
      path,
      [&](const Image& picture, const std::string& name, bool alpha_counts) {
        return cutter.cut_out_view(picture, name, alpha_counts);
      },
      reporter);
}

}  // namespace syncdreamer

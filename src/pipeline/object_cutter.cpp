#include "pipeline/object_cutter.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/machine_memory.h"
#include "core/option_range.h"
#include "core/percent_text.h"
#include "image/bars.h"
#include "image/coverage.h"
#include "image/foreground.h"
#include "image/image_io.h"
#include "image/resize.h"
#include "matting/grab_cut.h"
#include "pipeline/picture_warnings.h"
#include "pipeline/reconstruct_options.h"
#include "reconstruct/foreground_mask.h"

namespace syncdreamer {
namespace {

constexpr int kLargestCutSide = 2048;                         // pixels; edges are looked for in pixels, a few of them
constexpr int kLargestTransparentSide = kMaxTextureSize / 2;  // half of the largest texture shows the picture
constexpr int kWarnedSide = 1024;                             // of those that tell what an object encloses

/// A picture without alpha as objects are cut out of it.
Image ready_to_cut(Image picture, const std::string& name, const Reporter& reporter) {
  const PixelBox content = box_without_bars(picture);
  if (content.width() < picture.width || content.height() < picture.height) {
    reporter.note(name + ": bars of one colour are left out; the picture between them has " +
                  dimensions_text(content.width(), content.height()) + " of " +
                  dimensions_text(picture.width, picture.height) + " pixels");
    picture = crop(picture, content.left, content.top, content.width(), content.height());
  }
  return shrink_to_side(std::move(picture), kLargestCutSide);
}

/// What finds objects where a method has not.
const char* other_ways(MaskMethod method) {
  if (method == MaskMethod::grabcut) return "--masks onnx, or auto or white on a plain background";
  return method == MaskMethod::onnx ? "--masks grabcut, or another network" : "--masks grabcut, or onnx";
}

void check_pixels(const Image& image) {
  check_image(image);
  check(!image.empty(), "ObjectCutter: the picture has no pixels");
}

/// Whether a view without alpha shows its object on white, which leaves some of the border near-white, a corner of it,
/// even where the picture cuts the object off. Of a white that is shaded only a part is near-white.
bool is_on_white(const Image& view) {
  constexpr double kLeastWhite = 0.05, kMostlyWhite = 0.75;  // of the border
  const WhiteBorder white = white_border(view);
  return white.share >= kMostlyWhite || (white.share > kLeastWhite && white.has_corner && !white.fades);
}

/// The share of a view's object that has the background's colour and lies within it, told from a small picture.
double enclosed_share(const Image& picture) {
  constexpr int kSide = 256;
  return enclosed_background_share(shrink_to_side(picture, kSide));
}

}  // namespace

void MaskOptions::check_ranges(const Reporter& reporter) const {
  check_enum(method);
  const bool needs_network = method == MaskMethod::onnx;
  if (needs_network && matting_model.empty())
    throw InputError("--masks onnx: expected the network's file as --matting-model");
  if (!needs_network && !matting_model.empty())
    throw InputError("--matting-model is used by --masks onnx only, found --masks " + enum_name(method));
  require_range("--matting-size", matting_size, 32, 4096);
  if (!needs_network && matting_size != MaskOptions().matting_size)
    reporter.warn("--matting-size does nothing with --masks " + enum_name(method));
}

ObjectCutter::ObjectCutter(const MaskOptions& options) : method_(options.method) {
  options.check_ranges();
  if (method_ == MaskMethod::onnx)
    network_ = std::make_unique<MattingNetwork>(options.matting_model, options.matting_size);
}

Image ObjectCutter::cut_out(Image picture, const std::string& name, const Reporter& reporter) const {
  check_pixels(picture);
  picture = picture.is_see_through() ? shrink_to_side(std::move(picture), kLargestTransparentSide)
                                     : ready_to_cut(std::move(picture), name, reporter);
  const Image cut = cut_out_view(picture, name, false);
  if (method_ != MaskMethod::automatic && !cut.is_see_through())
    throw InputError(name + ": --masks " + enum_name(method_) +
                     " found no background, expected some around the object");
  Image object = extract_foreground(cut, name);
  warn_of_cut_out(picture, object, other_ways(method_), reporter.about(name));
  if (keeps_enclosed_background(picture))  // told by two more cuts
    warn_of_enclosed_background(shrink_to_side(picture, kWarnedSide), reporter.about(name));
  return object;
}

Image ObjectCutter::cut_out_view(const Image& image, const std::string& name, bool alpha_counts) const {
  check_pixels(image);
  const bool has_mask = alpha_counts ? image.has_alpha() : image.is_see_through();
  const bool has_holes = method_ == MaskMethod::holes;
  if ((method_ == MaskMethod::automatic && (has_mask || is_on_white(image))) || (has_holes && has_mask)) return image;
  if (method_ == MaskMethod::automatic) return extract_foreground(image, name);  // whose messages name the picture
  if (has_holes) return extract_foreground(image, name, EnclosedBackground::cut_out);
  if (method_ == MaskMethod::alpha) {
    if (!has_mask) throw InputError(name + ": found no transparent pixels, expected some (--masks alpha)");
    return image;
  }
  try {
    return with_coverage(image, coverage_of(image));
  } catch (const NoObjectError& error) {
    throw NoObjectError(name + ": " + error.what());
  } catch (const InputError& error) {
    throw InputError(name + ": " + error.what());
  }
}

bool ObjectCutter::keeps_enclosed_background(const Image& picture) const {
  return (method_ == MaskMethod::automatic || method_ == MaskMethod::white) && !picture.is_see_through();
}

std::vector<float> ObjectCutter::coverage_of(const Image& image) const {
  if (method_ == MaskMethod::grabcut) return grab_cut_mask(image);
  if (method_ == MaskMethod::white) return foreground_mask(blend_on_white(image));
  std::vector<float> mask = network_->mask(image);
  clear_specks(mask, image.width, image.height);
  return mask;
}

std::vector<ReconstructionView> read_views(const std::filesystem::path& path, const ObjectCutter& cutter,
                                           const Reporter& reporter) {
  std::vector<double> enclosed;  // share of each object
  auto views = read_view_set(
      path,
      [&](const Image& picture, const std::string& name, bool alpha_counts) {
        const bool has_mask = alpha_counts && picture.has_alpha();
        if (!has_mask && cutter.keeps_enclosed_background(picture)) enclosed.push_back(enclosed_share(picture));
        return cutter.cut_out_view(picture, name, alpha_counts);
      },
      reporter, available_memory());
  const double mean =
      std::reduce(enclosed.begin(), enclosed.end()) / std::max(1.0, static_cast<double>(enclosed.size()));
  if (mean >= kMuchEnclosed) {
    reporter.warn(path.string() + ": on average " + percent_text(mean) +
                  " of the objects have the background's colour and are enclosed by it; if the background is seen "
                  "there, as between legs, --masks holes cuts it out");
  }
  return views;
}

}  // namespace syncdreamer

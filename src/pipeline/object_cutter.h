#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/named_enum.h"
#include "core/progress.h"
#include "image/foreground.h"
#include "image/image.h"
#include "matting/matting_network.h"
#include "reconstruct/view_set.h"

namespace syncdreamer {

/// How an object is told from its background.
enum class MaskMethod {
  automatic,  ///< the picture's alpha; without one, its plain background
  alpha,      ///< the picture's alpha, which must be there
  holes,      ///< as automatic, and what has the background's colour inside the object is background, too
  white,      ///< a white background; alpha is blended on white first
  grabcut,    ///< any background, see grab_cut_mask
  onnx,       ///< any background, see MattingNetwork
};

constexpr auto enum_names(MaskMethod) {
  using enum MaskMethod;
  return std::array{std::pair{automatic, "auto"}, std::pair{alpha, "alpha"},     std::pair{holes, "holes"},
                    std::pair{white, "white"},    std::pair{grabcut, "grabcut"}, std::pair{onnx, "onnx"}};
}

struct MaskOptions {
  MaskMethod method = MaskMethod::automatic;
  std::string matting_model{};
  int matting_size = 320;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("masks", self.method,
          "how the object is told from its background: auto (alpha, else a plain background), alpha (which must be "
          "there), holes (as auto, and what has the background's colour inside the object is seen through it), white "
          "(a white background; alpha is blended on white first), grabcut (any background), or onnx (any "
          "background, by a network)");
    field("matting_model", self.matting_model, "ONNX file of the network for --masks onnx, such as U2-Net");
    field("matting_size", self.matting_size, "width and height of the pictures that this network takes, 32 to 4096");
  }

  /// Warns of a size for a network that is not used.
  ///
  /// \throws InputError if a network is needed and not named, or named and not needed, or its size is out of range.
  void check_ranges(const Reporter& reporter = {}) const;
};

/// Cuts objects out of pictures.
class ObjectCutter {
 public:
  /// \throws InputError if the options are wrong, or a network cannot be read.
  explicit ObjectCutter(const MaskOptions& options);

  /// The picture with the mask of its object as alpha; the methods `automatic` and `holes` take its alpha, or its plain
  /// background (see extract_foreground). A picture without alpha loses its bars (see box_without_bars) before, which
  /// is a note, and is shrunk to at most 2,048 pixels a side, one with alpha to 4,096: the work takes many times its
  /// memory.
  ///
  /// \param name      stands for the picture in what is reported.
  /// \param reporter  is warned of what speaks against the object, see picture_warnings.h.
  /// \return RGBA.
  /// \throws NoObjectError if the method finds no object, InputError if it cannot look for one.
  Image cut_out(Image picture, const std::string& name, const Reporter& reporter = {}) const;

  /// The same of one of several views, but the method `automatic` leaves such on white as they are, if it is not
  /// shaded: foreground_mask knows them.
  ///
  /// \param alpha_counts  whether an alpha that is opaque everywhere is a mask, too: as those of other views are.
  Image cut_out_view(const Image& image, const std::string& name, bool alpha_counts) const;

  /// Whether what has the plain background's colour within the picture's object is taken for a part of it.
  bool keeps_enclosed_background(const Image& picture) const;

 private:
  /// By `white`, `grabcut` or `onnx`.
  std::vector<float> coverage_of(const Image& image) const;

  MaskMethod method_;
  std::unique_ptr<MattingNetwork> network_;
};

/// Reads views, see read_view_set, whose objects the cutter finds. If they have much of the background's colour within,
/// which the cutter keeps, that is warned of.
std::vector<ReconstructionView> read_views(const std::filesystem::path& path, const ObjectCutter& cutter,
                                           const Reporter& reporter);

}  // namespace syncdreamer

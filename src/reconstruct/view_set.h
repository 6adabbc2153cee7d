#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/progress.h"
#include "image/image.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// Gives a picture an alpha that is the mask of its object; a NoObjectError makes it a view that shows nothing.
///
/// \param alpha_counts  whether the picture's alpha, if it has one, is a mask even where it is opaque everywhere.
using CutOut = std::function<Image(const Image& picture, const std::string& name, bool alpha_counts)>;

/// Reads the pictures of an object with their cameras, and finds the object in each.
///
/// Pictures and cameras, the first of these that there is:
/// - a file of cameras in nerfstudio's format: `path` itself, or `cameras.json`, `transforms.json` or
///   `transforms_train.json` in the folder `path`;
/// - the folder's views (see find_views), taken as the ring at elevation 30 degrees;
/// - squares side by side in one picture, taken as that ring: `views.png` or `0.png` in the folder, or `path` itself.
///
/// The object of a picture, by the first of these that there is:
/// - the `mask_path` that the file of cameras names for it: the object is where that picture is bright;
/// - what `cut_out` finds, if it is given; it is told whether the alpha is a mask;
/// - its alpha, if any picture of the set is see-through: where an alpha is opaque everywhere, the object fills it;
/// - what foreground_mask finds.
///
/// Pictures with a side longer than kMaxViewSide are shrunk, their cameras with them. Other numbers of views than 16 in
/// a ring are warned of, and so are cameras whose pictures do not exist, which are left out.
///
/// \param max_bytes  of memory that the pictures may need, 0 for no limit.
/// \throws InputError if there are no such pictures, fewer than three or more than fit into memory, or if one is no
/// square or of another size than its camera says.
std::vector<ReconstructionView> read_view_set(const std::filesystem::path& path, const CutOut& cut_out = {},
                                              const Reporter& reporter = {}, std::uint64_t max_bytes = 0);

/// Whether read_view_set reads a path as the views of one object; else it may be a folder of folders with views.
bool is_view_set(const std::filesystem::path& path);

/// The folders within a folder that hold the views of an object each, by name.
std::vector<std::filesystem::path> view_sets_in(const std::filesystem::path& folder);

}  // namespace syncdreamer

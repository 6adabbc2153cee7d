#pragma once

#include <filesystem>
#include <vector>

#include "image/image.h"

namespace syncdreamer {

/// Of the videos that are written.
inline constexpr int kFramesPerSecond = 30;

/// Writes RGB frames of equal size as an MP4 file: of H.264, which browsers play, or where libav has no encoder for
/// that, of MPEG-4 part 2, which they do not. An odd last row or column is left out. The file appears all at once.
///
/// \throws InputError if libav refuses, OutputError if the disk does.
void write_mp4(const std::filesystem::path& path, const std::vector<Image>& frames);

/// Writes RGB frames of equal size as an animated GIF that runs in a loop, with one palette of 256 colours.
///
/// \throws InputError if libav refuses, OutputError if the disk does.
void write_gif(const std::filesystem::path& path, const std::vector<Image>& frames);

}  // namespace syncdreamer

#pragma once

#include <string>

#include "core/progress.h"
#include "image/image.h"

namespace syncdreamer {

/// Warns of an object that was cut out of a picture and of which no good views will come: it reaches the picture's
/// border or fills a page, faint pixels or parts far apart make it small, it probably has background in it, or the
/// picture's edges cut it off.
///
/// \param picture     before the object was cut out.
/// \param object      RGBA.
/// \param other_ways  of cutting it out, which are advised.
void warn_of_cut_out(const Image& picture, const Image& object, const std::string& other_ways,
                     const Reporter& reporter);

/// Of what extract_foreground cuts out of a picture, the share (0 to 1) that has the background's colour and lies
/// within it.
///
/// \param picture  without alpha.
double enclosed_background_share(const Image& picture);

/// From which on such places are warned of: an eye's white is smaller.
inline constexpr double kMuchEnclosed = 0.02;

/// Warns of places inside an object that have the background's colour: a handle's hole is no part of it.
///
/// \param picture  without alpha.
void warn_of_enclosed_background(const Image& picture, const Reporter& reporter);

/// Warns of an object of which masks, which begin at one half, will find little, because it, or much of it, is
/// transparent, or because it is thinner than the pixels of the model's picture; and of one that has few pixels.
///
/// \param object    RGBA, as it was cut out.
/// \param prepared  RGBA, as the model takes it.
void warn_of_nearly_empty_views(const Image& object, const Image& prepared, const Reporter& reporter);

}  // namespace syncdreamer

#include "pipeline/picture_warnings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/percent_text.h"
#include "image/foreground.h"
#include "image/image_io.h"
#include "image/outline.h"
#include "image/regions.h"

namespace syncdreamer {
namespace {

/// Warns of faint pixels around an object that is smaller: as the authors' program, this one centres what is not wholly
/// transparent.
void warn_of_faint_pixels(const Image& picture, const Image& object, const Reporter& reporter) {
  constexpr double kMuchLarger = 1.1;
  const auto faint = box_of_opacity(object, 1), solid = box_of_opacity(object, kHalfOpaque);
  if (!solid || faint->longer_side() < kMuchLarger * solid->longer_side()) return;
  const int soft_edges = std::clamp(solid->longer_side() / 4, 2, 8);  // pixels, of both sides
  if (faint->longer_side() <= solid->longer_side() + soft_edges) return;
  const char* const remedy =
      picture.is_see_through() ? "; expected alpha 0 around it" : "; they may be background (input.png shows it)";
  reporter.warn("hardly opaque pixels around the object make it small: they are " +
                dimensions_text(faint->width(), faint->height()) + " pixels wide and high, what is half opaque " +
                dimensions_text(solid->width(), solid->height()) + remedy);
}

/// Warns of several parts that lie apart: the model makes one object of all that it sees.
void warn_of_parts_apart(const Image& object, const Reporter& reporter) {
  constexpr double kMuchLarger = 1.25;
  const auto all = box_of_opacity(object, kHalfOpaque), largest = box_of_largest_part(object);
  if (!all || all->longer_side() < kMuchLarger * largest->longer_side()) return;
  reporter.warn("the cut-out has parts that lie apart (input.png shows it): the largest is " +
                dimensions_text(largest->width(), largest->height()) + " pixels wide and high, all of them " +
                dimensions_text(all->width(), all->height()) + "; expected one object, as large as it can be");
}

/// Warns of a cut-out that probably has background in it.
void warn_of_doubtful_outline(const Image& picture, const Image& object, const std::string& other_ways,
                              const Reporter& reporter) {
  constexpr double kDoubtfulShare = 0.2;
  if (picture.is_see_through()) return;
  const double share = outline_without_edge(picture, object);
  if (share < kDoubtfulShare) return;
  reporter.warn("the picture has no edge along " + percent_text(share) +
                " of the outline that was found, so there may be background in the object, or some of it is missing "
                "(input.png shows it); a transparent background or another way to find it (" +
                other_ways + ") may be better");
}

/// Warns of an object that is not wholly in the picture.
void warn_of_cut_off_object(const Image& object, const Reporter& reporter) {
  const std::string edges = edges_cutting(object);
  if (!edges.empty())
    reporter.warn("the object seems to be cut off by the picture's edges (" + edges +
                  "); expected all of it in the picture, with some background around it");
}

/// Warns of a cut-out that cuts nothing out, as a picture's alpha may: its background counts as the object.
void warn_of_opaque_border(const Image& object, const Reporter& reporter) {
  constexpr double kNearlyAll = 0.9;
  int num_border = 0, num_opaque = 0;
  for (int y = 0; y < object.height; ++y) {
    const bool is_end = y == 0 || y == object.height - 1;
    for (int x = 0; x < object.width; x += is_end ? 1 : std::max(1, object.width - 1)) {
      ++num_border;
      num_opaque += object.at(x, y, 3) >= kHalfOpaque;
    }
  }
  if (num_opaque > kNearlyAll * num_border)
    reporter.warn(
        "is opaque along nearly all of its border, so that all of it is taken for the object; if it "
        "has a background, --masks white or grabcut leaves that out");
}

/// The largest difference of the mean colours along the sides of a box, levels of 255.
double contrast_of_sides(const Image& object, const PixelBox& box) {
  std::array<std::array<double, 3>, 4> means{};
  const auto add = [&](std::size_t side, int x, int y, int length) {
    for (int c = 0; c < 3; ++c) means[side][static_cast<std::size_t>(c)] += object.at(x, y, c) / double(length);
  };
  for (int x = box.left; x <= box.right; ++x) {
    add(0, x, box.top, box.width());
    add(1, x, box.bottom, box.width());
  }
  for (int y = box.top; y <= box.bottom; ++y) {
    add(2, box.left, y, box.height());
    add(3, box.right, y, box.height());
  }
  double largest = 0;
  for (const auto& a : means) {
    for (const auto& b : means) {
      for (std::size_t c = 0; c < 3; ++c) largest = std::max(largest, std::abs(a[c] - b[c]));
    }
  }
  return largest;
}

/// Warns of a rectangle that may be the page on which an object is drawn, since it nearly fills the picture, or a photo
/// in its frame, since its sides differ: those of a door or a book are alike.
void warn_of_page(const Image& picture, const Image& object, const Reporter& reporter) {
  constexpr double kNearlyWhole = 0.9, kLarge = 0.5, kRectangle = 0.99;
  constexpr double kContrast = 30;  // levels of 255
  const auto box = box_of_opacity(object, kHalfOpaque);
  if (!box || box->width() == object.width || box->height() == object.height) return;
  const double area = static_cast<double>(box->width()) * box->height();
  if (static_cast<double>(count(mask_of_opacity(object, kHalfOpaque))) < kRectangle * area) return;
  const auto fills = [&](double share) {
    return box->width() >= share * object.width && box->height() >= share * object.height;
  };
  const bool is_photo = !picture.is_see_through() && fills(kLarge) && contrast_of_sides(object, *box) > kContrast;
  if (fills(kNearlyWhole) || is_photo)
    reporter.warn(
        "the object that was found is a rectangle (input.png); if it is a page or a photo with the "
        "object on it, crop the picture within its frame");
}

/// Whether most of what is seen at all is less than half opaque.
bool is_hardly_opaque(const Image& object) {
  constexpr int kSurelyHalfOpaque = kHalfOpaque + 16;  // resizing overshoots at edges
  constexpr int kSeenPerOpaque = 4;  // of the edges of something thin, more than every fourth is opaque
  std::ptrdiff_t num_seen = 0, num_opaque = 0;
  for (std::size_t i = 3; i < object.pixels.size(); i += 4) {
    num_seen += object.pixels[i] > 0;
    num_opaque += object.pixels[i] > kSurelyHalfOpaque;
  }
  return kSeenPerOpaque * num_opaque < num_seen;
}

/// The share (0 to 1) of what is seen that is less than half opaque, but for edges and thin lines.
double see_through_share(const Image& object) {
  constexpr int kSeen = 26;  // alpha, of 255; glows fade below
  const int radius = std::max(2, std::min(object.width, object.height) / 100);
  const Mask seen = mask_of_opacity(object, kSeen);
  const Mask faint = opened(without(seen, mask_of_opacity(object, kHalfOpaque)), radius);
  return static_cast<double>(count(faint)) / std::max(1.0, static_cast<double>(count(seen)));
}

/// Warns of an object that has much fewer pixels than the model's picture of it.
void warn_of_few_pixels(const Image& object, const Image& prepared, const Reporter& reporter) {
  constexpr int kMuchLarger = 3;
  const auto small = box_of_opacity(object, kHalfOpaque), large = box_of_opacity(prepared, kHalfOpaque);
  if (!small || !large || large->longer_side() < kMuchLarger * small->longer_side()) return;
  reporter.warn("the object is " + dimensions_text(small->width(), small->height()) +
                " pixels wide and high, enlarged to " + dimensions_text(large->width(), large->height()) +
                "; expected a larger picture of it, since its views show no more than that");
}

/// Whether no square of three pixels a side is the object's.
bool is_thin(const Image& prepared) {
  return count(opened(mask_of_opacity(prepared, kHalfOpaque), 1)) == 0;
}

}  // namespace

void warn_of_cut_out(const Image& picture, const Image& object, const std::string& other_ways,
                     const Reporter& reporter) {
  warn_of_opaque_border(object, reporter);
  warn_of_page(picture, object, reporter);
  warn_of_faint_pixels(picture, object, reporter);
  warn_of_parts_apart(object, reporter);
  warn_of_doubtful_outline(picture, object, other_ways, reporter);
  warn_of_cut_off_object(object, reporter);
}

double enclosed_background_share(const Image& picture) {
  const auto size = [&](EnclosedBackground enclosed) {
    return static_cast<double>(count(mask_of_opacity(extract_foreground(picture, {}, enclosed), kHalfOpaque)));
  };
  try {
    return 1 - size(EnclosedBackground::cut_out) / size(EnclosedBackground::kept);
  } catch (const InputError&) {
    return 0;  // hardly anything would be left, as of a drawing of lines, or nothing can be cut out at all
  }
}

void warn_of_enclosed_background(const Image& picture, const Reporter& reporter) {
  const double share = enclosed_background_share(picture);
  if (share < kMuchEnclosed) return;
  reporter.warn(percent_text(share) +
                " of the object have the background's colour and are enclosed by it; if the background is seen there, "
                "as through a handle, --masks holes cuts it out");
}

void warn_of_nearly_empty_views(const Image& object, const Image& prepared, const Reporter& reporter) {
  constexpr double kMuchSeenThrough = 0.15;
  warn_of_few_pixels(object, prepared, reporter);
  if (is_hardly_opaque(object))
    reporter.warn(
        "hardly anything is more than half opaque; its views may come out nearly empty, which --masks white avoids: "
        "it takes the object as it looks on white");
  else if (const double share = see_through_share(object); share >= kMuchSeenThrough)
    reporter.warn(percent_text(share) +
                  " of what is seen of the object is less than half opaque, which the mesh leaves out; where that is "
                  "glass and no shadow, --masks white takes it as it looks on white");
  else if (is_thin(prepared))
    reporter.warn("the object is nowhere wider than two pixels of the model's picture, which has " +
                  dimensions_text(prepared.width, prepared.height) +
                  " pixels; its views may come out nearly empty, and its mesh as a lump");
}

}  // namespace syncdreamer

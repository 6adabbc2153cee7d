#pragma once

#include "image/image.h"

namespace syncdreamer {

/// Resizes as the Python Imaging Library does with BICUBIC, bit for bit.
///
/// Separable cubic convolution (a = -0.5) whose support grows with the scale when it shrinks, horizontal pass first,
/// each pass rounded to 8 bits, weights in fixed point of 22 bits. Pictures with alpha are resized with colours
/// multiplied by it, and divided by it after that.
Image resize_bicubic(const Image& image, int width, int height);

/// Shrinks by an integer factor: every pixel is the mean of `factor` x `factor` pixels, colours weighted by alpha.
/// Width and height are multiples of `factor`.
Image shrink_by_area(const Image& image, int factor);

/// Shrinks by the least whole factor that leaves no side longer than `longest`, but to one pixel at least. Rows and
/// columns that fill no pixel are left out at the right and the bottom.
Image shrink_to_side(Image image, int longest);

}  // namespace syncdreamer

#pragma once

namespace syncdreamer {

/// Whether libtorch computes the gradients of convolutions rightly on this CPU. With oneDNN 3.7, which Debian 13 has,
/// those of inputs are garbage where the output channels do not fill whole vectors.
bool are_convolution_gradients_right();

/// Looks once whether they are right, and has libtorch do without oneDNN in this process if they are not. The layers of
/// `layers.h` call it before gradients are needed, and before transposed convolutions, which are such gradients.
///
/// \return whether they were wrong.
bool avoid_wrong_convolution_gradients();

}  // namespace syncdreamer

#pragma once

#include <string>
#include <string_view>

#include "core/progress.h"

namespace syncdreamer {

/// Prints progress on standard error: a bar that redraws itself on a terminal, otherwise a plain line at every tenth.
/// Notes go there too, and warnings, as `warning: ...`.
Reporter console_reporter();

/// `1 h 05 min`, `3 min 20 s`, `12 s`.
std::string duration_text(double seconds);

}  // namespace syncdreamer

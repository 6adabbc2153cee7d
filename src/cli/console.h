#pragma once

#include <cstdint>
#include <string>

#include "core/progress.h"

namespace syncdreamer {

/// Prints progress on standard error: a bar that redraws itself on a terminal, otherwise a plain line at every tenth.
/// Notes go there too, and warnings, as `warning: ...`. Work is stopped when the program is interrupted.
Reporter console_reporter();

/// A bar with its stage, count and time left: 79 columns, as a terminal of 80 redraws them in place.
std::string progress_text(const std::string& stage, std::int64_t done, std::int64_t total, const std::string& left);

/// Begins a new line where progress is still drawn on the terminal's last one.
void end_progress_line();

}  // namespace syncdreamer

#pragma once

#include "core/progress.h"

namespace syncdreamer {

/// Prints progress on standard error: a bar that redraws itself on a terminal, otherwise a plain line at every tenth.
/// Notes go there too, and warnings, as `warning: ...`. Work is stopped when the program is interrupted.
Reporter console_reporter();

/// Begins a new line where progress is still drawn on the terminal's last one.
void end_progress_line();

}  // namespace syncdreamer

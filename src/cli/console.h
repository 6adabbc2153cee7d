#pragma once

#include <string>
#include <string_view>

#include "core/progress.h"

namespace syncdreamer {

/// Prints progress on standard error: a bar that redraws itself on a terminal, otherwise a plain line at every tenth.
/// Warnings go there too, as `warning: ...`.
Reporter console_reporter();

/// `1 h 05 min`, `3 min 20 s`, `12 s`.
std::string duration_text(double seconds);

/// Whether an interrupt or termination was asked for since `catch_interrupts`; a second one ends the program at once,
/// unless it comes within a second: some launchers send what the terminal has sent already. SIGUSR1 asks as well:
/// mpirun and srun pass it on, while they soon kill after SIGINT and SIGTERM.
bool interrupted();
void catch_interrupts();

}  // namespace syncdreamer

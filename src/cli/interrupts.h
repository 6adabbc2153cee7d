#pragma once

namespace syncdreamer {

/// From now on SIGINT, SIGTERM, SIGUSR1 (which mpirun and srun pass on, while they soon kill after the others) and
/// SIGHUP, unless it is ignored as under nohup, ask the program to stop. A second one ends it at once, unless it comes
/// within a second of the first: some launchers send what the terminal has sent already.
void catch_interrupts();

/// Whether one of them has come since `catch_interrupts`.
bool interrupted();

}  // namespace syncdreamer

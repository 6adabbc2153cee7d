#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace syncdreamer {

/// This process among those of a training, and where they meet. The names are torchrun's.
struct LaunchEnvironment {
  int rank = 0;              ///< 0 .. world_size - 1
  int world_size = 1;        ///< processes in all
  int local_world_size = 1;  ///< of them on this machine, as far as the launcher tells
  int local_rank = 0;        ///< this process among those
  std::string master_addr = "127.0.0.1";
  int master_port = 29500;
  bool binds_processes = false;    ///< the launcher gives processes cores of their own, as mpirun and srun do
  bool uses_agent_store = false;   ///< the launcher keeps the store by which all meet; otherwise process 0 does
  std::string rendezvous_id = {};  ///< the launcher's name of this start: tells it from others at the same port
  std::chrono::seconds timeout = std::chrono::minutes(5);  ///< how long it waits for the others
};

/// Whether every process computes on a device that no other uses.
///
/// \param devices  what tells each process's device from all others of all machines; empty for the CPU.
bool have_own_devices(const std::vector<std::string>& devices);

/// The value of an environment variable, if it is set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
std::optional<std::string> environment_variable(const std::string& name);

/// What the launcher says in the environment: torchrun (RANK, WORLD_SIZE), Open MPI's mpirun (OMPI_COMM_WORLD_*) or
/// Slurm's srun (SLURM_*). MASTER_ADDR and MASTER_PORT name the meeting place; without them it is port 29500 of this
/// machine, or of the first machine that srun names. Without a launcher there is one process.
///
/// \throws InputError for variables that contradict each other, and where the meeting place cannot be told.
LaunchEnvironment launch_environment(const Environment& environment = environment_variable);

}  // namespace syncdreamer

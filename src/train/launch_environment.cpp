#include "train/launch_environment.h"

#include <charconv>
#include <cstdlib>
#include <set>

#include "core/error.h"

namespace syncdreamer {
namespace {

int number(const Environment& environment, const std::string& name, int least, std::optional<int> otherwise = {}) {
  const auto text = environment(name);
  if (!text && otherwise) return *otherwise;
  if (!text) throw InputError(name + ": not set in the environment, although the launcher's other variables are");
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < least) {
    throw InputError(name + ": found '" + *text + "' in the environment, expected a number from " +
                     std::to_string(least) + " on");
  }
  return value;
}

/// The first machine of `gpu[003-007,9],login`: gpu003.
std::string first_machine(const std::string& machines) {
  const std::size_t end = machines.find_first_of(",[");
  std::string name = machines.substr(0, end);
  if (end == std::string::npos || machines[end] == ',') return name;
  const std::size_t digits = end + 1, digits_end = machines.find_first_of("-,]", digits);
  const std::size_t bracket = machines.find(']', digits);
  if (digits_end == std::string::npos || bracket == std::string::npos) {
    throw InputError("SLURM_STEP_NODELIST: found '" + machines + "' in the environment, expected names of machines");
  }
  name += machines.substr(digits, digits_end - digits);
  const std::size_t suffix_end = machines.find(',', bracket);
  return name + machines.substr(bracket + 1, suffix_end == std::string::npos ? suffix_end : suffix_end - bracket - 1);
}

LaunchEnvironment torchrun_environment(const Environment& environment) {
  LaunchEnvironment launch{.rank = number(environment, "RANK", 0),
                           .world_size = number(environment, "WORLD_SIZE", 1),
                           .local_world_size = number(environment, "LOCAL_WORLD_SIZE", 1, 1)};
  launch.local_rank = number(environment, "LOCAL_RANK", 0, launch.rank);
  launch.uses_agent_store = environment("TORCHELASTIC_USE_AGENT_STORE") == "True";
  if (launch.uses_agent_store) {
    launch.rendezvous_id = "attempt-" + environment("TORCHELASTIC_RESTART_COUNT").value_or("0");
  }
  return launch;
}

LaunchEnvironment open_mpi_environment(const Environment& environment) {
  LaunchEnvironment launch{.rank = number(environment, "OMPI_COMM_WORLD_RANK", 0),
                           .world_size = number(environment, "OMPI_COMM_WORLD_SIZE", 1),
                           .local_world_size = number(environment, "OMPI_COMM_WORLD_LOCAL_SIZE", 1, 1),
                           .rendezvous_id = "mpirun-" + environment("PMIX_NAMESPACE").value_or("")};
  launch.local_rank = number(environment, "OMPI_COMM_WORLD_LOCAL_RANK", 0, launch.rank);
  if (launch.local_world_size < launch.world_size && !environment("MASTER_ADDR")) {
    throw InputError(
        "MASTER_ADDR: not set in the environment, expected the machine of process 0 (mpirun -x MASTER_ADDR)");
  }
  return launch;
}

LaunchEnvironment slurm_environment(const Environment& environment) {
  LaunchEnvironment launch{.rank = number(environment, "SLURM_PROCID", 0),
                           .world_size = number(environment, "SLURM_STEP_NUM_TASKS", 1),
                           .rendezvous_id = "srun-" + environment("SLURM_JOB_ID").value_or("") + "." +
                                            environment("SLURM_STEP_ID").value_or("")};
  const int machines = number(environment, "SLURM_STEP_NUM_NODES", 1, 1);
  launch.local_world_size = (launch.world_size + machines - 1) / machines;
  launch.local_rank = number(environment, "SLURM_LOCALID", 0, launch.rank);
  if (machines > 1) launch.master_addr = first_machine(environment("SLURM_STEP_NODELIST").value_or(""));
  return launch;
}

LaunchEnvironment environment_of_launcher(const Environment& environment) {
  if (environment("RANK") || environment("WORLD_SIZE")) return torchrun_environment(environment);
  if (environment("OMPI_COMM_WORLD_SIZE")) return open_mpi_environment(environment);
  if (environment("SLURM_STEP_NUM_TASKS")) return slurm_environment(environment);
  return {};
}

}  // namespace

std::optional<std::string> environment_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

LaunchEnvironment launch_environment(const Environment& environment) {
  LaunchEnvironment launch = environment_of_launcher(environment);
  if (launch.rank >= launch.world_size) {
    throw InputError("environment: found process " + std::to_string(launch.rank) + " of " +
                     std::to_string(launch.world_size) + ", expected numbers from 0 to " +
                     std::to_string(launch.world_size - 1));
  }
  if (launch.world_size == 1) return {};
  // What torchrun starts within a task of theirs shares the task's cores.
  launch.binds_processes = number(environment, "OMPI_COMM_WORLD_SIZE", 1, 0) == launch.world_size ||
                           number(environment, "SLURM_STEP_NUM_TASKS", 1, 0) == launch.world_size;
  launch.master_addr = environment("MASTER_ADDR").value_or(launch.master_addr);
  launch.master_port = number(environment, "MASTER_PORT", 1, launch.master_port);
  if (launch.master_addr.empty())
    throw InputError("MASTER_ADDR: not set in the environment, expected a machine's name");
  if (launch.master_port > 65535)
    throw InputError("MASTER_PORT: found " + std::to_string(launch.master_port) + ", expected 1 to 65535");
  return launch;
}

bool have_own_devices(const std::vector<std::string>& devices) {
  const std::set<std::string> different(devices.begin(), devices.end());
  return different.size() == devices.size() && !different.contains("");
}

}  // namespace syncdreamer

#include "train/process_place.h"

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
  const size_t end = machines.find_first_of(",[");
  std::string name = machines.substr(0, end);
  if (end == std::string::npos || machines[end] == ',') return name;
  const size_t digits = end + 1, digits_end = machines.find_first_of("-,]", digits);
  const size_t bracket = machines.find(']', digits);
  if (digits_end == std::string::npos || bracket == std::string::npos) {
    throw InputError("SLURM_STEP_NODELIST: found '" + machines + "' in the environment, expected names of machines");
  }
  name += machines.substr(digits, digits_end - digits);
  const size_t suffix_end = machines.find(',', bracket);
  return name + machines.substr(bracket + 1, suffix_end == std::string::npos ? suffix_end : suffix_end - bracket - 1);
}

ProcessPlace torchrun_place(const Environment& environment) {
  ProcessPlace place{.rank = number(environment, "RANK", 0),
                     .size = number(environment, "WORLD_SIZE", 1),
                     .processes_here = number(environment, "LOCAL_WORLD_SIZE", 1, 1)};
  place.rank_here = number(environment, "LOCAL_RANK", 0, place.rank);
  place.launcher_serves = environment("TORCHELASTIC_USE_AGENT_STORE") == "True";
  if (place.launcher_serves) {
    place.meeting_name = "attempt-" + environment("TORCHELASTIC_RESTART_COUNT").value_or("0");
  }
  return place;
}

ProcessPlace open_mpi_place(const Environment& environment) {
  ProcessPlace place{.rank = number(environment, "OMPI_COMM_WORLD_RANK", 0),
                     .size = number(environment, "OMPI_COMM_WORLD_SIZE", 1),
                     .processes_here = number(environment, "OMPI_COMM_WORLD_LOCAL_SIZE", 1, 1),
                     .meeting_name = "mpirun-" + environment("PMIX_NAMESPACE").value_or("")};
  place.rank_here = number(environment, "OMPI_COMM_WORLD_LOCAL_RANK", 0, place.rank);
  if (place.processes_here < place.size && !environment("MASTER_ADDR")) {
    throw InputError(
        "MASTER_ADDR: not set in the environment, expected the machine of process 0 (mpirun -x MASTER_ADDR)");
  }
  return place;
}

ProcessPlace slurm_place(const Environment& environment) {
  ProcessPlace place{.rank = number(environment, "SLURM_PROCID", 0),
                     .size = number(environment, "SLURM_STEP_NUM_TASKS", 1),
                     .meeting_name = "srun-" + environment("SLURM_JOB_ID").value_or("") + "." +
                                     environment("SLURM_STEP_ID").value_or("")};
  const int machines = number(environment, "SLURM_STEP_NUM_NODES", 1, 1);
  place.processes_here = (place.size + machines - 1) / machines;
  place.rank_here = number(environment, "SLURM_LOCALID", 0, place.rank);
  if (machines > 1) place.address = first_machine(environment("SLURM_STEP_NODELIST").value_or(""));
  return place;
}

ProcessPlace launched_place(const Environment& environment) {
  if (environment("RANK") || environment("WORLD_SIZE")) return torchrun_place(environment);
  if (environment("OMPI_COMM_WORLD_SIZE")) return open_mpi_place(environment);
  if (environment("SLURM_STEP_NUM_TASKS")) return slurm_place(environment);
  return {};
}

}  // namespace

std::optional<std::string> environment_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

ProcessPlace process_place(const Environment& environment) {
  ProcessPlace place = launched_place(environment);
  if (place.rank >= place.size) {
    throw InputError("environment: found process " + std::to_string(place.rank) + " of " + std::to_string(place.size) +
                     ", expected numbers from 0 to " + std::to_string(place.size - 1));
  }
  if (place.size == 1) return {};
  place.address = environment("MASTER_ADDR").value_or(place.address);
  place.port = number(environment, "MASTER_PORT", 1, place.port);
  if (place.address.empty()) throw InputError("MASTER_ADDR: not set in the environment, expected a machine's name");
  if (place.port > 65535)
    throw InputError("MASTER_PORT: found " + std::to_string(place.port) + ", expected 1 to 65535");
  return place;
}

bool have_own_devices(const std::vector<std::string>& devices) {
  const std::set<std::string> different(devices.begin(), devices.end());
  return different.size() == devices.size() && !different.contains("");
}

}  // namespace syncdreamer

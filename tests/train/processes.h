#pragma once

#include <torch/cuda.h>

#include <chrono>
#include <exception>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "nn/device.h"
#include "tests/support/free_port.h"
#include "train/process_group.h"

namespace syncdreamer {

/// Runs `action` in `size` threads, each as a process of one group. \return what each threw, empty where nothing.
///
/// \param device  of each process: its name, as in `device_named`; by number where it names none.
inline std::vector<std::string> run_processes(int size, const std::function<void(const ProcessGroup&)>& action,
                                              const std::string& device = "cpu") {
  const int port = free_port();
  std::vector<std::string> errors(static_cast<std::size_t>(size));
  std::vector<std::thread> threads;
  for (int rank = 0; rank < size; ++rank) {
    threads.emplace_back([&, rank] {
      try {
        action(ProcessGroup(
            {.rank = rank, .world_size = size, .local_world_size = size, .local_rank = rank, .master_port = port},
            device_named(device, rank)));
      } catch (const std::exception& error) {
        errors[static_cast<std::size_t>(rank)] = error.what();
      }
    });
    // Who comes before process 0 listens tries again a second later.
    if (rank == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  for (std::thread& thread : threads) thread.join();
  return errors;
}

/// Why sums on so many devices cannot be tried here; empty if they can.
inline std::string obstacle_to_nccl(int num_devices) {
#ifndef SYNCDREAMER_NCCL
  return "SKIPPED: built without NCCL";
#endif
  if (torch::cuda::device_count() >= static_cast<std::size_t>(num_devices)) return {};
  return "SKIPPED: needs CUDA devices: " + std::to_string(num_devices);
}

}  // namespace syncdreamer

#include "train/process_group.h"

#include <ATen/ATen.h>
#include <netdb.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/error.h"

// libtorch's header asks for Gloo's own, which stand in another package.
#if defined(USE_C10D_GLOO) && __has_include(<gloo/algorithm.h>)
#define SYNCDREAMER_HAS_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

#if defined(SYNCDREAMER_HAS_GLOO) && defined(USE_C10D_NCCL) && defined(SYNCDREAMER_NCCL)
#define SYNCDREAMER_HAS_NCCL
#include <ATen/cuda/CUDAContext.h>
#include <c10/core/DeviceGuard.h>
#include <nccl.h>
#include <unistd.h>

#include <thread>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace syncdreamer {

#ifdef SYNCDREAMER_HAS_GLOO

namespace {

constexpr std::chrono::minutes kLongestWork(30);  // of another process, before its part of a sum comes
#ifdef SYNCDREAMER_HAS_NCCL
constexpr std::chrono::minutes kLongestDeviceSum(10);  // from when this process waits for it
#endif

/// Begins a sum over all processes. \return waits until that is done.
using StartSum = std::function<std::function<void()>(std::vector<at::Tensor>&)>;

}  // namespace

struct ProcessGroup::Connection {
  c10::intrusive_ptr<c10d::ProcessGroupGloo> processes;
  StartSum start_sum_on_device;  ///< empty where devices have no sums of their own
};

namespace {

std::string why_not_met(const std::exception& error) {
  const std::string text = first_line(error);
  if (text.find("Address already in use") != text.npos) {
    return "the port is taken on this machine, perhaps by another training: set MASTER_PORT to another one";
  }
  return text;
}

/// Ends what Gloo still waits for: in this process at once, in the others because its connections are closed. The only
/// way from outside: a wait that times out closes all connections of its group.
void close_connections(c10d::ProcessGroupGloo& processes) {
  constexpr int kTagThatNobodySends = 1;
  for (int rank = 0; rank < processes.getSize(); ++rank) {
    if (rank == processes.getRank()) continue;
    try {
      std::vector<at::Tensor> nothing{at::zeros({1})};
      processes.recv(nothing, rank, kTagThatNobodySends)->wait(std::chrono::milliseconds(1));
    } catch (const std::exception&) {
      // closed now, or already before
    }
  }
}

/// Begins a sum over Gloo. When it fails the other sums under way end, too: what a process has sent for this one lies
/// in the way of all that follows, and neighbours that both live would wait for each other.
c10::intrusive_ptr<c10d::Work> start_gloo_sum(c10d::ProcessGroupGloo& processes, std::vector<at::Tensor>& tensors) {
  const auto work = processes.allreduce(tensors);
  work->getFuture()->addCallback([&processes](c10::ivalue::Future& sum) {
    if (sum.hasError()) close_connections(processes);  // the group outlives its sums
  });
  return work;
}

/// Gloo writes to processes that may have gone: that is an error of the write, and must not end this process.
void survive_broken_connections() {
  if (const auto handler = std::signal(SIGPIPE, SIG_IGN); handler != SIG_DFL) std::signal(SIGPIPE, handler);
}

/// libtorch would go on asking for a machine that nobody knows.
void check_known(const std::string& address) {
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.c_str(), nullptr, nullptr, &found);
  if (error == 0) ::freeaddrinfo(found);
  if (error == EAI_NONAME) throw std::runtime_error("there is no machine of this name; see MASTER_ADDR");
}

/// Processes of another training would wait for each other in vain.
void check_same_training(c10d::Store& store, const LaunchEnvironment& launch) {
  if (launch.uses_agent_store) return;
  const std::string key = "syncdreamer/training", name = "training " + launch.rendezvous_id;
  const std::vector<std::uint8_t> bytes(name.begin(), name.end());
  if (launch.rank == 0) store.set(key, bytes);
  if (store.get(key) != bytes) {
    throw std::runtime_error("another training meets there: set MASTER_PORT to another port");
  }
}

/// Gloo would wait as long for a process that never comes as for one that computes.
void wait_for_all(c10d::Store& store, const LaunchEnvironment& launch) {
  const auto key = [](int rank) { return "present/" + std::to_string(rank); };
  store.set(key(launch.rank), std::vector<std::uint8_t>{1});
  const auto deadline = std::chrono::steady_clock::now() + launch.timeout;
  for (int rank = 0; rank < launch.world_size; ++rank) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    try {
      store.wait({key(rank)}, std::max(left, std::chrono::milliseconds(1)));
    } catch (const std::exception&) {
      if (std::chrono::steady_clock::now() < deadline) throw;
      throw std::runtime_error("process " + std::to_string(rank) + " did not come within " +
                               std::to_string(launch.timeout.count()) + " s");
    }
  }
}

/// libtorch takes libuv for its store from 2.4 on where it is not told otherwise, and Debian builds it without.
template <class Options>
void do_without_libuv(Options& options) {
  if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

c10::intrusive_ptr<c10d::Store> meet(const LaunchEnvironment& launch) {
  check_known(launch.master_addr);
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(launch.master_port);
  options.isServer = launch.rank == 0 && !launch.uses_agent_store;
  options.waitWorkers = false;
  options.timeout = launch.timeout;
  do_without_libuv(options);
  const auto store = c10::make_intrusive<c10d::TCPStore>(launch.master_addr, options);
  check_same_training(*store, launch);
  const auto ours = c10::make_intrusive<c10d::PrefixStore>("syncdreamer/" + launch.rendezvous_id, store);
  wait_for_all(*ours, launch);
  return ours;
}

#ifdef SYNCDREAMER_HAS_NCCL

/// Whether the library is the version of its header, which decides how libtorch and this file lay out its options.
bool is_nccl_of_header() {
  int version = 0;
  return ncclGetVersion(&version) == ncclSuccess && version == NCCL_VERSION_CODE;
}

/// Tells a CUDA device from all others of all machines, whatever number it has in its process; empty for what NCCL
/// cannot serve, which all processes must know of each other.
std::string identity(const at::Device& device) {
  if (!device.is_cuda() || !is_nccl_of_header()) return {};
  std::array<char, 256> machine{};
  ::gethostname(machine.data(), machine.size() - 1);
  const cudaDeviceProp& bus = *at::cuda::getDeviceProperties(device.index());
  return std::string(machine.data()) + " " + std::to_string(bus.pciDomainID) + ":" + std::to_string(bus.pciBusID) +
         ":" + std::to_string(bus.pciDeviceID);
}

/// What all processes say of their devices, by rank.
std::vector<std::string> all_identities(c10d::Store& store, const LaunchEnvironment& launch, const at::Device& device) {
  const auto key = [](int rank) { return "device/" + std::to_string(rank); };
  const std::string own = identity(device);
  store.set(key(launch.rank), std::vector<std::uint8_t>(own.begin(), own.end()));
  std::vector<std::string> identities;
  for (int rank = 0; rank < launch.world_size; ++rank) {
    const std::vector<std::uint8_t> bytes = store.get(key(rank));
    identities.emplace_back(bytes.begin(), bytes.end());
  }
  return identities;
}

/// NCCL does not notice when another process ends: its sum would never come.
void wait_for_device_sum(c10d::Work& work) {
  const auto deadline = std::chrono::steady_clock::now() + kLongestDeviceSum;
  while (!work.isCompleted()) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("a sum over NCCL did not end");
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  if (const std::exception_ptr error = work.exception()) std::rethrow_exception(error);
  work.wait();
}

/// NCCL asks for a device of its own in every process.
StartSum device_sums(const c10::intrusive_ptr<c10d::Store>& store, const LaunchEnvironment& launch,
                     const at::Device& device) {
  if (!have_own_devices(all_identities(*store, launch, device))) return {};
  const c10::OptionalDeviceGuard guard(device);  // otherwise NCCL opens a context on device 0, too
  // Gloo notices who has gone; NCCL's own watch would end the process before it has saved what it has learned.
  for (const char* name : {"TORCH_NCCL_ASYNC_ERROR_HANDLING", "NCCL_ASYNC_ERROR_HANDLING"}) ::setenv(name, "0", 1);
  const auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = kLongestWork;
  const auto processes = c10::make_intrusive<c10d::ProcessGroupNCCL>(
      c10::make_intrusive<c10d::PrefixStore>("nccl", store), launch.rank, launch.world_size, options);
  std::vector<at::Tensor> first{at::ones({1}, device)};
  processes->allreduce(first)->wait();
  first[0].item<float>();  // the devices have met now, and not in the middle of a backward pass
  return [processes](std::vector<at::Tensor>& tensors) -> std::function<void()> {
    const c10::OptionalDeviceGuard on_device(tensors.front().device());
    return [work = processes->allreduce(tensors)] { wait_for_device_sum(*work); };
  };
}

#else

StartSum device_sums(const c10::intrusive_ptr<c10d::Store>&, const LaunchEnvironment&, const at::Device&) {
  return {};
}

#endif

c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo_group(const c10::intrusive_ptr<c10d::Store>& store,
                                                      const LaunchEnvironment& launch) {
  const auto options = c10d::ProcessGroupGloo::Options::create(kLongestWork);
  const auto interface = environment_variable("GLOO_SOCKET_IFNAME");
  options->devices.push_back(interface ? c10d::ProcessGroupGloo::createDeviceForInterface(*interface)
                                       : c10d::ProcessGroupGloo::createDefaultDevice());
  const auto processes = c10::make_intrusive<c10d::ProcessGroupGloo>(store, launch.rank, launch.world_size, options);
  std::vector<at::Tensor> first{at::ones({1})};
  processes->allreduce(first)->wait();  // none may end while another one still connects to it
  return processes;
}

}  // namespace

/// Runs what talks to the other processes. When they are lost NCCL's work on the device is ended with its group:
/// otherwise what is saved next could wait for it for ever.
template <class Action>
auto ProcessGroup::together(Action&& action) const {
  try {
    return action();
  } catch (const std::exception& error) {
    connection_->start_sum_on_device = {};
    throw InputError("process " + std::to_string(rank_) + " of " + std::to_string(size_) +
                     " lost the others: start all of them again, they continue from the last checkpoint (" +
                     first_line(error) + ")");
  }
}

ProcessGroup::ProcessGroup(const LaunchEnvironment& launch, const at::Device& device)
    : rank_(launch.rank),
      size_(launch.world_size),
      local_rank_(launch.local_rank),
      local_size_(launch.local_world_size) {
  if (size_ == 1) return;
  survive_broken_connections();
  try {
    const auto store = meet(launch);
    connection_ =
        std::make_shared<Connection>(Connection{gloo_group(store, launch), device_sums(store, launch, device)});
  } catch (const std::exception& error) {
    throw InputError("process " + std::to_string(rank_) + " of " + std::to_string(size_) +
                     " did not meet the others at " + launch.master_addr + ":" + std::to_string(launch.master_port) +
                     " (" + why_not_met(error) + ")");
  }
}

bool ProcessGroup::sums_on(const at::Device& device) const {
  return device.is_cpu() || (connection_ && connection_->start_sum_on_device);
}

std::function<void()> ProcessGroup::start_sum(const at::Tensor& tensor) const {
  if (size_ == 1) return [] {};
  check(sums_on(tensor.device()), "ProcessGroup: no sums on this device");
  std::vector<at::Tensor> tensors{tensor.detach()};
  const auto wait = together([&]() -> std::function<void()> {
    if (!tensor.is_cpu()) return connection_->start_sum_on_device(tensors);
    return [work = start_gloo_sum(*connection_->processes, tensors)] { work->wait(); };
  });
  return [group = *this, wait] { group.together(wait); };
}

void ProcessGroup::broadcast(const at::Tensor& tensor) const {
  if (size_ == 1) return;
  std::vector<at::Tensor> tensors{tensor.detach()};
  together([&] { return connection_->processes->broadcast(tensors)->wait(); });
}

#else

struct ProcessGroup::Connection {};

ProcessGroup::ProcessGroup(const LaunchEnvironment& launch, const at::Device&) {
  if (launch.world_size > 1) {
    throw InputError("training: found " + std::to_string(launch.world_size) +
                     " processes, but this program was built without Gloo (Debian: libgloo-dev), expected one");
  }
}

bool ProcessGroup::sums_on(const at::Device& device) const {
  return device.is_cpu();
}

std::function<void()> ProcessGroup::start_sum(const at::Tensor&) const {
  return [] {};
}

void ProcessGroup::broadcast(const at::Tensor&) const {}

#endif

}  // namespace syncdreamer

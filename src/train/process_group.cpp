#include "train/process_group.h"

#include <ATen/ATen.h>
#include <netdb.h>

#include <algorithm>
#include <chrono>
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

namespace syncdreamer {

#ifdef SYNCDREAMER_HAS_GLOO

struct ProcessGroup::Connection {
  c10::intrusive_ptr<c10d::ProcessGroupGloo> processes;
};

namespace {

std::string first_line(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

std::string why_not_met(const std::exception& error) {
  const std::string text = first_line(error);
  if (text.find("Address already in use") != text.npos) {
    return "the port is taken on this machine, perhaps by another training: set MASTER_PORT to another one";
  }
  return text;
}

/// libtorch would go on asking for a machine that nobody knows.
void check_known(const std::string& address) {
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.c_str(), nullptr, nullptr, &found);
  if (error == 0) ::freeaddrinfo(found);
  if (error == EAI_NONAME) throw std::runtime_error("there is no machine of this name; see MASTER_ADDR");
}

/// Processes of another training would wait for each other in vain.
void check_same_training(c10d::Store& store, const ProcessPlace& place) {
  if (place.launcher_serves) return;
  const std::string key = "syncdreamer/training", name = "training " + place.meeting_name;
  const std::vector<std::uint8_t> bytes(name.begin(), name.end());
  if (place.rank == 0) store.set(key, bytes);
  if (store.get(key) != bytes) {
    throw std::runtime_error("another training meets there: set MASTER_PORT to another port");
  }
}

/// Gloo would wait as long for a process that never comes as for one that computes.
void wait_for_all(c10d::Store& store, const ProcessPlace& place) {
  const auto key = [](int rank) { return "present/" + std::to_string(rank); };
  store.set(key(place.rank), std::vector<std::uint8_t>{1});
  const auto deadline = std::chrono::steady_clock::now() + place.patience;
  for (int rank = 0; rank < place.size; ++rank) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    try {
      store.wait({key(rank)}, std::max(left, std::chrono::milliseconds(1)));
    } catch (const std::exception&) {
      throw std::runtime_error("process " + std::to_string(rank) + " did not come within " +
                               std::to_string(place.patience.count()) + " s");
    }
  }
}

c10::intrusive_ptr<c10d::Store> meet(const ProcessPlace& place) {
  check_known(place.address);
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(place.port);
  options.isServer = place.rank == 0 && !place.launcher_serves;
  options.waitWorkers = false;
  options.timeout = place.patience;
  const auto store = c10::make_intrusive<c10d::TCPStore>(place.address, options);
  check_same_training(*store, place);
  const auto ours = c10::make_intrusive<c10d::PrefixStore>("syncdreamer/" + place.meeting_name, store);
  wait_for_all(*ours, place);
  return ours;
}

c10::intrusive_ptr<c10d::ProcessGroupGloo> connect(const ProcessPlace& place) {
  const auto options = c10d::ProcessGroupGloo::Options::create(std::chrono::minutes(30));
  const auto interface = environment_variable("GLOO_SOCKET_IFNAME");
  options->devices.push_back(interface ? c10d::ProcessGroupGloo::createDeviceForInterface(*interface)
                                       : c10d::ProcessGroupGloo::createDefaultDevice());
  return c10::make_intrusive<c10d::ProcessGroupGloo>(meet(place), place.rank, place.size, options);
}

/// Runs what talks to the other processes.
template <class Action>
auto together(int rank, int size, Action&& action) {
  try {
    return action();
  } catch (const std::exception& error) {
    throw InputError("process " + std::to_string(rank) + " of " + std::to_string(size) +
                     " lost the others: start all of them again, they continue from the last checkpoint (" +
                     first_line(error) + ")");
  }
}

}  // namespace

ProcessGroup::ProcessGroup(const ProcessPlace& place)
    : rank_(place.rank), size_(place.size), rank_here_(place.rank_here) {
  if (size_ == 1) return;
  try {
    connection_ = std::make_shared<Connection>(Connection{connect(place)});
  } catch (const std::exception& error) {
    throw InputError("process " + std::to_string(rank_) + " of " + std::to_string(size_) +
                     " did not meet the others at " + place.address + ":" + std::to_string(place.port) + " (" +
                     why_not_met(error) + ")");
  }
}

std::function<void()> ProcessGroup::start_sum(const at::Tensor& tensor) const {
  if (size_ == 1) return [] {};
  std::vector<at::Tensor> tensors{tensor.detach()};
  const auto work = together(rank_, size_, [&] { return connection_->processes->allreduce(tensors); });
  return [work, rank = rank_, size = size_] { together(rank, size, [&] { return work->wait(); }); };
}

void ProcessGroup::broadcast(const at::Tensor& tensor) const {
  if (size_ == 1) return;
  std::vector<at::Tensor> tensors{tensor.detach()};
  together(rank_, size_, [&] { return connection_->processes->broadcast(tensors)->wait(); });
}

#else

struct ProcessGroup::Connection {};

ProcessGroup::ProcessGroup(const ProcessPlace& place) {
  if (place.size > 1) {
    throw InputError("training: found " + std::to_string(place.size) +
                     " processes, but this program was built without Gloo (Debian: libgloo-dev), expected one");
  }
}

std::function<void()> ProcessGroup::start_sum(const at::Tensor&) const {
  return [] {};
}

void ProcessGroup::broadcast(const at::Tensor&) const {}

#endif

}  // namespace syncdreamer

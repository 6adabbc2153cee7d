#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace syncdreamer {

/// A port of this machine at which nobody listens.
inline int free_port() {
  const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(handle, plain, length) != 0 || ::getsockname(handle, plain, &length) != 0) {
    throw std::runtime_error("no free port");
  }
  ::close(handle);
  return ntohs(address.sin_port);
}

}  // namespace syncdreamer

#include "server/request_guard.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/lower_case.h"

namespace syncdreamer {
namespace {

/// `cup.example:80` -> `cup.example`, `[::1]:80` -> `::1`.
std::string name_of(std::string_view authority) {
  if (authority.starts_with('[')) return std::string(authority.substr(1, authority.find(']') - 1));
  return lower_case(authority.substr(0, authority.find(':')));
}

bool is_address(const std::string& name) {
  in6_addr address{};
  return ::inet_pton(AF_INET, name.c_str(), &address) == 1 || ::inet_pton(AF_INET6, name.c_str(), &address) == 1;
}

std::string machine_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? lower_case(name.data()) : std::string();
}

}  // namespace

RequestGuard::RequestGuard(std::string host) : host_(lower_case(host)), machine_(machine_name()) {}

bool RequestGuard::knows(std::string_view name) const {
  return name == "localhost" || name == host_ ||
         (!machine_.empty() && (name == machine_ || name == machine_ + ".local"));
}

std::string RequestGuard::refusal(const Headers& headers) const {
  const std::string name = name_of(headers.host);
  if (!is_address(name) && !knows(name)) {
    std::string known = "an address, localhost";
    if (!is_address(host_) && host_ != machine_ && host_ != "localhost") known += ", " + host_;
    if (!machine_.empty()) known += ", " + machine_;
    return "the request is for " + (name.empty() ? "no host" : name) + ", expected one of " + known;
  }
  const std::size_t scheme_end = headers.origin.find("://");
  const bool is_own =
      headers.origin.empty() || (scheme_end != std::string::npos &&
                                 lower_case(headers.origin.substr(scheme_end + 3)) == lower_case(headers.host));
  if (!is_own) return "the request comes from a page of " + headers.origin;
  const bool is_of_other_page = headers.fetch_site == "cross-site" || headers.fetch_site == "same-site";
  const bool follows_link = headers.fetch_destination == "document";
  return is_of_other_page && !follows_link ? "the request comes from a page of another server" : "";
}

}  // namespace syncdreamer

#pragma once

#include <string>
#include <string_view>

namespace syncdreamer {

/// Tells requests of the server's own page and of programs from those that other pages make in a user's browser.
///
/// A page of another site can send requests to a server on the user's machine, and read the answers if it gets the
/// browser to take the server's address for its own (DNS rebinding). So requests must name the server by an address, as
/// localhost, or by a name that it knows, and must not come from a page of another server.
class RequestGuard {
 public:
  /// \param host  at which the server listens; it and the machine's own name are known.
  explicit RequestGuard(std::string host);

  /// Why a request is refused, for its headers Host and Origin (empty: there is none); empty if it is not.
  std::string refusal(std::string_view host, std::string_view origin) const;

 private:
  bool knows(std::string_view name) const;

  std::string host_, machine_;
};

}  // namespace syncdreamer

#pragma once

#include <string>
#include <string_view>

namespace syncdreamer {

/// Tells requests of the server's own page and of programs from those that other pages make in a user's browser.
///
/// A page of another site can send requests to a server on the user's machine, and read the answers if it gets the
/// browser to take the server's address for its own (DNS rebinding), or learn from a picture that it embeds whether and
/// how large it is. So requests must name the server by an address, as localhost, or by a name that it knows, and must
/// not come from a page of another server, unless they follow its link.
class RequestGuard {
 public:
  /// \param host  at which the server listens; it and the machine's own name are known.
  explicit RequestGuard(std::string host);

  /// Headers of a request; those that it does not have are empty.
  struct Headers {
    std::string host, origin = {};
    std::string fetch_site = {},
                fetch_destination = {};  ///< Sec-Fetch-Site and -Dest, by which browsers tell the source
  };

  /// Why a request is refused; empty if it is not.
  std::string refusal(const Headers& headers) const;

 private:
  bool knows(std::string_view name) const;

  std::string host_, machine_;
};

}  // namespace syncdreamer

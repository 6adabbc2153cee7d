#include "server/request_guard.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <string>

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(RequestGuard, takes_requests_that_name_the_server_by_an_address_or_a_name_that_it_knows) {
  std::array<char, 256> machine{};
  ASSERT_EQ(::gethostname(machine.data(), machine.size() - 1), 0);
  const RequestGuard guard("Studio.example");
  for (const std::string host :
       {"127.0.0.1:8080", "localhost:8080", "LOCALHOST", "192.168.1.7", "[::1]:8080", "[::1]", "studio.example:80"}) {
    EXPECT_THAT(guard.refusal({host}), IsEmpty()) << host;
  }
  EXPECT_THAT(guard.refusal({std::string(machine.data()) + ":8080"}), IsEmpty());
  EXPECT_THAT(guard.refusal({std::string(machine.data()) + ".local"}), IsEmpty());
}

TEST(RequestGuard, refuses_requests_for_other_names_which_point_here) {
  const RequestGuard guard("127.0.0.1");
  for (const std::string host : {"evil.example:8080", "127.0.0.1.evil.example", "", "localhost.evil.example"}) {
    EXPECT_THAT(guard.refusal({host}), HasSubstr("expected one of an address, localhost")) << host;
  }
  EXPECT_THAT(guard.refusal({"evil.example", "http://evil.example"}),
              HasSubstr("expected one of an address, localhost"));
}

TEST(RequestGuard, refuses_requests_of_pages_of_other_servers) {
  const RequestGuard guard("127.0.0.1");
  EXPECT_THAT(guard.refusal({"127.0.0.1:8080", "http://127.0.0.1:8080"}), IsEmpty());
  for (const std::string origin :
       {"http://127.0.0.1:3000", "http://127.0.0.1", "https://evil.example", "null", "file://"}) {
    EXPECT_THAT(guard.refusal({"127.0.0.1:8080", origin}), HasSubstr(origin)) << origin;
  }
}

TEST(RequestGuard, refuses_what_pages_of_other_servers_embed_but_follows_their_links) {
  const RequestGuard guard("127.0.0.1");
  const auto refusal = [&](const char* site, const char* destination) {
    return guard.refusal({.host = "127.0.0.1:8080", .fetch_site = site, .fetch_destination = destination});
  };
  for (const char* destination : {"image", "script", "video", "iframe", "empty"}) {
    for (const char* site : {"cross-site", "same-site"})  // same-site: another port of this machine
      EXPECT_THAT(refusal(site, destination), HasSubstr("a page of another server")) << site << destination;
    EXPECT_THAT(refusal("same-origin", destination), IsEmpty());
  }
  EXPECT_THAT(refusal("cross-site", "document"), IsEmpty());
  EXPECT_THAT(refusal("none", "document"), IsEmpty()) << "an address that the user typed";
}

}  // namespace
}  // namespace syncdreamer

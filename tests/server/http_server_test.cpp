#include "server/http_server.h"

#include <gmock/gmock.h>
#include <httplib.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kLook = std::chrono::milliseconds(1);

/// A server whose jobs write the settings and the picture that they are sent; of the picture `broken` none can be made,
/// of `endless` none ends, and `a full disk` takes none.
class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() : server_(jobs_, plan), port_(server_.bind("127.0.0.1", 0)) {
    serving_ = std::thread([this] { server_.serve({{"version", "test"}}); });
    client_ = std::make_unique<httplib::Client>("127.0.0.1", port_);
  }

  ~HttpServerTest() override {
    jobs_.close();
    server_.stop();
    serving_.join();
  }

  static JobWork plan(ObjectRequest request) {
    if (request.settings.contains("unknown")) throw InputError("settings: unknown key 'unknown'");
    if (request.picture == "too much") throw std::runtime_error("no memory\nfrom deep within");
    return [request](const auto& folder, const Reporter& reporter) {
      reporter.warn("an odd elevation");
      while (request.picture == "endless" && !reporter.is_stopped()) std::this_thread::sleep_for(kLook);
      if (request.picture == "a full disk") throw OutputError(folder / "mesh.glb", "could not be written");
      if (request.picture != "a cup") throw InputError(request.name + ": nothing is seen");
      write_file(folder / "run.json", nlohmann::json{{"image", request.name}, {"settings", request.settings}}.dump());
      write_file(folder / "mesh.glb", "mesh of " + request.picture);
    };
  }

  static httplib::MultipartFormDataItems form(const std::string& picture, const std::string& settings = "{}") {
    return {{"image", picture, "cup.png", "image/png"}, {"settings", settings, "settings.json", "application/json"}};
  }

  nlohmann::json json_of(const httplib::Result& result) const { return nlohmann::json::parse(result->body); }

  /// Adds a job. \return its id.
  std::string add(const std::string& picture) {
    return json_of(client_->Post("/api/jobs", form(picture))).at("id").get<std::string>();
  }

  const TemporaryFolder folder_;
  JobQueue jobs_{folder_.path()};
  HttpServer server_;
  int port_;
  std::thread serving_;
  std::unique_ptr<httplib::Client> client_;
};

TEST_F(HttpServerTest, shows_the_page) {
  const auto page = client_->Get("/");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_THAT(page->get_header_value("Content-Type"), StartsWith("text/html"));
  EXPECT_THAT(page->get_header_value("Content-Security-Policy"), HasSubstr("default-src 'self'"));
  EXPECT_THAT(page->body, HasSubstr("<title>syncdreamer</title>"));
  EXPECT_EQ(client_->Get("/three/build/three.module.js")->status, 200);
  EXPECT_EQ(client_->Get("/style.css")->status, 200);
  EXPECT_EQ(client_->Get("/styleXcss")->status, 404);
  EXPECT_EQ(json_of(client_->Get("/api")).at("version"), "test");
}

TEST_F(HttpServerTest, makes_the_object_of_a_picture_and_hands_out_its_files) {
  const auto added = client_->Post("/api/jobs", form("a cup", R"({"best_of": 2})"));
  ASSERT_TRUE(added);
  EXPECT_EQ(added->status, 202);
  EXPECT_EQ(added->get_header_value("Location"), "/api/jobs/0001-cup");
  EXPECT_EQ(json_of(added).at("id"), "0001-cup");
  EXPECT_EQ(json_of(added).at("name"), "cup.png");
  jobs_.wait_for("0001-cup");
  const nlohmann::json job = json_of(client_->Get("/api/jobs/0001-cup"));
  EXPECT_EQ(job.at("state"), "done");
  EXPECT_EQ(job.at("warnings").at(0), "an odd elevation");
  EXPECT_EQ(job.at("files"), (nlohmann::json{"mesh.glb", "run.json"}));
  EXPECT_EQ(json_of(client_->Get("/api/jobs")), nlohmann::json::array({job}));
  const auto mesh = client_->Get("/api/jobs/0001-cup/mesh.glb");
  EXPECT_EQ(mesh->body, "mesh of a cup");
  EXPECT_EQ(mesh->get_header_value("Content-Type"), "model/gltf-binary");
  EXPECT_EQ(json_of(client_->Get("/api/jobs/0001-cup/run.json")).at("settings").at("best_of"), 2);
}

TEST_F(HttpServerTest, hands_out_everything_in_one_archive_when_a_job_is_over) {
  const std::string id = add("a cup"), unfinished = add("endless");
  jobs_.wait_for(id);
  const auto archive = client_->Get("/api/jobs/" + id + "/results.zip");
  EXPECT_EQ(archive->status, 200);
  EXPECT_EQ(archive->get_header_value("Content-Type"), "application/zip");
  EXPECT_THAT(archive->body, StartsWith("PK"));
  EXPECT_THAT(archive->body, HasSubstr("mesh of a cup"));
  write_file(jobs_.folder() / unfinished / "preview.png", "so far");
  EXPECT_EQ(client_->Get("/api/jobs/" + unfinished + "/results.zip")->status, 404);
  jobs_.stop(unfinished);
  std::filesystem::remove(jobs_.folder() / unfinished / "preview.png");
  jobs_.wait_for(unfinished);
  EXPECT_EQ(client_->Get("/api/jobs/" + unfinished + "/results.zip")->status, 404) << "it left nothing";
}

TEST_F(HttpServerTest, answers_with_the_mesh_where_the_client_waits_for_it) {
  const auto mesh = client_->Post("/api/mesh", form("a cup"));
  ASSERT_TRUE(mesh);
  EXPECT_EQ(mesh->status, 200);
  EXPECT_EQ(mesh->body, "mesh of a cup");
  const auto failed = client_->Post("/api/mesh", form("broken"));
  EXPECT_EQ(failed->status, 422);
  EXPECT_EQ(json_of(failed).at("error"), "cup.png: nothing is seen");
}

TEST_F(HttpServerTest, tells_of_its_own_failures_in_a_line_and_goes_on) {
  const auto failed = client_->Post("/api/jobs", form("too much"));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->status, 500);
  EXPECT_EQ(json_of(failed).at("error"), "no memory");
  EXPECT_EQ(client_->Post("/api/mesh", form("a cup"))->status, 200);
}

TEST_F(HttpServerTest, a_client_that_waits_is_told_when_its_job_is_stopped) {
  std::thread stopping([this] {
    while (jobs_.all().empty()) std::this_thread::sleep_for(kLook);
    httplib::Client("127.0.0.1", port_).Post("/api/jobs/0001-cup/stop");
  });
  const auto stopped = client_->Post("/api/mesh", form("endless"));
  stopping.join();
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->status, 422);
  EXPECT_EQ(json_of(stopped).at("error"), "the job was stopped");
}

TEST_F(HttpServerTest, stops_and_removes_jobs) {
  const std::string id = add("endless");
  EXPECT_EQ(client_->Delete("/api/jobs/" + id)->status, 409);
  EXPECT_EQ(client_->Post("/api/jobs/" + id + "/stop")->status, 204);
  jobs_.wait_for(id);
  EXPECT_EQ(json_of(client_->Get("/api/jobs/" + id)).at("state"), "stopped");
  EXPECT_EQ(client_->Delete("/api/jobs/" + id)->status, 204);
  EXPECT_EQ(client_->Get("/api/jobs/" + id)->status, 404);
  const auto again = client_->Delete("/api/jobs/" + id);
  EXPECT_EQ(again->status, 404);
  EXPECT_EQ(json_of(again).at("error"), "there is no job " + id);
  EXPECT_EQ(client_->Post("/api/jobs/" + id + "/stop")->status, 404);
}

TEST_F(HttpServerTest, refuses_what_it_cannot_use_with_a_sentence) {
  const auto refusal = [&](const httplib::MultipartFormDataItems& items) {
    const auto result = client_->Post("/api/jobs", items);
    EXPECT_EQ(result->status, 400);
    return json_of(result).at("error").get<std::string>();
  };
  EXPECT_THAT(refusal({{"settings", "{}", "", ""}}), HasSubstr("expected a form with a file `image`"));
  EXPECT_THAT(refusal(form("a cup", "{")), HasSubstr("settings: is not valid JSON"));
  EXPECT_THAT(refusal(form("a cup", "[]")), HasSubstr("settings: found no JSON object"));
  EXPECT_THAT(refusal(form("a cup", R"({"unknown": 1})")), HasSubstr("unknown key"));
  const std::string deep = R"({"a": )" + std::string(20000, '[') + std::string(20000, ']') + "}";
  EXPECT_THAT(refusal(form("a cup", deep)), HasSubstr("nested too deep"));
  EXPECT_THAT(refusal(form("a cup", std::string(100000, ' '))), HasSubstr("100000 bytes"));
  EXPECT_THAT(jobs_.all(), testing::IsEmpty());
}

TEST_F(HttpServerTest, keeps_answering_clients_that_wait_after_those_that_asked_for_nonsense) {
  for (int time = 0; time < 15; ++time) EXPECT_EQ(client_->Post("/api/mesh", form("a cup", "{"))->status, 400);
  EXPECT_EQ(client_->Post("/api/mesh", form("a cup"))->status, 200);
}

TEST_F(HttpServerTest, takes_so_many_waiting_clients_and_jobs_and_no_more) {
  std::vector<std::thread> clients;
  std::atomic<int> num_refused = 0;
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back([&] {
      httplib::Client client("127.0.0.1", port_);
      client.set_read_timeout(60);
      auto answer = client.Post("/api/mesh", form("endless"));
      while (!answer)
        answer = client.Post("/api/mesh", form("endless"));  // so many connect at once that some are reset
      num_refused += answer->status == 503 ? 1 : 0;
    });
  }
  while (num_refused < 4) std::this_thread::sleep_for(kLook);
  int status = 202;
  while (status == 202) status = client_->Post("/api/jobs", form("endless"))->status;
  EXPECT_EQ(status, 503);
  EXPECT_EQ(jobs_.all().size(), JobQueue::kMaxWaiting + 1);
  EXPECT_LT(num_refused, 16);
  jobs_.close();
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(num_refused, 16) << "those that waited are told that the server is being ended";
}

TEST_F(HttpServerTest, refuses_forms_with_something_else_or_twice_the_same) {
  auto misspelt = form("a cup"), twice = form("a cup");
  misspelt[1].name = "setings";
  twice.push_back(twice[0]);
  for (const auto& [items, word] : {std::pair{misspelt, "found 'setings'"}, std::pair{twice, "several of image"}}) {
    const auto result = client_->Post("/api/jobs", items);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 400);
    EXPECT_THAT(result->body, HasSubstr(word));
  }
  EXPECT_THAT(jobs_.all(), testing::IsEmpty());
}

TEST_F(HttpServerTest, takes_no_jobs_while_it_is_being_ended) {
  jobs_.close();
  const auto result = client_->Post("/api/jobs", form("a cup"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 503);
  EXPECT_THAT(result->body, HasSubstr("the server is being ended"));
}

TEST_F(HttpServerTest, refuses_requests_that_are_too_large) {
  const auto result = client_->Post("/api/jobs", form(std::string(64'100'000, 'a')));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 413);
  EXPECT_THAT(jobs_.all(), testing::IsEmpty());
}

TEST_F(HttpServerTest, tells_who_sends_a_picture_as_a_form_s_fields_what_is_expected) {
  const auto result = client_->Post("/api/jobs", std::string(100'000, 'a'), "application/x-www-form-urlencoded");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 400);
  EXPECT_THAT(result->body, HasSubstr("expected a form with a file `image`"));
}

TEST_F(HttpServerTest, refuses_requests_of_no_length_and_of_many_ranges) {
  const auto endless = [](std::size_t, httplib::DataSink& sink) { return sink.write("a", 1); };
  const auto of_no_length = client_->Post("/api/jobs", endless, "text/plain");
  EXPECT_TRUE(!of_no_length || of_no_length->status == 411) << "no answer: the connection ended before all was sent";
  EXPECT_EQ(client_->Get("/style.css", {{"Range", "bytes=0-9"}})->status, 206);
  EXPECT_EQ(client_->Get("/style.css", {{"Range", "bytes=0-,0-,0-"}})->status, 416);
}

TEST_F(HttpServerTest, cuts_files_alone_to_the_range_that_is_asked_for) {
  ASSERT_EQ(client_->Post("/api/mesh", form("a cup"))->status, 200);
  const httplib::Headers some{{"Range", "bytes=0-3"}}, beyond{{"Range", "bytes=900-"}};
  const auto mesh = client_->Get("/api/jobs/0001-cup/mesh.glb", some);
  EXPECT_EQ(mesh->status, 206);
  EXPECT_EQ(mesh->body, "mesh");
  EXPECT_EQ(client_->Get("/api/jobs/0001-cup/mesh.glb", beyond)->status, 416);
  const auto expect_whole = [&](const char* path, const httplib::Headers& headers, int status) {
    const auto answer = client_->Get(path, headers);
    EXPECT_EQ(answer->status, status) << path;
    EXPECT_FALSE(answer->has_header("Content-Range")) << path;
    EXPECT_TRUE(nlohmann::json::accept(answer->body)) << path << ": " << answer->body;
  };
  for (const httplib::Headers& range : {some, beyond}) {
    expect_whole("/api", range, 200);
    expect_whole("/api/jobs", range, 200);
    expect_whole("/api/jobs/0001-cup", range, 200);
    expect_whole("/api/jobs/0001-cup/none.png", range, 404);
    expect_whole("/api/jobs/0009-none/mesh.glb", range, 404);
    expect_whole("/nowhere", range, 404);
    expect_whole("/api/mesh", range, 405);
    httplib::Headers from_elsewhere = range;
    from_elsewhere.emplace("Host", "evil.example");
    expect_whole("/api", from_elsewhere, 403);
  }
  expect_whole("/api/jobs/0001-cup/mesh.glb", {{"Range", "bytes=0-1,3-4"}}, 416);
}

TEST_F(HttpServerTest, tells_the_letters_of_file_names_that_browsers_write_otherwise) {
  client_->Post("/api/jobs",
                httplib::MultipartFormDataItems{{"image", "a cup", "my %22cup%22%0A%41.png", "image/png"}});
  EXPECT_EQ(jobs_.all().front().name, "my \"cup\"\n%41.png");
  client_->Post("/api/jobs", httplib::MultipartFormDataItems{{"image", "a cup", "cup;2.png", "image/png"}});
  EXPECT_THAT(jobs_.all().front().name, AnyOf("cup;2.png", "cup")) << "as the library gives it";
}

TEST_F(HttpServerTest, hands_out_the_files_of_a_job_with_a_name_in_other_letters) {
  const auto added =
      client_->Post("/api/jobs", httplib::MultipartFormDataItems{{"image", "a cup", "зелё %2.png", "image/png"}});
  ASSERT_EQ(added->status, 202);
  const std::string id = json_of(added).at("id"), place = "/api/jobs/0001-%D0%B7%D0%B5%D0%BB%D1%91-2";
  EXPECT_EQ(id, "0001-зелё-2");
  jobs_.wait_for(id);
  EXPECT_EQ(json_of(client_->Get(place)).at("id"), id);
  EXPECT_EQ(client_->Get(place + "/mesh.glb")->body, "mesh of a cup");
  EXPECT_THAT(client_->Get(place + "/results.zip")->body, HasSubstr(id + "/mesh.glb"));
  EXPECT_EQ(client_->Delete(place)->status, 204);
  EXPECT_FALSE(std::filesystem::exists(folder_ / id));
}

TEST_F(HttpServerTest, a_job_whose_results_cannot_be_written_is_the_server_s_failure) {
  const auto failed = client_->Post("/api/mesh", form("a full disk"));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->status, 500);
  EXPECT_EQ(json_of(failed).at("error"), "0001-cup/mesh.glb: could not be written") << "without the jobs' folder";
}

TEST_F(HttpServerTest, survives_removals_of_what_it_is_handing_out) {
  for (int time = 0; time < 20; ++time) {
    const std::string id = add("a cup");
    jobs_.wait_for(id);
    std::atomic<int> num_read = 0;
    std::atomic<bool> is_refused = false;
    std::thread reading([&] {
      httplib::Client client("127.0.0.1", port_);
      const auto read = [&] { return client.Get("/api/jobs/" + id + "/mesh.glb"); };
      auto result = read();
      for (; result && result->status == 200; result = read()) ++num_read;
      is_refused = true;
    });
    while (num_read == 0 && !is_refused) std::this_thread::yield();
    EXPECT_GT(num_read, 0);
    EXPECT_EQ(client_->Delete("/api/jobs/" + id)->status, 204);
    reading.join();
  }
}

TEST_F(HttpServerTest, has_no_other_files_than_the_results) {
  const std::string id = add("a cup");
  jobs_.wait_for(id);
  write_file(folder_ / "secret", "s");
  const std::vector<std::string> paths{"/api/jobs/" + id + "/..%2Fsecret", "/api/jobs/" + id + "/../secret",
                                       std::string("/api/jobs/../secret"), std::string("/api/jobs/%2E%2E/secret"),
                                       "/api/jobs/" + id + "/absent.png",  std::string("/secret"),
                                       std::string("/../secret")};
  for (const std::string& path : paths) {
    const auto result = client_->Get(path);
    ASSERT_TRUE(result) << path;
    EXPECT_EQ(result->status, 404) << path;
    EXPECT_TRUE(json_of(result).contains("error")) << path;
  }
}

TEST_F(HttpServerTest, says_what_a_path_answers_to) {
  const auto mesh = client_->Get("/api/mesh");
  EXPECT_EQ(mesh->status, 405);
  EXPECT_EQ(mesh->get_header_value("Allow"), "POST");
  EXPECT_EQ(json_of(mesh)["error"], "/api/mesh: found GET, expected POST");
  EXPECT_EQ(client_->Delete("/api/jobs")->get_header_value("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(client_->Put("/api/jobs/0001-cup", "", "text/plain")->get_header_value("Allow"), "GET, HEAD, DELETE");
  EXPECT_EQ(client_->Post("/", "", "text/plain")->status, 405);
  EXPECT_EQ(client_->Post("/nowhere", "", "text/plain")->status, 404);
}

sockaddr_in local_address(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// The answer to a request of exactly these bytes, up to where the server ends the connection.
std::string raw_answer(int port, const std::string& request) {
  const sockaddr_in address = local_address(port);
  const int client = ::socket(AF_INET, SOCK_STREAM, 0);
  ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::send(client, request.data(), request.size(), MSG_NOSIGNAL);
  std::string answer;
  for (char next = 0; ::recv(client, &next, 1, 0) == 1;) answer += next;
  ::close(client);
  return answer;
}

TEST_F(HttpServerTest, tells_the_place_of_a_job_in_letters_that_headers_may_have) {
  const std::string body =
      "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"ё.png\"\r\n\r\na cup\r\n--x--\r\n";
  const std::string added = raw_answer(port_,
                                       "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                       "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: " +
                                           std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_THAT(added, HasSubstr("Location: /api/jobs/0001-%D1%91\r\n"));
}

TEST_F(HttpServerTest, refuses_methods_before_a_body_comes) {
  for (const std::string method : {"PUT", "PATCH"}) {
    EXPECT_THAT(raw_answer(port_, method + " /api HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), StartsWith("HTTP/1.1 405 "));
    EXPECT_THAT(raw_answer(port_, method + " /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
                StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(raw_answer(port_, method + " /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                           "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 405 "));
  }
}

TEST_F(HttpServerTest, refuses_bodies_that_could_be_longer_than_they_say) {
  const std::string post = "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n";
  EXPECT_THAT(raw_answer(port_, post + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), StartsWith("HTTP/1.1 411 "));
  EXPECT_THAT(raw_answer(port_, post + "Content-Encoding: gzip\r\n\r\n12345"), StartsWith("HTTP/1.1 415 "));
}

TEST_F(HttpServerTest, does_not_read_on_in_what_it_has_refused) {
  const std::string id = add("a cup");
  jobs_.wait_for(id);
  std::string body;
  while (body.size() < 65536) body += "DELETE /api/jobs/" + id + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  const std::string refused = raw_answer(port_,
                                         "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: "
                                         "http://evil.example\r\nContent-Length: " +
                                             std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 403 "));
  EXPECT_EQ(refused.find("HTTP/1.1", 1), std::string::npos) << "a second answer";
  EXPECT_TRUE(jobs_.find(id));
}

/// Whether a client that comes now is let in within a moment, or has to try again.
bool is_let_in(int client, int port) {
  const sockaddr_in address = local_address(port);
  constexpr int kMoment = 300;  // milliseconds; the first new try comes after a second
  ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  pollfd waiting{client, POLLOUT, 0};
  return ::poll(&waiting, 1, kMoment) == 1 && (waiting.revents & (POLLERR | POLLHUP)) == 0;
}

TEST(HttpServerQueue, lets_many_clients_in_before_it_answers_any) {
  const TemporaryFolder folder;
  JobQueue jobs(folder.path());
  HttpServer server(jobs, [](const ObjectRequest&) { return JobWork(); });
  const int port = server.bind("127.0.0.1", 0);
  std::vector<int> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    ASSERT_TRUE(is_let_in(clients.back(), port)) << "client " << i;
  }
  for (const int client : clients) ::close(client);
}

TEST_F(HttpServerTest, refuses_pages_of_other_servers) {
  const auto embedded = client_->Get("/api/jobs", {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Dest", "image"}});
  EXPECT_EQ(embedded->status, 403);
  EXPECT_EQ(client_->Get("/api/jobs")->get_header_value("Cross-Origin-Resource-Policy"), "same-origin");
  const auto foreign = client_->Post("/api/jobs", {{"Origin", "https://evil.example"}}, form("a cup"));
  EXPECT_EQ(foreign->status, 403);
  EXPECT_EQ(client_->Get("/api/jobs", {{"Host", "evil.example"}})->status, 403);
  EXPECT_THAT(jobs_.all(), testing::IsEmpty());
}

TEST_F(HttpServerTest, does_not_share_its_port) {
  JobQueue jobs(folder_ / "other");
  HttpServer second(jobs, plan);
  EXPECT_THAT(refusal_of([&] { second.bind("127.0.0.1", port_); }),
              HasSubstr("port " + std::to_string(port_) + " of 127.0.0.1 cannot be had"));
}

}  // namespace
}  // namespace syncdreamer

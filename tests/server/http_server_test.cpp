#include "server/http_server.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include <memory>
#include <string>
#include <thread>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A server whose jobs write the settings and the picture that they are sent; of the picture `broken` none can be made,
/// and of `endless` none ends.
class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() : server_(jobs_, plan, {{"version", "test"}}), port_(server_.bind("127.0.0.1", 0)) {
    serving_ = std::thread([this] { server_.serve(); });
    client_ = std::make_unique<httplib::Client>("127.0.0.1", port_);
  }

  ~HttpServerTest() override {
    jobs_.close();
    server_.stop();
    serving_.join();
  }

  static JobWork plan(const ObjectRequest& request) {
    if (request.settings.contains("unknown")) throw InputError("settings: unknown key 'unknown'");
    return [request](const auto& folder, const Reporter& reporter, const auto& should_stop) {
      reporter.warn("an odd elevation");
      while (request.picture == "endless" && !should_stop()) std::this_thread::yield();
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

TEST_F(HttpServerTest, answers_with_the_mesh_where_the_client_waits_for_it) {
  const auto mesh = client_->Post("/api/mesh", form("a cup"));
  ASSERT_TRUE(mesh);
  EXPECT_EQ(mesh->status, 200);
  EXPECT_EQ(mesh->body, "mesh of a cup");
  const auto failed = client_->Post("/api/mesh", form("broken"));
  EXPECT_EQ(failed->status, 422);
  EXPECT_EQ(json_of(failed).at("error"), "cup.png: nothing is seen");
}

TEST_F(HttpServerTest, a_client_that_waits_is_told_when_its_job_is_stopped) {
  std::thread stopping([this] {
    while (jobs_.all().empty()) std::this_thread::yield();
    httplib::Client("127.0.0.1", port_).Delete("/api/jobs/0001-cup");
  });
  const auto stopped = client_->Post("/api/mesh", form("endless"));
  stopping.join();
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->status, 422);
  EXPECT_EQ(json_of(stopped).at("error"), "the job was stopped");
}

TEST_F(HttpServerTest, stops_and_removes_jobs) {
  const std::string id = add("endless");
  EXPECT_EQ(client_->Delete("/api/jobs/" + id)->status, 204);
  jobs_.wait_for(id);
  EXPECT_EQ(json_of(client_->Get("/api/jobs/" + id)).at("state"), "stopped");
  EXPECT_EQ(client_->Delete("/api/jobs/" + id)->status, 204);
  EXPECT_EQ(client_->Get("/api/jobs/" + id)->status, 404);
  const auto again = client_->Delete("/api/jobs/" + id);
  EXPECT_EQ(again->status, 404);
  EXPECT_EQ(json_of(again).at("error"), "there is no job " + id);
}

TEST_F(HttpServerTest, refuses_what_it_cannot_use_with_a_sentence) {
  const auto refusal = [&](const httplib::MultipartFormDataItems& items) {
    const auto result = client_->Post("/api/jobs", items);
    EXPECT_EQ(result->status, 400);
    return json_of(result).at("error").get<std::string>();
  };
  EXPECT_THAT(refusal({{"settings", "{}", "", ""}}), HasSubstr("expected a form with a file `image`"));
  EXPECT_THAT(refusal(form("a cup", "{")), HasSubstr("settings: found no JSON object"));
  EXPECT_THAT(refusal(form("a cup", "[]")), HasSubstr("settings: found no JSON object"));
  EXPECT_THAT(refusal(form("a cup", R"({"unknown": 1})")), HasSubstr("unknown key"));
  EXPECT_THAT(jobs_.all(), testing::IsEmpty());
}

TEST_F(HttpServerTest, has_no_other_files_than_the_results) {
  const std::string id = add("a cup");
  jobs_.wait_for(id);
  write_file(folder_ / "secret", "s");
  for (const std::string path :
       {"/api/jobs/" + id + "/..%2Fsecret", "/api/jobs/" + id + "/../secret", std::string("/api/jobs/../secret"),
        std::string("/api/jobs/%2E%2E/secret"), "/api/jobs/" + id + "/absent.png", std::string("/secret"),
        std::string("/../secret")}) {
    const auto result = client_->Get(path);
    ASSERT_TRUE(result) << path;
    EXPECT_EQ(result->status, 404) << path;
    EXPECT_TRUE(json_of(result).contains("error")) << path;
  }
}

TEST_F(HttpServerTest, refuses_pages_of_other_servers) {
  const auto foreign = client_->Post("/api/jobs", {{"Origin", "https://evil.example"}}, form("a cup"));
  EXPECT_EQ(foreign->status, 403);
  EXPECT_EQ(client_->Get("/api/jobs", {{"Host", "evil.example"}})->status, 403);
  EXPECT_THAT(jobs_.all(), testing::IsEmpty());
}

TEST_F(HttpServerTest, does_not_share_its_port) {
  JobQueue jobs(folder_ / "other");
  HttpServer second(jobs, plan, nlohmann::json::object());
  EXPECT_THAT(refusal_of([&] { second.bind("127.0.0.1", port_); }),
              HasSubstr("port " + std::to_string(port_) + " of 127.0.0.1 cannot be had"));
}

}  // namespace
}  // namespace syncdreamer

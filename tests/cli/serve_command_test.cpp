#include <gmock/gmock.h>
#include <httplib.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/files.h"
#include "core/version.h"
#include "image/image_io.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::filesystem::path kExamples = std::filesystem::path(SYNCDREAMER_SOURCE_DIR) / "examples";

constexpr const char* kQuickSettings =
    R"({"options": {"elevation": 20, "sampling": {"steps": 2}},
        "reconstruction": {"method": "hull", "texture_size": 256,
                           "turntable": {"turntable_frames": 2, "turntable_size": 32}}})";

/// The program as a server, until it is interrupted.
class RunningServer {
 public:
  explicit RunningServer(const std::filesystem::path& folder, const std::string& host = "127.0.0.1") {
    const std::string command =
        "echo $$; exec " + program_line({"serve", "--host", host, "--port", "0", "--threads", "1", "-o", folder});
    pipe_ = ::popen((command + " 2>'" + folder.string() + ".log'").c_str(), "r");
    if (pipe_ == nullptr) throw std::runtime_error("cannot start the server");
    process_ = std::stoi(line());
    url_ = line();
  }

  ~RunningServer() {
    if (pipe_ != nullptr) interrupt();
  }

  /// \return the exit code.
  int interrupt() {
    ::kill(process_, SIGINT);
    const int status = ::pclose(std::exchange(pipe_, nullptr));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  const std::string& url() const { return url_; }

 private:
  std::string line() {
    std::array<char, 256> text{};
    if (std::fgets(text.data(), text.size(), pipe_) == nullptr) throw std::runtime_error("the server did not start");
    const std::string line = text.data();
    return line.substr(0, line.find_first_of("\n"));
  }

  std::FILE* pipe_ = nullptr;
  pid_t process_ = 0;
  std::string url_;
};

httplib::MultipartFormDataItems picture_form(const std::string& picture, const std::string& settings) {
  return {{"image", picture, "robot.png", "image/png"}, {"settings", settings, "", "application/json"}};
}

/// A server that was asked for the mesh of a robot.
class ServeCommand : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    server_ = std::make_unique<RunningServer>(*folder_ / "objects");
    client_ = std::make_unique<httplib::Client>(server_->url().substr(0, server_->url().size() - 1));
    client_->set_read_timeout(300);
    const auto mesh = client_->Post("/api/mesh", picture_form(read_file(kExamples / "robot.png"), kQuickSettings));
    ASSERT_TRUE(mesh);
    ASSERT_EQ(mesh->status, 200) << mesh->body;
    mesh_ = mesh->body;
  }

  static void TearDownTestSuite() {
    if (server_) {
      EXPECT_EQ(server_->interrupt(), kDone);
    }
    client_.reset();
    server_.reset();
    folder_.reset();
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline std::unique_ptr<RunningServer> server_;
  static inline std::unique_ptr<httplib::Client> client_;
  static inline std::string mesh_;  // GLB
};

TEST_F(ServeCommand, tells_a_place_to_go_to_where_it_listens_everywhere) {
  const TemporaryFolder folder;
  const RunningServer server(folder / "objects", "0.0.0.0");
  ASSERT_THAT(server.url(), StartsWith("http://127.0.0.1:"));
  httplib::Client client(server.url().substr(0, server.url().size() - 1));
  const auto page = client.Get("/");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
}

TEST_F(ServeCommand, says_what_it_serves) {
  ASSERT_THAT(server_->url(), StartsWith("http://127.0.0.1:"));
  const auto about = nlohmann::json::parse(client_->Get("/api")->body);
  EXPECT_EQ(about.at("version"), kVersion);
  EXPECT_EQ(about.at("model"), "default.safetensors");
  EXPECT_EQ(about.at("image_size"), 128);
  EXPECT_EQ(about.at("default_last_timestep"), 930);
  EXPECT_EQ(about.at("settings").at("options").at("samples"), 1);
}

TEST_F(ServeCommand, makes_meshes_of_pictures) {
  EXPECT_THAT(mesh_, StartsWith("glTF"));
  const auto job = nlohmann::json::parse(client_->Get("/api/jobs/0001-robot")->body);
  EXPECT_EQ(job.at("state"), "done");
  EXPECT_THAT(job.at("notes").dump(), HasSubstr("needs about"));
  EXPECT_EQ(read_file(*folder_ / "objects/0001-robot/mesh.glb"), mesh_);
  const auto run = nlohmann::json::parse(client_->Get("/api/jobs/0001-robot/run.json")->body);
  EXPECT_EQ(run.at("image"), "robot.png");
  EXPECT_EQ(run.at("options").at("sampling").at("steps"), 2);
}

TEST_F(ServeCommand, refuses_what_is_no_picture_and_settings_that_cannot_be) {
  const auto text = client_->Post("/api/jobs", picture_form("no picture", "{}"));
  EXPECT_EQ(text->status, 400);
  EXPECT_THAT(text->body, HasSubstr("robot.png: "));
  const auto odd = client_->Post("/api/jobs", picture_form(read_file(kExamples / "robot.png"), R"({"seed": 1})"));
  EXPECT_EQ(odd->status, 400);
  EXPECT_THAT(odd->body, HasSubstr("settings: unknown key 'seed'"));
  for (const char* impossible :
       {R"({"best_of": 3, "options": {"views": 4}})", R"({"options": {"sampling": {"last_timestep": 999}}})"}) {
    const auto refused = client_->Post("/api/jobs", picture_form(read_file(kExamples / "robot.png"), impossible));
    EXPECT_EQ(refused->status, 400) << impossible;
    EXPECT_THAT(refused->body, HasSubstr("settings: ")) << impossible;
  }
}

/// How many pixels in the middle of a picture have a colour.
int num_coloured(const Image& picture) {
  int count = 0;
  for (int y = picture.height / 10; y < picture.height * 6 / 10; ++y) {
    for (int x = picture.width * 4 / 10; x < picture.width * 9 / 10; ++x) {
      const auto [least, most] = std::minmax({picture.at(x, y, 0), picture.at(x, y, 1), picture.at(x, y, 2)});
      count += most - least > 20 ? 1 : 0;
    }
  }
  return count;
}

TEST_F(ServeCommand, shows_a_mesh_on_its_page_in_a_browser) {
  if (run_shell("command -v chromium").exit_code != 0)
    GTEST_SKIP() << "SKIPPED: no chromium (apt-get install chromium)";
  const TemporaryFolder folder;
  const std::string picture = folder / "page.png";
  run_shell("HOME='" + folder.path().string() + "' timeout 120 chromium --headless=new --no-sandbox " +
            "--enable-unsafe-swiftshader --window-size=1200,900 --virtual-time-budget=10000 --screenshot='" + picture +
            "' " + server_->url());
  EXPECT_GT(num_coloured(read_image(picture)), 5000) << "of some 300,000, about the green robot's";
}

TEST_F(ServeCommand, leaves_nothing_of_a_job_that_it_was_interrupted_in) {
  const TemporaryFolder folder;
  RunningServer server(folder / "objects");
  httplib::Client client(server.url().substr(0, server.url().size() - 1));
  const std::string settings = R"({"best_of": 1000, "options": {"elevation": 20}})";
  ASSERT_EQ(client.Post("/api/jobs", picture_form(read_file(kExamples / "robot.png"), settings))->status, 202);
  nlohmann::json job;
  do {
    job = nlohmann::json::parse(client.Get("/api/jobs/0001-robot")->body);
    ASSERT_THAT(job.at("state").get<std::string>(), AnyOf("waiting", "running")) << job;
  } while (!job.contains("stage"));
  ASSERT_EQ(client.Post("/api/jobs", picture_form(read_file(kExamples / "robot.png"), settings))->status, 202);
  EXPECT_EQ(server.interrupt(), kFailed);
  EXPECT_TRUE(std::filesystem::is_empty(folder / "objects"));
  EXPECT_THAT(read_file(folder / "objects.log"), HasSubstr("unfinished jobs are stopped: robot.png, robot.png"));
}

TEST_F(ServeCommand, says_what_keeps_it_from_serving) {
  const TemporaryFolder folder;
  const ProgramResult nowhere =
      run_program({"serve", "--host", "203.0.113.1", "--port", "0", "-o", folder / "objects"});
  EXPECT_EQ(nowhere.exit_code, kFailed);
  EXPECT_THAT(nowhere.output, HasSubstr("of 203.0.113.1 cannot be had"));
  const ProgramResult nowhere_without_model = run_program(
      {"serve", "--host", "203.0.113.1", "--port", "0", "--model", folder / "absent", "-o", folder / "objects"});
  EXPECT_THAT(nowhere_without_model.output, HasSubstr("of 203.0.113.1 cannot be had"))
      << "the port is tried before the model is loaded";
  EXPECT_THAT(run_program({"serve", "--host", ""}).output, HasSubstr("--host: found no address"));
  const ProgramResult far = run_program({"serve", "--port", "99999"});
  EXPECT_EQ(far.exit_code, kFailed);
  EXPECT_THAT(far.output, HasSubstr("--port: found 99999, expected 0 to 65535"));
  for (const auto& [flag, value] : {std::pair{"--threads", "5000"}, {"--max-memory", "-1"}}) {
    const ProgramResult wrong = run_program({"serve", flag, value, "-o", folder / "other"});
    EXPECT_EQ(wrong.exit_code, kFailed) << flag;
    EXPECT_THAT(wrong.output, HasSubstr(std::string("found ") + value));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "other"));
  const ProgramResult without_model = run_program({"serve", "--model", folder / "absent", "-o", folder / "objects"});
  EXPECT_EQ(without_model.exit_code, kFailed);
  EXPECT_THAT(without_model.output, HasSubstr("absent"));
}

}  // namespace
}  // namespace syncdreamer

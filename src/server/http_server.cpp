#include "server/http_server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <string_view>
#include <thread>
#include <utility>

#include "core/error.h"
#include "core/files.h"
#include "core/joined.h"
#include "core/json_text.h"
#include "core/printable.h"
#include "core/result_names.h"
#include "server/request_guard.h"
#include "server/result_archive.h"
#include "server/web_page.h"

namespace syncdreamer {
namespace {

using httplib::Request, httplib::Response;

constexpr std::size_t kMaxRequestBytes = 64'000'000;
constexpr std::size_t kMaxSettingsBytes = 64'000;
constexpr int kMaxSettingsDepth = 16;                     // deeper ones would fill the stack
constexpr int kNumThreads = 24, kMaxWaitingClients = 12;  // a client that waits for its mesh holds a thread
constexpr int kMaxUnanswered = 256;  // clients that come at once; the library lets 5 wait, others try again and again
constexpr auto kLookForBeginning = std::chrono::milliseconds(1);

enum Status {
  kOk = 200,
  kAccepted = 202,
  kNoContent = 204,
  kBadRequest = 400,
  kForbidden = 403,
  kNotFound = 404,
  kWrongMethod = 405,
  kConflict = 409,
  kLengthRequired = 411,
  kTooLarge = 413,
  kAddressTooLong = 414,
  kUnsupported = 415,
  kRangeRefused = 416,
  kUnprocessable = 422,
  kInternalError = 500,
  kUnavailable = 503,
};

/// A method of HTTP, and how the library is told what answers to it.
struct Method {
  const char* name;
  httplib::Server& (httplib::Server::*add)(const std::string& pattern, httplib::Server::Handler handler);
};

constexpr Method kGet{"GET", &httplib::Server::Get};
constexpr Method kPost{"POST", &httplib::Server::Post};
constexpr Method kDelete{"DELETE", &httplib::Server::Delete};

constexpr const char* kNoPicture = "found a request without a picture, expected a form with a file `image`";
constexpr const char* kEnding = "the server is being ended";
constexpr const char* kFileOfJob = "/api/jobs/([^/]+)/([^/]+)";
constexpr const char* kArchiveOfAll = "results.zip";

/// The regular expression that matches a text alone.
std::string literally(const std::string& text) {
  return std::regex_replace(text, std::regex(R"([^\w/-])"), R"(\$&)");
}

void answer(Response& response, int status, const nlohmann::ordered_json& json) {
  response.status = status;
  response.set_content(json_text(json, 2) + "\n", "application/json");
}

void refuse(Response& response, int status, const std::string& sentence) {
  answer(response, status, {{"error", sentence}});
}

/// Two servers at one port, which the library's own options allow, would share the requests.
void have_port_alone(int socket) {
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

/// The library cuts any answer to the range that is asked for, were it a refusal.
void answer_as_a_whole(const Request& request) {
  const_cast<Request&>(request).ranges.clear();  // the library's own, which is not const
}

/// The name of a form's file, in which browsers write three letters otherwise, and of which later versions of the
/// library give, where it has a `;` or `=`, a part alone, with one of the quotes around it.
std::string file_name_of(const httplib::MultipartFormData& file) {
  std::string name = file.filename;
  if (name.starts_with('"')) name.erase(0, 1);
  if (name.ends_with('"')) name.pop_back();
  for (const auto& [code, letter] : {std::pair{"%22", "\""}, std::pair{"%0D", "\r"}, std::pair{"%0A", "\n"}}) {
    for (std::size_t at = name.find(code); at != std::string::npos; at = name.find(code, at + 1))
      name.replace(at, 3, letter);
  }
  return name.empty() ? "image" : name;
}

/// A new job's id as a part of an address, where everything beyond ASCII stands in hexadecimal digits.
std::string in_address(const std::string& id) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string part;
  for (const char letter : id) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x80) {
      part += letter;
    } else {
      part.append({'%', kDigits[byte / 16U], kDigits[byte % 16U]});
    }
  }
  return part;
}

struct Refusal {
  int status = 0;
  std::string sentence;
};

/// Why a request is refused before its contents are read, if it is.
///
/// \param methods  that its path knows.
std::optional<Refusal> refusal_of(const Request& request, const RequestGuard& guard,
                                  const std::vector<std::string>& methods) {
  const auto header = [&](const char* name) { return request.get_header_value(name); };
  const std::string sentence =
      guard.refusal({header("Host"), header("Origin"), header("Sec-Fetch-Site"), header("Sec-Fetch-Dest")});
  if (!sentence.empty()) return Refusal{kForbidden, sentence};
  if (methods.empty()) return Refusal{kNotFound, "there is no " + request.path};
  if (std::find(methods.begin(), methods.end(), request.method) == methods.end())
    return Refusal{kWrongMethod, request.path + ": found " + request.method + ", expected " + joined(methods)};
  // The library limits what has a Content-Length alone.
  const bool lacks_length = request.method == "POST" && !request.has_header("Content-Length");
  if (lacks_length || request.has_header("Transfer-Encoding"))
    return Refusal{kLengthRequired, "the request does not say how long it is, expected a Content-Length"};
  if (request.has_header("Content-Encoding"))  // what it becomes when unpacked has no limit
    return Refusal{kUnsupported, "the request is compressed, expected it as it is"};
  if (request.ranges.size() > 1)  // each of them could be the whole file
    return Refusal{kRangeRefused, "found several ranges, expected one at most"};
  return std::nullopt;
}

/// Counts itself among the clients that wait.
class WaitingClient {
 public:
  explicit WaitingClient(std::atomic<int>& count) : count_(count), number_(++count) {}
  ~WaitingClient() { --count_; }
  WaitingClient(const WaitingClient&) = delete;
  WaitingClient& operator=(const WaitingClient&) = delete;

  int number() const { return number_; }

 private:
  std::atomic<int>& count_;
  const int number_;
};

/// \throws InputError for what is no object, or too large or too deep for one of settings.
nlohmann::json settings_of(const std::string& text) {
  if (text.size() > kMaxSettingsBytes)
    throw InputError("settings: found " + std::to_string(text.size()) + " bytes, expected at most " +
                     std::to_string(kMaxSettingsBytes));
  const auto check_depth = [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    if (depth > kMaxSettingsDepth) throw InputError("settings: found values nested too deep");
    return true;
  };
  nlohmann::json settings = parse_json(text, "settings", check_depth);
  if (!settings.is_object()) throw InputError("settings: found no JSON object, expected one");
  return settings;
}

/// The picture and the settings of a form. \throws InputError if it has not the one, or the other is no JSON.
ObjectRequest request_of(const Request& form) {
  for (const auto& [name, part] : form.files) {
    if (name != "image" && name != "settings")
      throw InputError("found '" + printable(name) + "' in the form, expected image and, if wanted, settings");
    if (form.files.count(name) > 1) throw InputError("found several of " + name + " in the form, expected one");
  }
  if (!form.has_file("image")) throw InputError(kNoPicture);
  const httplib::MultipartFormData& image = form.files.find("image")->second;
  ObjectRequest request{.name = file_name_of(image), .picture = image.content, .settings = nlohmann::json::object()};
  const auto settings = form.files.find("settings");
  if (settings != form.files.end()) request.settings = settings_of(settings->second.content);
  return request;
}

}  // namespace

class HttpServer::Implementation {
 public:
  Implementation(JobQueue& jobs, JobPlanner planner) : jobs_(jobs), planner_(std::move(planner)) {
    set_limits();
    answer_failures();
    add_page();
    add_interface();
  }

  int bind(const std::string& host, int port) {
    refuse_requests(RequestGuard(host));
    server_.set_socket_options([this](int tried) {
      have_port_alone(tried);
      socket_ = tried;
    });
    const int bound = port != 0 ? (server_.bind_to_port(host, port) ? port : -1) : server_.bind_to_any_port(host);
    if (bound < 0)
      throw InputError("port " + std::to_string(port) + " of " + host +
                       " cannot be had: it may be another program's, or no address of this machine (--host, --port)");
    ::listen(socket_, kMaxUnanswered);
    return bound;
  }

  void serve(const nlohmann::json& about) {
    about_ = about;
    server_.listen_after_bind();
    is_over_ = true;
  }

  void stop() {
    while (!server_.is_running() && !is_over_) std::this_thread::sleep_for(kLookForBeginning);
    server_.stop();
  }

 private:
  /// Lets what the guard or the form of a request speaks against never reach a handler.
  void refuse_requests(const RequestGuard& guard) {
    server_.set_pre_routing_handler([this, guard](const Request& request, Response& response) {
      const std::vector<std::string> methods = methods_of(request.path);
      const std::optional<Refusal> refusal = refusal_of(request, guard, methods);
      const bool is_file = !request.path.starts_with("/api") || std::regex_match(request.path, file_of_job_);
      if (refusal || !is_file) answer_as_a_whole(request);
      if (!refusal) return httplib::Server::HandlerResponse::Unhandled;
      if (refusal->status == kWrongMethod) response.set_header("Allow", joined(methods));
      refuse(response, refusal->status, refusal->sentence);
      return httplib::Server::HandlerResponse::Handled;
    });
  }

  void set_limits() {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kNumThreads); };
    server_.set_payload_max_length(kMaxRequestBytes);
    server_.set_keep_alive_max_count(1);  // the rest of a refused request must not be read as another one
    server_.set_tcp_nodelay(true);
    server_.set_default_headers({{"Cache-Control", "no-cache"},
                                 {"X-Content-Type-Options", "nosniff"},
                                 {"Cross-Origin-Resource-Policy", "same-origin"},
                                 {"Content-Security-Policy",
                                  "default-src 'self'; img-src 'self' blob: data:; connect-src 'self' blob:; "
                                  "frame-ancestors 'none'"}});
  }

  void answer_failures() {
    server_.set_exception_handler([](const Request& request, Response& response, const std::exception_ptr& thrown) {
      answer_as_a_whole(request);
      try {
        std::rethrow_exception(thrown);
      } catch (const std::exception& error) {
        refuse(response, kInternalError, sentence_of(error));
      }
    });
    server_.set_error_handler([](const Request& request, Response& response) {
      if (!response.body.empty()) return;
      answer_as_a_whole(request);
      const char* sentence = "the request cannot be understood";
      const std::string length = request.get_header_value("Content-Length");
      if (response.status == kTooLarge && std::strtoull(length.c_str(), nullptr, 10) <= kMaxRequestBytes) {
        response.status = kBadRequest;  // the library takes less of the fields of a form without files
        sentence = kNoPicture;
      }
      if (response.status == kTooLarge) sentence = "the request is too large, expected at most 64 MB";
      if (response.status == kAddressTooLong) sentence = "the address is too long";
      refuse(response, response.status, sentence);
    });
  }

  void route(const Method& method, const std::string& pattern, httplib::Server::Handler handler) {
    routes_.emplace_back(method.name, std::regex(pattern));
    (server_.*method.add)(pattern, std::move(handler));
  }

  /// That something at this path answers to; none if there is no such path.
  std::vector<std::string> methods_of(const std::string& path) const {
    std::vector<std::string> names;
    for (const auto& [method, pattern] : routes_) {
      if (!std::regex_match(path, pattern)) continue;
      names.emplace_back(method);
      if (names.back() == kGet.name) names.emplace_back("HEAD");
    }
    return names;
  }

  void add_page() {
    for (const WebFile& file : web_files()) {
      const std::string path = std::string("/").append(file.path == "index.html" ? "" : file.path);
      route(kGet, literally(path), [file](const Request&, Response& response) {
        response.set_content(file.content.data(), file.content.size(), std::string(content_type(file.path)));
      });
    }
  }

  void add_interface() {
    route(kGet, "/api", [this](const Request&, Response& response) { answer(response, kOk, about_); });
    route(kGet, "/api/jobs", [this](const Request&, Response& response) {
      nlohmann::ordered_json list = nlohmann::ordered_json::array();
      for (const JobStatus& status : jobs_.all())
        list.push_back(job_to_json(status, files_of_job(jobs_.folder() / status.id)));
      answer(response, kOk, list);
    });
    route(kPost, "/api/jobs", [this](const Request& request, Response& response) {
      if (const auto id = add_job(request, response)) answer_with_job(*id, kAccepted, response);
    });
    route(kPost, "/api/mesh", [this](const Request& request, Response& response) { make_mesh(request, response); });
    route(kGet, "/api/jobs/([^/]+)",
          [this](const Request& request, Response& response) { answer_with_job(request.matches[1], kOk, response); });
    route(kPost, "/api/jobs/([^/]+)/stop", [this](const Request& request, Response& response) {
      if (!jobs_.stop(request.matches[1])) return no_job(request.matches[1], response);
      response.status = kNoContent;
    });
    route(kDelete, "/api/jobs/([^/]+)", [this](const Request& request, Response& response) {
      const JobQueue::Removal removal = jobs_.remove(request.matches[1]);
      if (removal == JobQueue::Removal::is_absent) return no_job(request.matches[1], response);
      if (removal == JobQueue::Removal::is_not_over)
        return refuse(response, kConflict, "the job is not over; POST /api/jobs/ID/stop stops it");
      response.status = kNoContent;
    });
    route(kGet, kFileOfJob, [this](const Request& request, Response& response) {
      answer_with_file(request, request.matches[1], request.matches[2], response);
    });
  }

  static void no_job(const std::string& id, Response& response) {
    refuse(response, kNotFound, "there is no job " + id);
  }

  void answer_with_job(const std::string& id, int status, Response& response) const {
    const auto job = jobs_.find(id);
    if (!job) return no_job(id, response);
    answer(response, status, job_to_json(*job, files_of_job(jobs_.folder() / id)));
  }

  void answer_with_file(const Request& request, const std::string& id, const std::string& name,
                        Response& response) const {
    const auto job = jobs_.find(id);
    if (!job) {
      answer_as_a_whole(request);
      return no_job(id, response);
    }
    const std::filesystem::path folder = jobs_.folder() / id;
    const std::vector<std::string> names = files_of_job(folder);
    const bool is_there = std::find(names.begin(), names.end(), name) != names.end();
    const bool is_archive = name == kArchiveOfAll && job->is_over() && !names.empty();
    try {
      if (is_there || is_archive)
        return response.set_content(is_archive ? archive_of(folder) : read_file(folder / name),
                                    std::string(content_type(name)));
    } catch (const InputError&) {  // it has gone since
    }
    answer_as_a_whole(request);
    refuse(response, kNotFound, "there is no " + name + " of job " + id);
  }

  /// Adds the job of a form. \return its id, or nothing after a refusal.
  std::optional<std::string> add_job(const Request& form, Response& response) {
    std::optional<std::string> id;
    try {
      ObjectRequest request = request_of(form);
      const std::string name = request.name;
      if (!jobs_.is_full()) id = jobs_.add(name, planner_(std::move(request)));
    } catch (const InputError& error) {
      refuse(response, kBadRequest, error.what());
      return std::nullopt;
    }
    if (id) {
      response.set_header("Location", "/api/jobs/" + in_address(*id));
    } else {
      refuse(response, kUnavailable,
             jobs_.is_closed()
                 ? kEnding
                 : "too many jobs are waiting, expected at most " + std::to_string(JobQueue::kMaxWaiting));
    }
    return id;
  }

  /// Answers with the mesh when it is there.
  void make_mesh(const Request& form, Response& response) {
    const WaitingClient client(num_waiting_clients_);
    if (client.number() > kMaxWaitingClients)
      return refuse(response, kUnavailable, "too many clients are waiting; POST /api/jobs does not wait");
    const auto id = add_job(form, response);
    if (!id) return;
    const auto status = jobs_.wait_for(*id);
    if (status && status->state == JobState::done) return answer_with_file(form, *id, kMeshFile, response);
    if (jobs_.is_closed()) return refuse(response, kUnavailable, kEnding);
    if (!status) return refuse(response, kNotFound, "the job was removed before its mesh was taken");
    refuse(response, status->is_server_failure ? kInternalError : kUnprocessable,
           !status->error.empty() ? status->error : "the job was stopped");
  }

  JobQueue& jobs_;
  JobPlanner planner_;
  nlohmann::ordered_json about_;
  std::atomic<int> num_waiting_clients_ = 0;
  std::atomic<bool> is_over_ = false;
  int socket_ = -1;  // at which it listens: the last one that binding tried
  std::vector<std::pair<std::string, std::regex>> routes_;
  const std::regex file_of_job_{kFileOfJob};
  httplib::Server server_;
};

HttpServer::HttpServer(JobQueue& jobs, JobPlanner planner)
    : implementation_(std::make_unique<Implementation>(jobs, std::move(planner))) {}
HttpServer::~HttpServer() = default;
int HttpServer::bind(const std::string& host, int port) {
  return implementation_->bind(host, port);
}
void HttpServer::serve(const nlohmann::json& about) {
  implementation_->serve(about);
}
void HttpServer::stop() {
  implementation_->stop();
}

}  // namespace syncdreamer

#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "server/job.h"
#include "server/job_queue.h"

namespace syncdreamer {

/// A picture that a client has sent.
struct ObjectRequest {
  std::string name;         ///< of its file, as the client calls it
  std::string picture;      ///< the bytes of the file
  nlohmann::json settings;  ///< how its object is to be made; an object
};

/// What is to be done for a request. \throws InputError if the request cannot be understood.
using JobPlanner = std::function<JobWork(ObjectRequest)>;

/// The local page and the HTTP interface: docs/server.md.
class HttpServer {
 public:
  /// \param jobs  does the work; must be closed before the server is stopped.
  HttpServer(JobQueue& jobs, JobPlanner planner);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Takes a port of an address or name of this machine; 0: any that is free. Clients that come wait to be served.
  ///
  /// \return the port.
  /// \throws InputError if it cannot be had.
  int bind(const std::string& host, int port);

  /// Answers requests until another thread stops it, which waits for the beginning.
  ///
  /// \param about  what clients are told of this server.
  void serve(const nlohmann::json& about);
  void stop();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace syncdreamer

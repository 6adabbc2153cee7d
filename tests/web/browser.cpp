#include "tests/web/browser.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "image/image_io.h"

extern char** environ;

namespace syncdreamer {
namespace {

using Json = nlohmann::json;

constexpr std::array kBrowsers{"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"};
constexpr auto kPatience = std::chrono::seconds(120);  // machines are busy
constexpr auto kTimeToEnd = std::chrono::seconds(10);
constexpr int kInputOfBrowser = 3, kOutputOfBrowser = 4;  // descriptors of --remote-debugging-pipe

/// The first of the programs that is there, or null.
const char* installed_browser() {
  const auto found = std::ranges::find_if(kBrowsers, [](const char* path) { return ::access(path, X_OK) == 0; });
  return found == kBrowsers.end() ? nullptr : *found;
}

/// Both ends of a pipe, reading and writing, that no other program inherits.
std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  for (int& end : ends) {  // out of the way of the descriptors that the browser expects
    const int moved = ::fcntl(end, F_DUPFD_CLOEXEC, kOutputOfBrowser + 1);
    ::close(end);
    end = moved;
  }
  return ends;
}

pid_t start(const std::filesystem::path& profile, int input, int output) {
  const char* const program = installed_browser();
  if (program == nullptr) throw std::runtime_error("no browser is installed");
  std::vector<std::string> words{program,
                                 "--headless",
                                 "--no-sandbox",
                                 "--disable-dev-shm-usage",
                                 "--no-first-run",
                                 "--use-gl=angle",
                                 "--use-angle=swiftshader",
                                 "--enable-unsafe-swiftshader",
                                 "--ignore-gpu-blocklist",
                                 "--force-prefers-reduced-motion",
                                 "--window-size=1200,1000",
                                 "--remote-debugging-pipe",
                                 "--user-data-dir=" + profile.string(),
                                 "about:blank"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, input, kInputOfBrowser);
  ::posix_spawn_file_actions_adddup2(&files, output, kOutputOfBrowser);
  for (const int out : {STDOUT_FILENO, STDERR_FILENO})
    ::posix_spawn_file_actions_addopen(&files, out, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // so that all its processes can be ended
  std::string temporary = "TMPDIR=" + profile.string();            // for what it would leave behind
  std::vector<char*> environment{temporary.data()};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("TMPDIR=")) environment.push_back(*variable);
  }
  environment.push_back(nullptr);
  pid_t process = -1;
  const int failure = ::posix_spawn(&process, program, &files, &attributes, arguments.data(), environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  if (failure != 0) throw std::runtime_error(std::string(program) + " does not start");
  return process;
}

std::vector<std::byte> decode_base64(const std::string& text) {
  static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<std::byte> bytes;
  unsigned bits = 0;
  int num_bits = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = (bits << 6U) | static_cast<unsigned>(digits.find(c));
    num_bits += 6;
    if (num_bits < 8) continue;
    num_bits -= 8;
    bytes.push_back(static_cast<std::byte>((bits >> static_cast<unsigned>(num_bits)) & 0xffU));
  }
  return bytes;
}

std::string quoted(const std::string& text) {
  return Json(text).dump();
}

std::string element_at(const std::string& selector) {
  return "document.querySelector(" + quoted(selector) + ")";
}

}  // namespace

bool Browser::is_installed() {
  return installed_browser() != nullptr;
}

Browser::Browser() {
  ::signal(SIGPIPE, SIG_IGN);  // a browser that ends is an exception, not the end of the tests
  const auto [browser_reads, we_write] = make_pipe();
  const auto [we_read, browser_writes] = make_pipe();
  to_browser_ = we_write;
  from_browser_ = we_read;
  process_ = start(profile_.path(), browser_reads, browser_writes);
  ::close(browser_reads);
  ::close(browser_writes);
  try {
    const Json target = send("Target.createTarget", {{"url", "about:blank"}}).at("targetId");
    session_ = send("Target.attachToTarget", {{"targetId", target}, {"flatten", true}}).at("sessionId");
    for (const char* domain : {"Page", "Runtime", "Log", "DOM"}) send(std::string(domain) + ".enable");
  } catch (...) {
    discard();
    throw;
  }
}

Browser::~Browser() {
  discard();
}

void Browser::discard() noexcept {
  ::close(to_browser_);  // which ends it
  const auto deadline = std::chrono::steady_clock::now() + kTimeToEnd;
  while (::waitpid(process_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      ::kill(-process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ::kill(-process_, SIGKILL);  // what is left of its processes
  ::close(from_browser_);
}

std::vector<std::string> Browser::take_complaints() {
  return std::exchange(complaints_, {});
}

Json Browser::next_message(const std::string& awaited, Deadline deadline) {
  std::size_t end = received_.find('\0');
  while (end == std::string::npos) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd source{from_browser_, POLLIN, 0};
    const int num_ready = left.count() > 0 ? ::poll(&source, 1, static_cast<int>(left.count())) : 0;
    if (num_ready < 0 && errno == EINTR) continue;
    if (num_ready <= 0) throw std::runtime_error("the browser does not answer: " + awaited);
    std::array<char, 65536> part{};
    const ssize_t size = ::read(from_browser_, part.data(), part.size());
    if (size <= 0) throw std::runtime_error("the browser has ended: " + awaited);
    received_.append(part.data(), static_cast<std::size_t>(size));
    end = received_.find('\0');
  }
  Json message = Json::parse(received_.substr(0, end));
  received_.erase(0, end + 1);
  return message;
}

Json Browser::send(const std::string& method, const Json& parameters) {
  Json message{{"id", ++num_sent_}, {"method", method}, {"params", parameters}};
  if (!session_.empty()) message["sessionId"] = session_;
  const Deadline deadline = std::chrono::steady_clock::now() + kPatience;
  const std::string text = message.dump() + '\0';
  for (std::span<const char> left = text; !left.empty();) {
    const ssize_t size = ::write(to_browser_, left.data(), left.size());
    if (size <= 0) throw std::runtime_error("the browser has ended: " + method);
    left = left.subspan(static_cast<std::size_t>(size));
  }
  while (true) {
    const Json answer = next_message(method, deadline);
    if (!answer.contains("id")) {
      notice(answer);
    } else if (answer.at("id") == num_sent_) {
      if (answer.contains("error")) throw std::runtime_error(method + ": " + answer.at("error").dump());
      return answer.at("result");
    }
  }
}

void Browser::notice(const Json& event) {
  const std::string& method = event.at("method").get_ref<const std::string&>();
  const Json& what = event.at("params");
  if (method == "Runtime.exceptionThrown") complaints_.push_back(what.at("exceptionDetails").dump());
  if (method == "Runtime.consoleAPICalled" && what.at("type") == "error") complaints_.push_back(what.at("args").dump());
  if (method == "Log.entryAdded") {
    const Json& entry = what.at("entry");  // refused requests are the page's to explain
    if (entry.at("level") == "error" && entry.at("source") != "network") complaints_.push_back(entry.at("text"));
  }
  if (method == "Page.javascriptDialogOpening") {  // answered at once: the answer to this is not waited for
    const Json answer{
        {"id", 0}, {"method", "Page.handleJavaScriptDialog"}, {"params", {{"accept", true}}}, {"sessionId", session_}};
    const std::string text = answer.dump() + '\0';
    if (::write(to_browser_, text.data(), text.size()) < 0) throw std::runtime_error("the browser has ended: a dialog");
  }
}

void Browser::open(const std::string& url) {
  const Json answer = send("Page.navigate", {{"url", url}});  // given when the page's document is the browser's
  if (answer.contains("errorText")) throw std::runtime_error(url + ": " + answer.at("errorText").get<std::string>());
  wait_until("document.readyState === 'complete'");
}

Json Browser::evaluate(const std::string& expression) {
  const Json answer =
      send("Runtime.evaluate", {{"expression", expression}, {"awaitPromise", true}, {"returnByValue", true}});
  if (answer.contains("exceptionDetails"))
    throw std::runtime_error(expression + ": " + answer.at("exceptionDetails").dump());
  return answer.at("result").value("value", Json());
}

void Browser::wait_until(const std::string& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (evaluate("Boolean(" + condition + ")") != true) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("never true in the page: " + condition);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void Browser::click(const std::string& selector) {
  evaluate(element_at(selector) + ".click()");
}

void Browser::set_value(const std::string& selector, const std::string& text) {
  evaluate(element_at(selector) + ".value = " + quoted(text));
}

void Browser::choose_file(const std::string& selector, const std::filesystem::path& file) {
  const Json root = send("DOM.getDocument").at("root").at("nodeId");
  const Json input = send("DOM.querySelector", {{"nodeId", root}, {"selector", selector}}).at("nodeId");
  send("DOM.setFileInputFiles", {{"nodeId", input}, {"files", {file.string()}}});
}

void Browser::press(const std::string& key, int windows_code) {
  for (const char* type : {"rawKeyDown", "keyUp"})
    send("Input.dispatchKeyEvent",
         {{"type", type}, {"key", key}, {"code", key}, {"windowsVirtualKeyCode", windows_code}});
}

Image Browser::picture_of(const std::string& selector) {
  const Json box =
      evaluate("(() => { const { x, y, width, height } = " + element_at(selector) +
               ".getBoundingClientRect(); return { x: x + scrollX, y: y + scrollY, width, height, scale: 1 }; })()");
  const Json shot = send("Page.captureScreenshot", {{"clip", box}, {"captureBeyondViewport", true}});
  return read_image(decode_base64(shot.at("data").get<std::string>()), "a screenshot");
}

}  // namespace syncdreamer

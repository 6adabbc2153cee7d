// The page, as someone who sits before a browser has it. The server and what it understands of an order are the
// program's, the objects are made up.

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "cli/creation_settings.h"
#include "core/error.h"
#include "core/files.h"
#include "image/image_io.h"
#include "reconstruct/mesh_writer.h"
#include "server/http_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/web/browser.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr int kArrowLeft = 37, kHome = 36;  // as Windows calls the keys

/// A cuboid, three times as wide (along y) as deep.
Mesh orange_cuboid() {
  Mesh mesh;
  for (const double x : {-0.15, 0.15}) {
    for (const double y : {-0.45, 0.45}) {
      for (const double z : {-0.2, 0.2}) mesh.vertices.push_back({x, y, z});
    }
  }
  mesh.triangles = {{0, 1, 3}, {0, 3, 2}, {4, 6, 7}, {4, 7, 5}, {0, 4, 5}, {0, 5, 1},
                    {2, 3, 7}, {2, 7, 6}, {0, 2, 6}, {0, 6, 4}, {1, 5, 7}, {1, 7, 3}};
  mesh.materials.emplace_back().color = {1, 0.5, 0};
  return mesh;
}

Image green_picture() {
  Image picture(32, 32, 3);
  for (std::size_t i = 1; i < picture.pixels.size(); i += 3) picture.pixels[i] = 200;
  return picture;
}

/// How many pixels are clearly more red than blue.
int num_orange(const Image& picture) {
  int count = 0;
  const auto channels = static_cast<std::size_t>(picture.channels);
  for (std::size_t i = 0; i < picture.pixels.size(); i += channels)
    count += picture.pixels[i] > picture.pixels[i + 2] + 60 ? 1 : 0;
  return count;
}

/// A server and a browser that looks at its page. Jobs make an orange cuboid of whatever they get, but of a picture
/// called `endless`, which they never finish, `deaf`, with which they stop only when they may, and `black`, in which
/// they see nothing.
class PageTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (Browser::is_installed()) browser_ = std::make_unique<Browser>();
  }
  static void TearDownTestSuite() { browser_.reset(); }

  void SetUp() override {
    if (!browser_) GTEST_SKIP() << "SKIPPED: no Chromium in /usr/bin (apt-get install chromium)";
    port_ = server_.bind("127.0.0.1", 0);
    serving_ = std::thread([this] { server_.serve(about()); });
    open_page();
  }

  void open_page() {
    browser().open("http://127.0.0.1:" + std::to_string(port_) + "/");
    browser().wait_until("document.querySelector('#about').textContent");
  }

  void TearDown() override {
    if (serving_.joinable()) end_server();
    if (browser_) {
      EXPECT_THAT(browser().take_complaints(), IsEmpty());
    }
  }

  void end_server() {
    may_stop_ = true;
    jobs_.close();
    server_.stop();
    serving_.join();
  }

  virtual nlohmann::json about() const {
    return {{"model", "a test"},
            {"device", "cpu"},
            {"image_size", 128},
            {"default_last_timestep", 930},
            {"settings", options_to_json(defaults())}};
  }

  static CreationSettings defaults() {
    CreationSettings settings;
    settings.generation.request.options.seed = 7;
    return settings;
  }

  JobWork plan(const ObjectRequest& request) {
    const std::lock_guard lock(mutex_);
    ordered_ = creation_of_settings(request.settings, defaults());
    return [this, name = request.name](const auto& folder, const Reporter& reporter) {
      reporter.warn("check the cut-out, or try --masks holes");
      reporter.progress("denoising", 1, 4);
      while (name.starts_with("endless") && !reporter.is_stopped())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      while (name.starts_with("deaf") && !may_stop_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      if (reporter.is_stopped()) throw InputError("stopped");
      if (name.starts_with("black")) throw InputError(name + ": nothing is seen");
      write_png(folder / "input.png", green_picture());
      for (const char* view : {"view-000.png", "view-001.png", "view-002.png"})
        write_png(folder / view, green_picture());
      write_file(folder / "run.json", nlohmann::json{{"image", name}}.dump());
      write_glb(folder / "mesh.glb", orange_cuboid());
      for (const char* part : {"mesh.obj", "mesh.mtl", "mesh.png"}) write_file(folder / part, "of no use alone");
    };
  }

  /// Chooses a picture of this name, as users do.
  void choose(const std::string& name) {
    write_png(pictures_ / name, green_picture());
    browser().choose_file("#order [name=image]", pictures_ / name);
    browser().wait_until("document.querySelector('#chosen').textContent === " + nlohmann::json(name).dump());
    wait_until_ready();
  }

  /// Orders an object of it.
  void order(const std::string& name) {
    choose(name);
    browser().click("#order [type=submit]");
  }

  static void wait_until_ready() {
    browser().wait_until("document.querySelector('#order [type=submit]:enabled:not([aria-disabled=true])')");
  }

  /// What has the keyboard's focus.
  static std::string focused() {
    return browser().evaluate("document.activeElement.id || document.activeElement.type").get<std::string>();
  }

  void wait_for_title(const std::string& beginning) {
    browser().wait_until("document.querySelector('#title').textContent.startsWith(" + nlohmann::json(beginning).dump() +
                         ")");
  }

  std::string text_of(const std::string& selector) {
    return browser().evaluate("document.querySelector('" + selector + "').textContent").get<std::string>();
  }

  /// How much orange the mesh's canvas shows, as soon as it is between two numbers of pixels, or after a while.
  static int orange_of_mesh(int least, int most) {
    int count = -1;
    for (int look = 0; look < 100 && (count < least || count > most); ++look) {
      if (look > 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
      count = num_orange(browser().picture_of("#mesh"));
    }
    return count;
  }

  CreationSettings ordered() {
    const std::lock_guard lock(mutex_);
    return ordered_;
  }

  static Browser& browser() { return *browser_; }

  static inline std::unique_ptr<Browser> browser_;
  const TemporaryFolder pictures_, folder_;
  std::atomic<bool> may_stop_ = false;
  JobQueue jobs_{folder_.path()};
  HttpServer server_{jobs_, [this](const ObjectRequest& request) { return plan(request); }};
  int port_ = 0;
  std::thread serving_;
  std::mutex mutex_;
  CreationSettings ordered_;  ///< the last time
};

TEST_F(PageTest, makes_an_object_of_a_picture_and_shows_its_mesh_from_all_sides) {
  order("cup.png");
  wait_for_title("cup.png, made in ");
  const int before = orange_of_mesh(5000, 1000000);
  EXPECT_GT(before, 5000) << "of some 400,000 pixels";
  browser().evaluate("document.querySelector('#mesh').focus()");
  for (int i = 0; i < 10; ++i) browser().press("ArrowLeft", kArrowLeft);
  EXPECT_LT(orange_of_mesh(1, before * 3 / 4), before * 3 / 4) << "a quarter turn shows the narrow side";
  browser().press("Home", kHome);
  EXPECT_NEAR(orange_of_mesh(before - before / 50, before + before / 50), before, before / 50);
  browser().click("[data-look=clay]");
  EXPECT_EQ(orange_of_mesh(0, 0), 0);
}

TEST_F(PageTest, sends_what_the_form_says) {
  EXPECT_EQ(browser().evaluate("document.querySelector('#order').seed.value"), "7") << "the server's default";
  browser().set_value("#order [name=elevation]", "20");
  browser().set_value("#order [name=masks]", "holes");
  browser().set_value("#order [name=keep_outline]", "true");
  browser().set_value("#order [name=preset]", "fast");
  browser().set_value("#order [name=details]", "500");
  browser().set_value("#order [name=best_of]", "2");
  browser().set_value("#order [name=method]", "hull");
  browser().set_value("#order [name=faces]", "1234");
  browser().set_value("#order [name=texture_size]", "256");
  browser().set_value("#order [name=json]", R"({"options": {"temperature": 0.25}})");
  order("cup.png");
  wait_for_title("cup.png, made in ");
  const auto [preset, generation, reconstruction] = ordered();
  const GenerateOptions& options = generation.request.options;
  EXPECT_EQ(options.elevation_deg, 20);
  EXPECT_EQ(options.seed, 7U);
  EXPECT_TRUE(options.keep_outline);
  EXPECT_EQ(options.temperature, 0.25);
  EXPECT_EQ(options.sampling.num_steps, 10) << "of the preset";
  EXPECT_EQ(options.sampling.last_timestep, 500);
  EXPECT_EQ(generation.masks.method, MaskMethod::holes);
  EXPECT_EQ(generation.request.best_of, 2);
  EXPECT_GT(generation.preview, 0);
  EXPECT_EQ(reconstruction.method, ReconstructionMethod::hull);
  EXPECT_EQ(reconstruction.num_faces, 1234);
  EXPECT_EQ(reconstruction.texture_size, 256);
}

TEST_F(PageTest, a_pasted_run_json_takes_precedence_over_the_form) {
  browser().set_value("#order [name=preset]", "fast");
  browser().set_value("#order [name=json]", R"({"command": "create", "options": {"sampling": {"steps": 33}}})");
  order("cup.png");
  wait_for_title("cup.png, made in ");
  EXPECT_EQ(ordered().generation.request.options.sampling.num_steps, 33);
}

TEST_F(PageTest, an_elevation_is_that_of_one_picture) {
  choose("jug.png");
  browser().set_value("#order [name=elevation]", "35");
  order("cup.png");  // chosen instead, before anything was ordered
  wait_for_title("cup.png, made in ");
  EXPECT_EQ(ordered().generation.request.options.elevation_deg, 35);
  order("jug.png");
  wait_for_title("jug.png, made in ");
  EXPECT_EQ(ordered().generation.request.options.elevation_deg, defaults().generation.request.options.elevation_deg);
  browser().set_value("#order [name=json]", R"({"command": "create", "options": {"elevation": 35, "samples": 1}})");
  order("jar.png");
  wait_for_title("jar.png, made in ");
  EXPECT_EQ(ordered().generation.request.options.elevation_deg, defaults().generation.request.options.elevation_deg)
      << "another picture's";
  browser().set_value("#order [name=json]", R"({"options": {"elevation": 25}})");
  order("cup.png");
  wait_for_title("cup.png, made in ");
  EXPECT_EQ(ordered().generation.request.options.elevation_deg, 25) << "typed for this one";
}

TEST_F(PageTest, what_is_typed_while_pictures_are_sent_is_for_the_next_ones) {
  browser().set_value("#order [name=elevation]", "35");
  browser().evaluate(R"((() => {
    const send = window.fetch;
    window.fetch = (...request) => {
      if (request[1]?.method === 'POST') document.querySelector('#order').elevation.value = '5';
      return send(...request);
    };
    const dataTransfer = new DataTransfer();
    for (const name of ['cup.png', 'jug.png']) dataTransfer.items.add(new File(['x'], name, {type: 'image/png'}));
    document.querySelector('#drop').dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true}));
  })())");
  wait_until_ready();
  browser().click("#order [type=submit]");
  browser().wait_until("document.querySelectorAll('#gallery li').length === 2");
  EXPECT_EQ(ordered().generation.request.options.elevation_deg, 35);
}

TEST_F(PageTest, shows_things_as_large_as_their_stage_whatever_its_size) {
  order("cup.png");
  wait_for_title("cup.png, made in ");
  for (const char* height : {"300px", "500px", "200px"}) {
    browser().evaluate("document.querySelector('#stage').style.height = '" + std::string(height) + "'");
    browser().wait_until("document.querySelector('#mesh').clientHeight === parseInt('" + std::string(height) + "')");
  }
  browser().click("[data-tab=cut-out]");
  EXPECT_EQ(browser().evaluate("getComputedStyle(document.querySelector('#cut-out')).objectFit"), "contain");
  EXPECT_EQ(browser().evaluate("document.querySelector('#cut-out').clientHeight"), 200);
}

TEST_F(PageTest, refuses_numbers_that_it_would_send_as_others) {
  browser().set_value("#order [name=json]", R"({"options": {"seed": 9007199254740992}})");
  order("cup.png");
  browser().wait_until("document.querySelector('#order-error').textContent");
  EXPECT_EQ(text_of("#order-error"),
            "All settings: seed: found a whole number that the page would round, "
            "expected at most 9007199254740991");
  browser().set_value("#order [name=json]", R"({"options": {"seed": 9007199254740991}})");
  order("cup.png");
  wait_for_title("cup.png, made in ");
  EXPECT_EQ(ordered().generation.request.options.seed, 9007199254740991U);
}

TEST_F(PageTest, says_to_all_which_picture_is_chosen_and_when_its_object_is_there) {
  order("cup.png");
  EXPECT_EQ(text_of("#chosen"), "cup.png");
  browser().wait_until("document.querySelector('#news').textContent === 'cup.png: done'");
}

TEST_F(PageTest, a_picture_that_has_changed_since_it_was_chosen_is_to_be_chosen_again) {
  order("cup.png");
  wait_for_title("cup.png, made in ");
  wait_until_ready();
  write_png(pictures_ / "cup.png", Image(64, 64, 3, 90));
  browser().click("#order [type=submit]");
  browser().wait_until("document.querySelector('#order-error').textContent");
  EXPECT_EQ(text_of("#order-error"), "cup.png was changed or is gone: choose it again.");
}

TEST_F(PageTest, shows_the_views_and_hands_out_the_files) {
  order("cup.png");
  wait_for_title("cup.png, made in ");
  browser().click("[data-tab=views]");
  browser().wait_until(
      "[...document.querySelectorAll('#views img')].filter((one) => one.naturalWidth > 0).length === 3");
  browser().click("[data-tab=cut-out]");
  browser().wait_until("document.querySelector('#cut-out').naturalWidth === 32");
  const nlohmann::json answers = browser().evaluate(
      "Promise.all([...document.querySelectorAll('#downloads a')].map(async (a) => "
      "[a.textContent, (await fetch(a.href)).status]))");
  EXPECT_EQ(answers,
            nlohmann::json::array(
                {{"everything, with the OBJ (ZIP)", 200}, {"input.png", 200}, {"mesh.glb", 200}, {"run.json", 200}}));
}

TEST_F(PageTest, advice_names_the_fields_of_the_form) {
  order("cup.png");
  wait_for_title("cup.png, made in ");
  EXPECT_EQ(text_of("#sentences .warning"), "check the cut-out, or try “Background: plain, seen through holes”");
}

TEST_F(PageTest, says_why_there_is_no_object) {
  order("black.png");
  browser().wait_until("document.querySelector('#object-error').textContent");
  EXPECT_EQ(text_of("#object-error"), "black.png: nothing is seen");
  browser().set_value("#order [name=json]", "[]");
  order("cup.png");
  browser().wait_until("document.querySelector('#order-error').textContent");
  EXPECT_EQ(text_of("#order-error"), "All settings: expected a JSON object");
}

TEST_F(PageTest, a_name_is_text_whatever_stands_in_it) {
  const std::string name = "<h1>cup<br>&amp.png";
  order(name);
  wait_for_title(name + ", made in ");
  EXPECT_EQ(text_of("#gallery button span"), name);
}

TEST_F(PageTest, stops_what_runs_and_removes_what_is_over) {
  order("endless.png");
  browser().wait_until("document.querySelector('#progress-stage').textContent.startsWith('denoising: 1 of 4')");
  EXPECT_THAT(browser().evaluate("document.title").get<std::string>(), StartsWith("working"));
  EXPECT_EQ(text_of("#remove"), "Stop");
  browser().evaluate("document.querySelector('#remove').dispatchEvent(new MouseEvent('click', {detail: 2}))");
  EXPECT_EQ(text_of("#remove"), "Stop") << "the second click of two may be meant for another object";
  browser().click("#remove");
  browser().wait_until("document.querySelector('#object-error').textContent === 'Stopped.'");
  browser().wait_until("document.querySelector('#remove').textContent === 'Remove'");
  browser().click("#remove");
  browser().wait_until("document.querySelectorAll('#gallery li').length === 0");
  EXPECT_FALSE(browser().evaluate("document.querySelector('#nothing').hidden").get<bool>());
}

TEST_F(PageTest, shows_that_a_job_is_stopping_also_when_it_is_opened_again) {
  order("deaf.png");
  browser().wait_until("document.querySelector('#progress-stage').textContent.startsWith('denoising')");
  browser().click("#remove");
  for (const char* visit : {"first", "second"}) {
    browser().wait_until("document.querySelector('#progress-stage').textContent.endsWith(' s, stopping')");
    browser().wait_until("document.querySelector('#remove').textContent === 'Stopping…'");
    EXPECT_EQ(browser().evaluate("document.querySelector('#remove').ariaDisabled"), "true") << visit;
    open_page();
  }
  may_stop_ = true;
  browser().wait_until("document.querySelector('#object-error').textContent === 'Stopped.'");
}

TEST_F(PageTest, the_keyboard_stays_where_it_is) {
  choose("endless.png");
  browser().evaluate("document.querySelector('#order [type=submit]').focus()");
  browser().click("#order [type=submit]");
  browser().wait_until("document.querySelector('#progress-stage').textContent.startsWith('denoising')");
  wait_until_ready();
  EXPECT_EQ(focused(), "submit");
  browser().evaluate("document.querySelector('#remove').focus()");
  browser().click("#remove");
  browser().wait_until("document.querySelector('#remove').textContent === 'Remove'");
  EXPECT_EQ(focused(), "remove");
  browser().wait_until("document.querySelector('#remove').ariaDisabled === 'false'");
  browser().click("#remove");
  browser().wait_until("document.querySelector('#remove').hidden");
  EXPECT_EQ(focused(), "drop") << "where the next order begins";
}

TEST_F(PageTest, says_that_the_server_does_not_answer) {
  EXPECT_TRUE(browser().evaluate("document.querySelector('#notice').hidden").get<bool>());
  end_server();
  browser().wait_until("!document.querySelector('#notice').hidden");
  EXPECT_THAT(browser().evaluate("document.title").get<std::string>(), HasSubstr("no answer"));
}

TEST_F(PageTest, says_that_the_server_hangs) {
  browser().evaluate("AbortSignal.timeout = () => AbortSignal.abort()");  // as it is after that time
  browser().evaluate(
      "window.fetch = (address, { signal }) => new Promise((answer, fail) => { if (signal?.aborted) fail(); })");
  browser().wait_until("!document.querySelector('#notice').hidden");
}

/// The page of a server with a large model, which samples to the end, on a CPU.
class LargeModelPageTest : public PageTest {
 protected:
  nlohmann::json about() const override {
    nlohmann::json large = PageTest::about();
    large.update({{"image_size", 256}, {"default_last_timestep", 0}});
    return large;
  }
};

TEST_F(LargeModelPageTest, offers_and_asks_for_nothing_that_makes_it_worse_or_slower) {
  EXPECT_TRUE(browser().evaluate("document.querySelector('[name=details]').closest('label').hidden").get<bool>());
  order("cup.png");
  wait_for_title("cup.png, made in ");
  EXPECT_EQ(ordered().generation.preview, 0);
}

}  // namespace
}  // namespace syncdreamer

#include "server/job_queue.h"

#include <gmock/gmock.h>

#include <chrono>
#include <future>
#include <new>
#include <stdexcept>
#include <thread>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kPause = std::chrono::milliseconds(1);

/// What a finished creation leaves.
void write_results(const std::filesystem::path& folder) {
  write_file(folder / "mesh.glb", "glb");
}

/// The same of a job of an earlier run.
void write_job(const std::filesystem::path& folder) {
  write_results(folder);
  keep_finished_job(folder, {.id = "", .name = "cup.png", .state = JobState::done, .seconds = 2});
}

const JobWork kCreate = [](const auto& folder, const Reporter&) { write_results(folder); };

/// Work that lasts until it is told to stop.
const JobWork kEndless = [](const auto&, const Reporter& reporter) {
  reporter.progress("sampling", 1, 2);
  while (!reporter.is_stopped()) std::this_thread::sleep_for(kPause);
  throw InputError("stopped");
};

void wait_until_running(const JobQueue& queue, const std::string& id) {
  while (queue.find(id)->stage.empty()) {
    if (queue.find(id)->is_over()) throw std::logic_error(id + " is over already");
    std::this_thread::sleep_for(kPause);
  }
}

std::vector<std::string> ids_of(const JobQueue& queue) {
  std::vector<std::string> ids;
  for (const JobStatus& status : queue.all()) ids.push_back(status.id);
  return ids;
}

TEST(JobQueue, does_jobs_in_turn_each_into_a_folder_of_its_own) {
  const TemporaryFolder folder;
  JobQueue queue(folder / "objects");
  const auto first = queue.add("My Cup (2).png", kCreate), second = queue.add("../..", kCreate);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, "0001-my-cup-2");
  EXPECT_EQ(*second, "0002-object");
  EXPECT_EQ(queue.wait_for(*second)->state, JobState::done);
  EXPECT_EQ(queue.find(*first)->state, JobState::done) << "it was first";
  EXPECT_EQ(queue.find(*first)->name, "My Cup (2).png");
  EXPECT_EQ(read_file(queue.folder() / *first / "mesh.glb"), "glb");
  EXPECT_THAT(ids_of(queue), ElementsAre(*second, *first));
  EXPECT_FALSE(queue.find("0003-cup"));
  EXPECT_FALSE(queue.find(".."));
  EXPECT_FALSE(queue.wait_for("0003-cup"));
}

TEST(JobQueue, folders_keep_names_in_other_letters_than_ascii) {
  const TemporaryFolder folder;
  JobQueue queue(folder.path());
  EXPECT_EQ(*queue.add("Чашка (2).png", kCreate), "0001-Чашка-2");
  const std::string letters = "aабвгдежзийклмнопрст";  // as many as fit
  EXPECT_EQ(*queue.add(letters + "у.png", kCreate), "0002-" + letters);
  EXPECT_EQ(*queue.add("caf\xE9.png", kCreate), "0003-caf") << "no UTF-8";
  EXPECT_EQ(*queue.add("tea\xC2\x9B\xC3\xA9.png", kCreate), "0004-tea-é") << "a control character";
  const auto last = queue.add("../зелёный", kCreate);
  EXPECT_EQ(*last, "0005-зелёный");
  queue.wait_for(*last);
  queue.finish();
  EXPECT_EQ(read_file(folder / "0001-Чашка-2" / "mesh.glb"), "glb");
}

TEST(JobQueue, tells_how_a_job_goes_and_why_it_failed) {
  const TemporaryFolder folder;
  std::vector<JobState> ends;
  JobQueue queue(folder.path(), [&](const JobStatus& status) { ends.push_back(status.state); });
  std::promise<void> is_looked_at;
  const auto id = queue.add("cup.png", [&](const auto&, const Reporter& reporter) {
    reporter.note("will take about 3 s");
    reporter.warn("an odd elevation");
    reporter.progress("sampling", 3, 10);
    is_looked_at.get_future().wait();
    throw std::runtime_error("nothing is seen\nin a place");
  });
  wait_until_running(queue, *id);
  const auto running = queue.find(*id);
  EXPECT_EQ(running->state, JobState::running);
  EXPECT_EQ(running->stage, "sampling");
  EXPECT_EQ(running->num_done, 3);
  EXPECT_EQ(running->num_total, 10);
  EXPECT_THAT(running->notes, ElementsAre("will take about 3 s"));
  EXPECT_THAT(running->warnings, ElementsAre("an odd elevation"));
  EXPECT_GT(running->seconds, 0);
  is_looked_at.set_value();
  const auto over = queue.wait_for(*id);
  EXPECT_EQ(over->state, JobState::failed);
  EXPECT_EQ(over->error, "nothing is seen");
  EXPECT_EQ(over->stage, "");
  queue.finish();  // the end is told after it has come
  EXPECT_THAT(ends, ElementsAre(JobState::failed));
}

TEST(JobQueue, goes_on_where_the_memory_did_not_suffice) {
  const TemporaryFolder folder;
  JobQueue queue(folder.path());
  const auto large = queue.add("large.png", [](const auto&, const Reporter&) { throw std::bad_alloc(); });
  const auto next = queue.add("cup.png", kCreate);
  EXPECT_EQ(queue.wait_for(*next)->state, JobState::done);
  EXPECT_EQ(queue.find(*large)->state, JobState::failed);
  EXPECT_EQ(queue.find(*large)->error, "the machine's memory does not suffice");
  EXPECT_TRUE(queue.find(*large)->is_server_failure);
}

TEST(JobQueue, tells_no_folder_but_leaves_other_words_alone) {
  const TemporaryFolder folder;
  for (const char* name : {"s", "s/"}) {
    JobQueue queue(folder / name);
    const auto failing = [&](const std::string& sentence) {
      return *queue.add("cup.png", [=](const auto&, const Reporter&) { throw InputError(sentence); });
    };
    const std::string place = (folder / "s").string();
    const auto file = failing(place + "/0001-cup/mesh.glb: is no file (" + place + "/x)"),
               word = failing("cats/dogs" + place + "/");
    const auto over = queue.wait_for(file);
    EXPECT_EQ(over->error, "0001-cup/mesh.glb: is no file (x)") << name;
    EXPECT_FALSE(over->is_server_failure);
    EXPECT_EQ(queue.wait_for(word)->error, "cats/dogs" + place + "/");
  }
}

TEST(JobQueue, stops_jobs_and_goes_on_with_the_next) {
  const TemporaryFolder folder;
  JobQueue queue(folder.path());
  const auto running = queue.add("a.png", kEndless), waiting = queue.add("b.png", kCreate),
             last = queue.add("c.png", kCreate);
  wait_until_running(queue, *running);
  EXPECT_TRUE(queue.stop(*waiting));
  EXPECT_EQ(queue.find(*waiting)->state, JobState::stopped);
  EXPECT_EQ(queue.remove(*running), JobQueue::Removal::is_not_over);
  EXPECT_TRUE(queue.stop(*running));
  EXPECT_EQ(queue.wait_for(*running)->state, JobState::stopped);
  EXPECT_EQ(queue.find(*running)->error, "");
  EXPECT_EQ(queue.wait_for(*last)->state, JobState::done);
  EXPECT_FALSE(std::filesystem::exists(folder / *waiting)) << "it never ran";
}

TEST(JobQueue, tells_that_a_job_is_asked_to_stop_until_it_ends) {
  const TemporaryFolder folder;
  JobQueue queue(folder.path());
  std::promise<void> may_end;
  const auto id = queue.add("cup.png", [&](const auto& place, const Reporter& reporter) {
    write_results(place);
    reporter.progress("sampling", 1, 2);
    may_end.get_future().wait();
    throw InputError("stopped");
  });
  wait_until_running(queue, *id);
  EXPECT_FALSE(queue.find(*id)->is_stopping);
  queue.stop(*id);
  EXPECT_TRUE(queue.find(*id)->is_stopping);
  EXPECT_EQ(queue.find(*id)->state, JobState::running);
  may_end.set_value();
  EXPECT_FALSE(queue.wait_for(*id)->is_stopping);
  queue.finish();
  EXPECT_EQ(read_file(folder / *id / ".job").find("stopping"), std::string::npos) << "it is over where it is kept";
}

TEST(JobQueue, removes_a_job_that_is_over_with_its_folder) {
  const TemporaryFolder folder;
  JobQueue queue(folder.path());
  const auto id = queue.add("cup.png", kCreate);
  queue.wait_for(*id);
  EXPECT_TRUE(std::filesystem::exists(folder / *id));
  EXPECT_TRUE(queue.stop(*id)) << "too late";
  EXPECT_EQ(queue.find(*id)->state, JobState::done);
  EXPECT_EQ(queue.remove(*id), JobQueue::Removal::removed);
  EXPECT_FALSE(std::filesystem::exists(folder / *id));
  EXPECT_FALSE(queue.find(*id));
  EXPECT_FALSE(queue.stop(*id));
  EXPECT_EQ(queue.remove(*id), JobQueue::Removal::is_absent);
  EXPECT_THAT(queue.all(), IsEmpty());
}

TEST(JobQueue, finds_the_jobs_of_earlier_runs_and_counts_on) {
  const TemporaryFolder folder;
  write_job(folder / "0009-cup");
  write_job(folder / "10002-jug");
  write_results(folder / "2024-trip");
  write_file(folder / "0012-broken" / "mesh.glb", "left by a program that was killed");
  write_results(folder / "mine");
  JobQueue queue(folder.path());
  EXPECT_THAT(ids_of(queue), ElementsAre("10002-jug", "0009-cup"));
  EXPECT_EQ(queue.find("0009-cup")->name, "cup.png");
  EXPECT_EQ(queue.wait_for("0009-cup")->seconds, 2);
  EXPECT_EQ(*queue.add("jar.png", kCreate), "10003-jar");
  EXPECT_EQ(queue.remove("2024-trip"), JobQueue::Removal::is_absent) << "of somebody else";
  EXPECT_TRUE(std::filesystem::exists(folder / "2024-trip"));
}

TEST(JobQueue, is_found_again_whole) {
  const TemporaryFolder folder;
  {
    JobQueue queue(folder.path());
    queue.wait_for(*queue.add("cup.png", [](const auto& place, const Reporter& reporter) {
      write_results(place);
      reporter.note("a note");
      reporter.warn("a warning");
      throw InputError("no mesh");
    }));
  }
  const JobQueue again(folder.path());
  ASSERT_THAT(ids_of(again), ElementsAre("0001-cup"));
  const JobStatus job = *again.find("0001-cup");
  EXPECT_EQ(job.state, JobState::failed);
  EXPECT_EQ(job.error, "no mesh");
  EXPECT_THAT(job.notes, ElementsAre("a note"));
  EXPECT_THAT(job.warnings, ElementsAre("a warning"));
}

TEST(JobQueue, a_folder_that_a_killed_program_left_is_not_used_again) {
  const TemporaryFolder folder;
  write_job(folder / "0009-cup");
  write_file(folder / "0012-cup" / "mesh.glb", "left by a program that was killed");
  JobQueue queue(folder.path());
  EXPECT_EQ(*queue.add("cup.png", kCreate), "0013-cup");
}

TEST(JobQueue, takes_only_so_many_jobs_and_none_once_it_is_closed) {
  const TemporaryFolder folder;
  JobQueue queue(folder.path());
  const auto running = queue.add("a.png", kEndless);
  wait_until_running(queue, *running);
  for (std::size_t i = 0; i < JobQueue::kMaxWaiting; ++i) EXPECT_TRUE(queue.add("b.png", kCreate));
  EXPECT_TRUE(queue.is_full());
  EXPECT_FALSE(queue.add("b.png", kCreate));
  std::thread closing([&] { queue.close(); });
  EXPECT_FALSE(queue.wait_for("0002-b")) << "it will not be done any more";
  closing.join();
  EXPECT_FALSE(queue.add("b.png", kCreate));
}

TEST(JobQueue, has_its_folder_for_itself) {
  const TemporaryFolder folder;
  const JobQueue queue(folder.path());
  EXPECT_THAT(refusal_of([&] { JobQueue second(folder.path()); }), testing::HasSubstr(folder.path().string()));
}

}  // namespace
}  // namespace syncdreamer

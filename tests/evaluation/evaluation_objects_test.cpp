#include "evaluation/evaluation_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using testing::ElementsAre;

std::vector<std::string> uids_of(const std::vector<HeldOutObject>& objects) {
  std::vector<std::string> uids;
  for (const HeldOutObject& object : objects) uids.push_back(object.place.uid);
  return uids;
}

std::vector<std::string> uids_of(const std::vector<ObjectPlace>& objects) {
  std::vector<std::string> uids;
  for (const ObjectPlace& object : objects) uids.push_back(object.uid);
  return uids;
}

class EvaluationObjectsOf : public testing::Test {
 protected:
  /// Adds an object that is held out or for training.
  void add(const std::string& uid, bool held_out, const std::string& source, const std::string& model = {}) {
    folders_[0].add({uid, uid, held_out, source, {}, model});
  }

  EvaluationObjects evaluation_objects(int limit = 0, const std::vector<ViewFolder>& more = {}) {
    const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings_.emplace_back(sentence); }};
    return syncdreamer::evaluation_objects(folders_, more, limit, reporter);
  }

  TemporaryFolder folder_, other_folder_;
  std::vector<ViewFolder> folders_{ViewFolder(folder_.path())};
  std::vector<std::string> warnings_;
};

TEST_F(EvaluationObjectsOf, a_set_come_in_turn_whatever_their_order_in_it) {
  for (const char* uid : {"chair", "vase", "bench"}) add(uid, true, std::string(uid) + ".obj");
  add("toy", true, "objects");
  add("lamp", false, "lamp.obj");
  const EvaluationObjects objects = evaluation_objects();
  ASSERT_EQ(objects.held_out.size(), 4U);
  EXPECT_EQ(uids_of(objects.held_out)[1], "toy") << "the kinds take turns while both have objects";
  for (const HeldOutObject& object : objects.held_out) EXPECT_EQ(object.made_up, object.place.uid == "toy");
  EXPECT_THAT(uids_of(objects.training), ElementsAre("lamp"));

  folders_ = {ViewFolder(other_folder_.path())};
  add("toy", true, "objects");
  for (const char* uid : {"bench", "vase", "chair"}) add(uid, true, std::string(uid) + ".obj");
  EXPECT_EQ(uids_of(evaluation_objects().held_out), uids_of(objects.held_out));
}

TEST_F(EvaluationObjectsOf, each_kind_are_as_many_as_the_limit_says) {
  for (const char* uid : {"chair", "vase", "bench"}) add(uid, true, std::string(uid) + ".obj");
  for (const char* uid : {"toy", "tower"}) add(uid, true, "objects");
  const std::vector<std::string> all = uids_of(evaluation_objects().held_out);
  EXPECT_THAT(uids_of(evaluation_objects(1).held_out), ElementsAre(all[0], all[1]));
  EXPECT_EQ(uids_of(evaluation_objects(3).held_out), all);
}

TEST_F(EvaluationObjectsOf, a_model_that_is_trained_on_are_left_out) {
  add("chair", true, "chair.obj", "another");
  add("vase", true, "vase.obj", "fingerprint");
  add("lamp", false, "lamp.obj", "fingerprint");
  add("toy", true, "objects");
  add("desk", false, "objects");  // neither has a fingerprint: that is nothing in common
  EXPECT_THAT(uids_of(evaluation_objects().held_out), testing::UnorderedElementsAre("chair", "toy"));
  EXPECT_THAT(warnings_, ElementsAre(testing::HasSubstr("vase: left out, for a training object was rendered")));
}

TEST_F(EvaluationObjectsOf, further_folders_serve_training_alone) {
  add("vase", true, "vase.obj");
  std::vector<ViewFolder> more{ViewFolder(other_folder_.path())};
  more[0].add({"desk", "desk", false, "desk.obj", {}});
  more[0].add({"bench", "bench", true, "bench.obj", {}});
  const EvaluationObjects objects = evaluation_objects(0, more);
  EXPECT_THAT(uids_of(objects.held_out), ElementsAre("vase"));
  EXPECT_THAT(uids_of(objects.training), ElementsAre("desk"));
  more[0].add({"vase", "vase", false, "vase.obj", {}});
  EXPECT_THAT(refusal_of([&] { evaluation_objects(0, more); }),
              testing::HasSubstr("vase is for training here and held out in " + folder_.path().string()));
}

}  // namespace
}  // namespace syncdreamer

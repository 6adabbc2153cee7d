#include "evaluation/evaluate_model.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/files.h"
#include "dataset/view_folder.h"
#include "geometry/camera.h"
#include "reconstruct/mesh_writer.h"
#include "render/render_views.h"
#include "tests/evaluation/evaluation_data.h"
#include "tests/render/solids.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

/// Of white pictures in the place of those of a square.
double psnr_of_white(int grey) {
  double sum = 0;
  for (int view = 0; view < 16; ++view) {
    double squared_error = 0;
    for (int c = 0; c < 3; ++c) squared_error += std::pow((255 - grey - 2 * view - 10 * c) / 255.0, 2) / 3;
    const double share = 16.0 * (16 + view / 2) / (kPictureSize * kPictureSize);  // of the picture
    sum -= 10 * std::log10(share * squared_error);
  }
  return sum / 16;
}

/// A ring of pictures of a body as it is, in one colour.
ViewSeries pictures_of(const Mesh& body) {
  ViewSeries set;
  RenderOptions options;
  options.size = kPictureSize;
  options.samples = 16;
  options.light.num_rays = options.threads = 1;
  for (const Viewpoint& viewpoint : viewpoint_ring(16))
    set.views.push_back({{}, viewpoint, camera_at(viewpoint, kPictureSize)});
  std::vector<Camera> cameras;
  for (const PosedView& view : set.views) cameras.push_back(view.camera);
  for (RenderedView& view : render_views(Scene(colored(body, {0.8, 0.3, 0.1})), cameras, options))
    set.images.push_back(std::move(view.image));
  return set;
}

class EvaluateModel : public testing::Test {
 protected:
  EvaluateModel() : model_(evaluated_model_options()) {
    initialize(model_, 1);
    ViewFolder set(folder_.path());
    add_square(set, "chair", true, "chair.obj", 100);
    add_square(set, "vase", true, "vase.obj", 140);
    add_square(set, "toy", true, "objects", 60);
    add_square(set, "lamp", false, "lamp.obj", 104);
    add_square(set, "desk", false, "objects", 20);
    set.write_index();
  }

  static EvaluateModelOptions quick(EvaluateModelOptions options = {.num_consistency = 0}) {
    options.sampling.num_steps = 1;
    options.guidance = 1;
    return options;
  }

  ModelEvaluation evaluate(EvaluateModelOptions options = {.num_consistency = 0}) {
    options = quick(options);
    return evaluate_model(model_, {{folder_.path()}, {}}, options, {});
  }

  TemporaryFolder folder_;
  MultiviewDiffusion model_;
};

TEST_F(EvaluateModel, every_held_out_object_has_figures_of_every_method) {
  const ModelEvaluation evaluation = evaluate();
  ASSERT_EQ(evaluation.objects.size(), 3u);
  EXPECT_TRUE(evaluation.complete);
  EXPECT_EQ(evaluation.num_training_objects, 2);
  for (const ObjectFigures& object : evaluation.objects) {
    EXPECT_EQ(object.made_up, object.uid == "toy");
    EXPECT_EQ(object.by_method.size(), kViewMethods.size() - 1) << "the true views are what the others are compared to";
    for (const auto& [method, figures] : object.by_method) {
      EXPECT_TRUE(std::isfinite(figures.psnr)) << enum_name(method) << " of " << object.uid << ": " << figures.psnr;
    }
    const int grey = object.uid == "chair" ? 100 : object.uid == "vase" ? 140 : 60;
    EXPECT_NEAR(object.by_method.at(ViewMethod::white).psnr, psnr_of_white(grey), 0.01) << object.uid;
  }
  EXPECT_EQ(evaluation.real_sheet.width, 17 * (kPictureSize + 2) + 2);
  EXPECT_EQ(evaluation.real_sheet.height, 6 * (kPictureSize + 2) + 2);
  EXPECT_EQ(evaluation.made_up_sheet.height, 3 * (kPictureSize + 2) + 2);
}

TEST_F(EvaluateModel, meshes_are_made_of_objects_whose_true_mesh_is_known_and_of_true_views_as_their_alpha_says) {
  const Mesh ball = sphere_mesh(0.4, 24);
  const ViewFolder set(folder_.path());
  ViewSeries pictures = pictures_of(ball);
  set.write("chair", ViewKind::target, pictures);
  for (Image& image : pictures.images) {  // white, so that only alpha tells it from its background
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
      if (i % 4 != 3) image.pixels[i] = 255;
    }
  }
  set.write("toy", ViewKind::target, pictures);
  for (const char* uid : {"chair", "toy"}) write_ply(set.mesh_path(uid), ball);
  EvaluateModelOptions options{
      .num_meshes = 1, .num_consistency = 0, .independent = false, .mesh_method = ReconstructionMethod::hull};
  for (const ObjectFigures& object : evaluate(options).objects) {
    EXPECT_EQ(object.meshes.contains(ViewMethod::true_views), object.uid != "vase") << object.uid;
    if (object.uid == "vase") continue;
    EXPECT_GT(object.meshes.at(ViewMethod::true_views).volume_iou, 0.8);
    EXPECT_LT(object.meshes.at(ViewMethod::true_views).chamfer, 0.03);
  }
  options.num_meshes = 0;
  for (const ObjectFigures& object : evaluate(options).objects) EXPECT_TRUE(object.meshes.empty());
}

TEST_F(EvaluateModel, a_true_mesh_turns_as_the_views_do_where_the_input_s_azimuth_is_not_zero) {
  Mesh ball = sphere_mesh(0.25, 24);
  for (Vec3& vertex : ball.vertices) vertex.x += 0.2;
  const ViewFolder set(folder_.path());
  ViewSeries pictures = pictures_of(ball);
  set.write("chair", ViewKind::target, pictures);
  std::ranges::rotate(pictures.views, pictures.views.begin() + 4);
  std::ranges::rotate(pictures.images, pictures.images.begin() + 4);
  set.write("chair", ViewKind::input, pictures);
  write_ply(set.mesh_path("chair"), ball);
  const ModelEvaluation evaluation = evaluate(
      {.num_meshes = 1, .num_consistency = 0, .independent = false, .mesh_method = ReconstructionMethod::hull});
  const auto chair = std::ranges::find(evaluation.objects, "chair", &ObjectFigures::uid);
  EXPECT_LT(chair->meshes.at(ViewMethod::true_views).chamfer, 0.03);
}

TEST_F(EvaluateModel, the_model_s_own_views_alone_have_the_shape_of_its_volume) {
  const ViewFolder set(folder_.path());
  write_ply(set.mesh_path("toy"), sphere_mesh(0.4, 24));
  for (const ViewMethod own : {ViewMethod::synchronized, ViewMethod::independent_with_draft}) {
    MultiviewDiffusionOptions options = evaluated_model_options();
    options.synchronized = own == ViewMethod::synchronized;
    MultiviewDiffusion model(options);
    initialize(model, 1);
    model.lifted_volume->out->bias.data().fill_(10);  // there is something everywhere
    bool have_views = false;  // then stop what asks whether to more often than once a stage: fits do
    int num_asked = 0;
    const Reporter reporter{
        .on_progress = [&](std::string_view, std::int64_t done, std::int64_t all) { have_views = done == all; },
        .should_stop = [&] { return have_views && ++num_asked > 10; }};
    const ModelEvaluation evaluation =
        evaluate_model(model, {{folder_.path()}, {}}, quick({.num_meshes = 1, .num_consistency = 0}), reporter);
    const auto toy = std::ranges::find(evaluation.objects, "toy", &ObjectFigures::uid);
    ASSERT_EQ(toy->meshes.size(), 1U);
    EXPECT_EQ(toy->meshes.at(own).method, ReconstructionMethod::volume);
  }
}

TEST_F(EvaluateModel, a_true_mesh_that_cannot_be_read_costs_its_figures_alone) {
  write_file(ViewFolder(folder_.path()).mesh_path("chair"), "ply, or so");
  const EvaluateModelOptions options =
      quick({.num_meshes = 1, .num_consistency = 0, .mesh_method = ReconstructionMethod::hull});
  std::string warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings += sentence; }};
  const ModelEvaluation evaluation = evaluate_model(model_, {{folder_.path()}, {}}, options, reporter);
  EXPECT_EQ(evaluation.objects.size(), 3u);
  EXPECT_THAT(warnings, testing::HasSubstr("no true mesh of chair: "));
}

TEST_F(EvaluateModel, a_training_object_that_cannot_be_read_is_left_out_of_the_baselines) {
  std::filesystem::remove(folder_ / "target/lamp/003.png");
  std::string warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings += sentence; }};
  const ModelEvaluation evaluation = evaluate_model(model_, {{folder_.path()}, {}}, quick(), reporter);
  EXPECT_EQ(evaluation.objects.size(), 3u);
  EXPECT_TRUE(evaluation.objects.at(0).by_method.contains(ViewMethod::nearest));
  EXPECT_THAT(warnings, testing::HasSubstr("left out of the baselines: "));
}

TEST_F(EvaluateModel, an_object_held_out_that_cannot_be_read_is_left_out) {
  std::filesystem::remove(folder_ / "target/vase/003.png");
  std::string warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings += sentence; }};
  const ModelEvaluation evaluation = evaluate_model(model_, {{folder_.path()}, {}}, quick(), reporter);
  EXPECT_EQ(evaluation.objects.size(), 2u);
  EXPECT_THAT(warnings, testing::HasSubstr("vase: left out, " + (folder_ / "target/vase/003.png").string()));
  for (const char* uid : {"chair", "toy"}) std::filesystem::remove(folder_.path() / "target" / uid / "003.png");
  EXPECT_EQ(refusal_of([&] {
              evaluate_model(model_, {{folder_.path()}, {}}, quick(), {});
            }),
            "none of the objects held out could be evaluated");
}

TEST_F(EvaluateModel, stopped_while_it_reads_training_objects_it_goes_without_their_baselines) {
  bool stopped = false;
  const Reporter stops_at_first{.on_progress = [&](std::string_view stage, std::int64_t,
                                                   std::int64_t) { stopped = stopped || stage == "baselines"; },
                                .should_stop = [&] { return stopped; }};
  const ModelEvaluation evaluation = evaluate_model(model_, {{folder_.path()}, {}}, quick(), stops_at_first);
  EXPECT_FALSE(evaluation.complete);
  ASSERT_EQ(evaluation.objects.size(), 3u);
  EXPECT_EQ(evaluation.num_training_objects, 0);
  EXPECT_FALSE(evaluation.objects[0].by_method.contains(ViewMethod::nearest));
  EXPECT_TRUE(evaluation.objects[0].by_method.contains(ViewMethod::input_repeated));
}

TEST_F(EvaluateModel, agreement_of_the_views_is_measured_of_as_many_objects_as_asked_for) {
  EvaluateModelOptions options{.num_consistency = 1, .independent = false, .mesh_method = ReconstructionMethod::hull};
  int num_measured = 0;
  for (const ObjectFigures& object : evaluate(options).objects) {
    if (object.consistency.empty()) continue;
    ++num_measured;
    EXPECT_GT(object.consistency.at(ViewMethod::true_views).silhouette_iou, 0.3) << object.uid;
    for (const auto& [method, figures] : object.consistency)
      EXPECT_TRUE(std::isfinite(figures.psnr)) << enum_name(method);
  }
  EXPECT_EQ(num_measured, 2) << "one of each kind";
  options.num_consistency = 0;
  for (const ObjectFigures& object : evaluate(options).objects) EXPECT_TRUE(object.consistency.empty());
}

TEST_F(EvaluateModel, sheets_show_the_objects_and_views_that_are_asked_for) {
  const ModelEvaluation evaluation = evaluate({.num_consistency = 0, .sheet_objects = 1, .sheet_views = 4});
  EXPECT_EQ(evaluation.real_sheet.width, 5 * (kPictureSize + 2) + 2);
  EXPECT_EQ(evaluation.real_sheet.height, 3 * (kPictureSize + 2) + 2);
  EXPECT_EQ(evaluate({.num_consistency = 0, .sheet_objects = 0, .sheet_views = 4}).real_sheet.width,
            10 * (kPictureSize + 2) + 2);
}

TEST_F(EvaluateModel, held_out_objects_alone_are_evaluated_without_what_training_objects_are_needed_for) {
  const TemporaryFolder folder;
  ViewFolder set(folder.path());
  add_square(set, "chair", true, "chair.obj", 100);
  set.write_index();
  const ModelEvaluation evaluation = evaluate_model(model_, {{folder.path()}, {}}, quick(), {});
  EXPECT_EQ(evaluation.num_training_objects, 0);
  EXPECT_FALSE(evaluation.objects.at(0).by_method.contains(ViewMethod::nearest));
  EXPECT_TRUE(evaluation.objects.at(0).by_method.contains(ViewMethod::white));
}

TEST_F(EvaluateModel, training_objects_of_further_folders_are_no_baseline_for_other_cameras_than_the_ring) {
  const TemporaryFolder folder;
  ViewFolder set(folder.path());
  add_square(set, "chair", true, "chair.obj", 100);
  ViewSeries few = pictures_of_square(100);
  few.images.resize(6);
  few.views.resize(6);
  set.write("chair", ViewKind::target, few);
  set.write_index();
  const ModelEvaluation evaluation = evaluate_model(model_, {{folder.path()}, {folder_.path()}}, quick(), {});
  EXPECT_EQ(evaluation.num_training_objects, 0);
  EXPECT_EQ(evaluation.real_sheet.width, 7 * (kPictureSize + 2) + 2);
  EXPECT_FALSE(evaluation.objects.at(0).by_method.contains(ViewMethod::nearest));
}

TEST_F(EvaluateModel, nearest_training_object_is_the_one_that_looks_alike) {
  const std::vector<ObjectFigures> objects = evaluate().objects;
  const auto chair = std::ranges::find(objects, "chair", &ObjectFigures::uid);
  ASSERT_NE(chair, objects.end());
  // The lamp is 4 of 255 levels brighter where the square is, on average 19.5 x 16 of 32 x 32 pixels.
  EXPECT_NEAR(chair->by_method.at(ViewMethod::nearest).psnr, 20 * std::log10(255 / 4.0) - 10 * std::log10(0.305), 0.1);
  EXPECT_GT(chair->by_method.at(ViewMethod::mean_picture).psnr, chair->by_method.at(ViewMethod::white).psnr);
}

TEST_F(EvaluateModel, an_object_that_looks_the_same_as_a_training_object_is_left_out) {
  ViewFolder set(folder_.path());
  add_square(set, "twin", true, "twin.obj", 104);
  set.write_index();
  EXPECT_THAT(evaluate().objects, testing::Each(testing::Field(&ObjectFigures::uid, testing::Ne("twin"))));
  EXPECT_EQ(evaluate().objects.size(), 3U) << "the others stay";
}

TEST_F(EvaluateModel, one_view_in_common_with_a_training_object_suffices_for_that) {
  ViewFolder set(folder_.path());
  add_square(set, "cousin", true, "cousin.obj", 104);
  ViewSeries ring = pictures_of_square(104);
  for (std::size_t k = 1; k < ring.images.size(); ++k) ring.images[k].at(12, 6, 0) = 255;
  set.write("cousin", ViewKind::target, ring);
  set.write_index();
  EXPECT_THAT(evaluate().objects, testing::Each(testing::Field(&ObjectFigures::uid, testing::Ne("cousin"))));
}

TEST_F(EvaluateModel, an_object_s_figures_do_not_depend_on_which_others_are_evaluated) {
  const ModelEvaluation all = evaluate(), first = evaluate({.num_objects = 1, .num_consistency = 0});
  ASSERT_EQ(first.objects.size(), 2u);
  for (std::size_t i = 0; i < first.objects.size(); ++i) {
    EXPECT_EQ(first.objects[i].uid, all.objects[i].uid);
    for (const auto& [method, figures] : first.objects[i].by_method) {
      EXPECT_DOUBLE_EQ(figures.psnr, all.objects[i].by_method.at(method).psnr) << enum_name(method);
    }
  }
}

TEST_F(EvaluateModel, ends_when_the_time_is_over_and_says_so) {
  const ModelEvaluation evaluation = evaluate({.num_consistency = 0, .minutes = 1e-6});
  EXPECT_EQ(evaluation.objects.size(), 1u);
  EXPECT_FALSE(evaluation.complete);
}

TEST_F(EvaluateModel, one_name_for_two_held_out_objects_is_refused) {
  EXPECT_THAT(refusal_of([&] {
                evaluate_model(model_, {{folder_.path(), folder_.path()}, {}}, {}, {});
              }),
              testing::HasSubstr(" is also in " + folder_.path().string()));
}

TEST_F(EvaluateModel, what_cannot_be_evaluated_is_refused) {
  const TemporaryFolder empty;
  EXPECT_THROW(evaluate_model(model_, {{empty.path()}, {}}, {}, {}), InputError);
  MultiviewDiffusionOptions four_views = evaluated_model_options();
  four_views.num_views = 4;
  four_views.spatial_volume.pooling = Pooling::concatenate;
  MultiviewDiffusion other(four_views);
  EXPECT_THROW(evaluate_model(other, {{folder_.path()}, {}}, {}, {}), InputError);
  EXPECT_THROW(evaluate_model(model_, {{folder_.path()}, {}}, {}, {.should_stop = [] { return true; }}), InputError);
  EXPECT_THROW(EvaluateModelOptions{.num_objects = -1}.check_ranges(), InputError);
  EXPECT_THROW(EvaluateModelOptions{.num_meshes = -1}.check_ranges(), InputError);
  EXPECT_THROW(EvaluateModelOptions{.num_consistency = -1}.check_ranges(), InputError);
  EXPECT_THROW(EvaluateModelOptions{.sheet_objects = -1}.check_ranges(), InputError);
  EXPECT_THROW(EvaluateModelOptions{.sheet_views = 0}.check_ranges(), InputError);
  EXPECT_THROW(EvaluateModelOptions{.minutes = -1}.check_ranges(), InputError);
  EXPECT_THROW((EvaluateModelOptions{.sampling = {.num_steps = 0}}).check_ranges(), InputError);
}

}  // namespace
}  // namespace syncdreamer

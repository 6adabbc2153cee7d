#include "dataset/multiview_dataset.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <omp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numbers>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/files.h"
#include "geometry/linear.h"
#include "image/image_io.h"
#include "tests/image/exif_block.h"
#include "tests/support/pretend_device.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kSize = 64, kViews = MultiviewDataset::kNumViews;
constexpr Vec3 kDot{0.35, 0.12, 0.2};  // object units

double input_elevation(int view) {
  return radians(-10 + 3 * view);
}

/// A picture whose only opaque pixels are a square of 5 x 5 about the projection of `point`.
Image picture_of_dot(const Camera& camera, Vec3 point, std::array<std::uint8_t, 3> color) {
  Image image(kSize, kSize, 4, 0);
  const auto place = camera.project(point).value();
  const int left = static_cast<int>(place[0]) - 2, top = static_cast<int>(place[1]) - 2;
  for (int y = top; y < top + 5; ++y) {
    for (int x = left; x < left + 5; ++x) {
      for (int c = 0; c < 3; ++c) image.at(x, y, c) = color[static_cast<std::size_t>(c)];
      image.at(x, y, 3) = 255;
    }
  }
  return image;
}

/// Both series of an object that is one dot.
void write_dot(ViewFolder& folder, const std::string& uid, bool held_out, std::array<std::uint8_t, 3> color) {
  for (const ViewKind kind : {ViewKind::target, ViewKind::input}) {
    ViewSeries set;
    for (Viewpoint viewpoint : viewpoint_ring(kViews)) {
      if (kind == ViewKind::input) viewpoint.elevation = input_elevation(static_cast<int>(set.views.size()));
      const Camera camera = camera_at(viewpoint, kSize);
      set.images.push_back(picture_of_dot(camera, kDot, color));
      set.views.push_back({{}, viewpoint, camera});
    }
    folder.write(uid, kind, set);
  }
  folder.add({uid, uid, held_out, "test", {}});
}

/// The middle of what is opaque in `[4, S, S]`, pixels.
std::array<double, 2> place_of_dot(const at::Tensor& picture) {
  const at::Tensor alpha = picture[3], centre = at::arange(picture.size(-1)) + 0.5;
  const double total = alpha.sum().item<double>();
  return {(alpha * centre).sum().item<double>() / total, (alpha * centre.unsqueeze(1)).sum().item<double>() / total};
}

double distance_in_pixels(const at::Tensor& picture, const Camera& camera, Vec3 point) {
  const auto found = place_of_dot(picture), expected = camera.project(point).value();
  return std::hypot(found[0] - expected[0], found[1] - expected[1]);
}

/// Where the dot lies for an input from ring view `first`: turned so that this view has azimuth 0, then mirrored.
Vec3 turned_dot(int first, bool mirrored) {
  const double angle = -2 * M_PI * first / kViews;
  const Vec3 turned{std::cos(angle) * kDot.x - std::sin(angle) * kDot.y,
                    std::sin(angle) * kDot.x + std::cos(angle) * kDot.y, kDot.z};
  return {turned.x, mirrored ? -turned.y : turned.y, turned.z};
}

/// The largest distance, over a sample's input and target views, of the dot from where the cameras see `point`.
double largest_distance(const MultiviewBatch& batch, std::int64_t sample, Vec3 point) {
  const double elevation = batch.input_elevation[sample].item<double>();
  double largest = distance_in_pixels(batch.inputs[sample], camera_at({0, elevation}, kSize), point);
  std::vector<Viewpoint> ring = viewpoint_ring(kViews);
  for (std::int64_t i = 0; i < batch.targets.size(1); ++i) {
    Viewpoint& viewpoint = ring[static_cast<std::size_t>(batch.target_indices[sample][i].item<std::int64_t>())];
    viewpoint.elevation = batch.target_elevation[sample][i].item<double>();
    largest = std::max(largest, distance_in_pixels(batch.targets[sample][i], camera_at(viewpoint, kSize), point));
  }
  return largest;
}

class MultiviewDatasetTest : public testing::Test {
 protected:
  void SetUp() override {
    ViewFolder folder(folder_.path());
    write_dot(folder, "red", false, {200, 100, 40});
    write_dot(folder, "grey", false, {90, 80, 70});
    write_dot(folder, "kept", true, {20, 30, 40});
    folder.write_index();
    data_ = MultiviewDataset::load({folder_.path()}, Split::training, kSize);
  }

  /// Objects in turn.
  MultiviewBatch batch(int num_objects, const BatchOptions& options, std::uint64_t seed = 1) const {
    std::vector<ObjectDraw> draws;
    for (int b = 0; b < num_objects; ++b) draws.push_back({b % data_.size(), Random(seed, static_cast<unsigned>(b))});
    return data_.random_views(draws, options);
  }

  TemporaryFolder folder_;
  MultiviewDataset data_;
};

TEST_F(MultiviewDatasetTest, holds_the_objects_of_its_split) {
  EXPECT_THAT(data_.names(), testing::ElementsAre("red", "grey"));
  EXPECT_EQ(data_.size(), 2);
  EXPECT_EQ(data_.image_size(), kSize);
  const MultiviewDataset held_out = MultiviewDataset::load({folder_.path()}, Split::held_out, kSize);
  EXPECT_THAT(held_out.names(), testing::ElementsAre("kept"));
}

TEST_F(MultiviewDatasetTest, targets_follow_the_ring_from_the_input_s_view_on) {
  const MultiviewBatch all = batch(24, {.num_targets = kViews});
  std::set<int> first_views;
  for (std::int64_t b = 0; b < 24; ++b) {
    EXPECT_TRUE(all.target_indices[b].equal(at::arange(kViews)));
    const double elevation = all.input_elevation[b].item<double>();
    const int first = static_cast<int>(std::lround((degrees(elevation) + 10) / 3));
    EXPECT_NEAR(elevation, input_elevation(first), 1e-5);
    EXPECT_LT(largest_distance(all, b, turned_dot(first, false)), 1.0) << "first view " << first;
    first_views.insert(first);
  }
  EXPECT_GE(first_views.size(), 8U) << "any view may be the input's";
}

TEST_F(MultiviewDatasetTest, some_targets_are_distinct_views_that_say_which_they_are) {
  const MultiviewBatch some = batch(32, {.num_targets = 5});
  ASSERT_EQ(some.targets.sizes(), (at::IntArrayRef{32, 5, 4, kSize, kSize}));
  std::set<std::int64_t> all_indices;
  for (std::int64_t b = 0; b < 32; ++b) {
    std::set<std::int64_t> indices;
    for (int i = 0; i < 5; ++i) indices.insert(some.target_indices[b][i].item<std::int64_t>());
    EXPECT_EQ(indices.size(), 5U);
    all_indices.insert(indices.begin(), indices.end());
    const double elevation = some.input_elevation[b].item<double>();
    const int first = static_cast<int>(std::lround((degrees(elevation) + 10) / 3));
    EXPECT_LT(largest_distance(some, b, turned_dot(first, false)), 1.0);
  }
  EXPECT_EQ(all_indices.size(), 16U);
}

TEST_F(MultiviewDatasetTest, mirrored_objects_agree_with_their_cameras) {
  const MultiviewBatch all = batch(16, {.num_targets = kViews, .augment = true});
  int num_mirrored = 0;
  for (std::int64_t b = 0; b < 16; ++b) {
    const double elevation = all.input_elevation[b].item<double>();
    const int first = static_cast<int>(std::lround((degrees(elevation) + 10) / 3));
    const double as_is = largest_distance(all, b, turned_dot(first, false));
    const double mirrored = largest_distance(all, b, turned_dot(first, true));
    EXPECT_LT(std::min(as_is, mirrored), 1.0);
    if (mirrored < as_is) ++num_mirrored;
  }
  EXPECT_GT(num_mirrored, 2);
  EXPECT_LT(num_mirrored, 14);
}

TEST_F(MultiviewDatasetTest, targets_of_random_cameras_stand_at_the_elevations_that_they_say) {
  const MultiviewBatch some = batch(40, {.num_targets = 5, .augment = true, .random_cameras = 0.5});
  int num_on_ring = 0;
  for (std::int64_t b = 0; b < 40; ++b) {
    const bool on_ring = at::allclose(some.target_elevation[b], at::full({5}, radians(30.0)));
    num_on_ring += on_ring ? 1 : 0;
    double nearest = 1e9;
    for (int first = 0; first < kViews; ++first) {
      for (const bool mirrored : {false, true})
        nearest = std::min(nearest, largest_distance(some, b, turned_dot(first, mirrored)));
    }
    EXPECT_LT(nearest, 1) << b << (on_ring ? " on the ring" : " elsewhere");
  }
  EXPECT_GT(num_on_ring, 8);
  EXPECT_LT(num_on_ring, 32);
}

/// The mean colour of what is opaque.
at::Tensor color_of(const at::Tensor& picture) {
  const at::Tensor opaque = picture[3].gt(0.5);
  return at::stack({picture[0].masked_select(opaque).mean(), picture[1].masked_select(opaque).mean(),
                    picture[2].masked_select(opaque).mean()});
}

TEST_F(MultiviewDatasetTest, changed_colours_are_the_same_in_all_pictures_of_an_object) {
  const MultiviewBatch all = batch(32, {.num_targets = kViews, .augment = true});
  int num_unchanged = 0, num_permuted = 0;
  const at::Tensor red = at::tensor({200, 100, 40}).to(at::kFloat) / 255, grey = at::tensor({90, 80, 70}) / 255.0;
  for (std::int64_t b = 0; b < 32; ++b) {
    const at::Tensor color = color_of(all.inputs[b]);
    for (int k = 0; k < kViews; ++k) {
      EXPECT_TRUE(at::allclose(color_of(all.targets[b][k]), color, 1e-4, 1e-4)) << "object " << b << ", view " << k;
    }
    if (at::allclose(color, red, 1e-3) || at::allclose(color, grey.to(at::kFloat), 1e-3)) ++num_unchanged;
    if (color[2].item<double>() > color[0].item<double>()) ++num_permuted;
  }
  EXPECT_GT(num_unchanged, 0);
  EXPECT_LT(num_unchanged, 32);
  EXPECT_GT(num_permuted, 0);
}

TEST_F(MultiviewDatasetTest, colours_are_tinted_to_seven_tenths_at_the_darkest_and_to_no_more_than_white) {
  const TemporaryFolder bright;
  ViewFolder folder(bright.path());
  write_dot(folder, "white", false, {255, 255, 255});
  folder.write_index();
  data_ = MultiviewDataset::load({bright.path()}, Split::training, kSize);
  const MultiviewBatch all = batch(40, {.num_targets = 1, .augment = true});
  EXPECT_LE(all.inputs.max().item<float>(), 1);
  EXPECT_LE(all.targets.max().item<float>(), 1);
  int num_dark = 0;
  for (std::int64_t b = 0; b < 40; ++b) {
    const double darkest = color_of(all.inputs[b]).min().item<double>();
    EXPECT_GE(darkest, 0.7 - 1e-6);
    num_dark += darkest < 0.85;
  }
  EXPECT_GE(num_dark, 7) << "half are tinted, a third of their channels to below 0.85: 14 on average";
}

TEST_F(MultiviewDatasetTest, what_is_transparent_stays_white) {
  const MultiviewBatch all = batch(8, {.num_targets = 3, .augment = true});
  const at::Tensor transparent = all.targets.slice(2, 3, 4).lt(0.5).expand({8, 3, 3, kSize, kSize});
  EXPECT_TRUE(all.targets.slice(2, 0, 3).masked_select(transparent).eq(1).all().item<bool>());
}

TEST_F(MultiviewDatasetTest, the_seed_determines_a_batch) {
  const BatchOptions options{.num_targets = 3, .augment = true};
  const MultiviewBatch one = batch(4, options, 7), again = batch(4, options, 7), other = batch(4, options, 8);
  EXPECT_TRUE(one.inputs.equal(again.inputs));
  EXPECT_TRUE(one.targets.equal(again.targets));
  EXPECT_TRUE(one.target_indices.equal(again.target_indices));
  EXPECT_FALSE(one.targets.equal(other.targets));
}

TEST_F(MultiviewDatasetTest, an_object_is_seen_the_same_whatever_stands_beside_it) {
  const BatchOptions options{.num_targets = 3, .augment = true};
  const MultiviewBatch both = data_.random_views({{0, Random(1)}, {1, Random(2)}}, options);
  const MultiviewBatch alone = data_.random_views({{1, Random(2)}}, options);
  EXPECT_TRUE(both.inputs[1].equal(alone.inputs[0]));
  EXPECT_TRUE(both.targets[1].equal(alone.targets[0]));
  EXPECT_TRUE(both.target_indices[1].equal(alone.target_indices[0]));
}

TEST_F(MultiviewDatasetTest, a_fixed_batch_shows_chosen_objects_from_view_0) {
  const MultiviewBatch fixed = data_.fixed_batch({1, 0});
  EXPECT_NEAR(fixed.input_elevation[0].item<double>(), input_elevation(0), 1e-6);
  for (std::int64_t b = 0; b < 2; ++b) EXPECT_LT(largest_distance(fixed, b, kDot), 1.0);
  EXPECT_TRUE(fixed.targets[0].equal(data_.series(1, ViewKind::target)));
  EXPECT_TRUE(fixed.inputs[1].equal(data_.series(0, ViewKind::input)[0]));
}

TEST_F(MultiviewDatasetTest, larger_pictures_are_averaged_with_their_opacity) {
  const MultiviewDataset small = MultiviewDataset::load({folder_.path()}, Split::training, kSize / 4);
  EXPECT_EQ(small.image_size(), kSize / 4);
  const at::Tensor large = data_.series(0, ViewKind::target), averaged = small.series(0, ViewKind::target);
  const at::Tensor difference = at::avg_pool2d(large, {4, 4}) - averaged;  // white and colour, mixed by opacity
  EXPECT_LT(difference.abs().max().item<double>(), 0.01);
}

TEST_F(MultiviewDatasetTest, sizes_that_do_not_fit_are_refused_by_name) {
  const auto load = [&](int size) { MultiviewDataset::load({folder_.path()}, Split::training, size); };
  for (const int size : {kSize * 2, kSize - 1, 24}) {
    EXPECT_THAT(refusal_of([&] { load(size); }), AllOf(HasSubstr(folder_.path().string()), HasSubstr("red"),
                                                       HasSubstr("64 x 64"), HasSubstr(std::to_string(size))));
  }
}

TEST_F(MultiviewDatasetTest, objects_with_other_pictures_are_refused_by_name) {
  const auto load = [&] { MultiviewDataset::load({folder_.path()}, Split::training, kSize); };
  ViewFolder folder(folder_.path());
  const ViewSeries whole = folder.read("red", ViewKind::input);
  ViewSeries set = whole;
  set.images.pop_back();
  set.views.pop_back();
  folder.write("red", ViewKind::input, set);
  EXPECT_THAT(refusal_of(load), AllOf(HasSubstr("red"), HasSubstr("15 views")));
  set = whole;
  for (Image& image : set.images) image = to_rgb(image);
  folder.write("red", ViewKind::input, set);
  EXPECT_THAT(refusal_of(load), AllOf(HasSubstr("red"), HasSubstr("3 channels")));
}

/// Moves the target cameras of an object off the ring, the pictures with them.
void look_from_elsewhere(const ViewFolder& folder, const std::string& uid, int count) {
  ViewSeries set;
  for (int k = 0; k < count; ++k) {
    const Viewpoint viewpoint{0.7 * k, 0.1 * k, 1.5};
    set.views.push_back({{}, viewpoint, camera_at(viewpoint, kSize)});
    set.images.push_back(picture_of_dot(set.views.back().camera, kDot, {20, 30, 40}));
  }
  folder.write(uid, ViewKind::target, set);
}

TEST_F(MultiviewDatasetTest, targets_that_are_not_the_ring_are_refused_by_name) {
  look_from_elsewhere(ViewFolder(folder_.path()), "red", kViews);
  EXPECT_THAT(refusal_of([&] { MultiviewDataset::load({folder_.path()}, Split::training, kSize); }),
              AllOf(HasSubstr("red"), HasSubstr("not the ring")));
}

TEST_F(MultiviewDatasetTest, inputs_and_lenses_that_the_networks_do_not_know_are_refused_by_name) {
  const ViewFolder folder(folder_.path());
  double turn = 0;  // of what is told beside the cameras
  const auto refusal_after = [&](ViewKind kind, auto&& change) {
    const ViewSeries before = folder.read("red", kind);
    ViewSeries set = before;
    for (PosedView& view : set.views) change(view);
    folder.write("red", kind, set);
    const std::filesystem::path cameras = folder.picture_path("red", kind, set.views[0]).parent_path() / "cameras.json";
    auto json = nlohmann::json::parse(read_file(cameras));
    for (nlohmann::json& frame : json["frames"]) frame["azimuth"] = frame["azimuth"].get<double>() + turn;
    write_file(cameras, json.dump());
    const std::string refusal = refusal_of([&] { MultiviewDataset::load({folder_.path()}, Split::training, kSize); });
    folder.write("red", kind, before);
    return refusal;
  };
  EXPECT_EQ(refusal_after(ViewKind::input, [](PosedView&) {}), "no error");
  for (const ViewKind kind : {ViewKind::input, ViewKind::target}) {
    const std::string expected = "'000.png' has another focal length or principal point than 280";
    EXPECT_THAT(refusal_after(kind, [](PosedView& view) { view.camera.fx *= 1.2; }), HasSubstr(expected));
    EXPECT_THAT(refusal_after(kind, [](PosedView& view) { view.camera.cy += 2; }), HasSubstr(expected));
    const auto upside_down = [](PosedView& view) {
      for (std::size_t r = 0; r < 2; ++r) view.camera.rotation.rows[r] = -view.camera.rotation.rows[r];
    };
    EXPECT_THAT(refusal_after(kind, upside_down), HasSubstr("'000.png' does not look at the origin, upright, from"));
    turn = 0.5;
    EXPECT_THAT(refusal_after(kind, [](PosedView&) {}), HasSubstr("'000.png' does not look at the origin"));
    turn = 0;
  }
  const auto from_beside = [](PosedView& view) {
    view.viewpoint.azimuth += 0.1;
    view.camera = camera_at(view.viewpoint, kSize);
  };
  EXPECT_THAT(refusal_after(ViewKind::input, from_beside),
              HasSubstr("red: the input views have not the ring's azimuths"));
  const auto from_afar = [](PosedView& view) {
    view.viewpoint.distance = 2.5;
    view.camera = zoomed_camera_at(view.viewpoint, kSize);
  };
  EXPECT_EQ(refusal_after(ViewKind::input, from_afar), "no error");
  EXPECT_THAT(refusal_after(ViewKind::target, from_afar), HasSubstr("stands at a distance of 2.5, expected 1.5"));
}

TEST_F(MultiviewDatasetTest, a_posed_object_has_its_own_cameras) {
  const ViewFolder folder(folder_.path());
  look_from_elsewhere(folder, "kept", 5);
  const PosedObject object = read_posed_object({&folder, "kept"}, kSize);
  ASSERT_EQ(object.targets.sizes(), (at::IntArrayRef{5, 4, kSize, kSize}));
  EXPECT_NEAR(object.input_elevation, input_elevation(0), 1e-6);
  EXPECT_LT(distance_in_pixels(object.input, camera_at({0, object.input_elevation}, kSize), kDot), 1);
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_NEAR(object.viewpoints[k].elevation, 0.1 * static_cast<double>(k), 1e-6);
    const at::Tensor picture = object.targets[static_cast<std::int64_t>(k)];
    EXPECT_LT(distance_in_pixels(picture, camera_at(object.viewpoints[k], kSize), kDot), 1);
  }
}

TEST_F(MultiviewDatasetTest, a_posed_object_is_turned_to_its_first_input) {
  const ViewFolder folder(folder_.path());
  look_from_elsewhere(folder, "kept", 3);
  ViewSeries input = folder.read("kept", ViewKind::input);
  input.views.erase(input.views.begin(), input.views.begin() + 4);
  input.images.erase(input.images.begin(), input.images.begin() + 4);
  folder.write("kept", ViewKind::input, input);
  const PosedObject object = read_posed_object({&folder, "kept"}, kSize);
  for (std::size_t k = 0; k < 3; ++k)
    EXPECT_NEAR(object.viewpoints[k].azimuth, 0.7 * static_cast<double>(k) - std::numbers::pi / 2, 1e-6);
}

TEST_F(MultiviewDatasetTest, pictures_are_taken_as_their_cameras_have_them_whatever_exif_says) {
  const ViewFolder folder(folder_.path());
  const auto picture = folder_.path() / "target" / "red" / "002.png";
  const Image before = read_image(picture);
  write_file(picture, png_with_orientation(read_file(picture), 6));
  ASSERT_NE(read_image(picture).pixels, before.pixels) << "the file is turned";
  EXPECT_EQ(folder.read("red", ViewKind::target).images[2].pixels, before.pixels);
}

TEST_F(MultiviewDatasetTest, a_posed_object_on_the_ring_is_that_of_a_fixed_batch) {
  const ViewFolder folder(folder_.path());
  const PosedObject object = read_posed_object({&folder, "red"}, kSize / 2);
  const auto data = MultiviewDataset::load({folder_.path()}, Split::training, kSize / 2);
  const MultiviewBatch batch = data.fixed_batch({0});
  EXPECT_TRUE(at::equal(object.input, batch.inputs[0]));
  EXPECT_TRUE(at::equal(object.targets, batch.targets[0]));
  EXPECT_EQ(object.input_elevation, batch.input_elevation[0].item<float>());
}

TEST_F(MultiviewDatasetTest, reading_ends_when_it_is_asked_to_stop) {
  const int num_threads = omp_get_max_threads();
  omp_set_num_threads(1);  // who called asks, and might find all objects taken by other threads
  const std::string message = refusal_of([&] {
    MultiviewDataset::load({folder_.path()}, Split::training, kSize, std::numeric_limits<std::uint64_t>::max(),
                           {.should_stop = [] { return true; }});
  });
  omp_set_num_threads(num_threads);
  EXPECT_EQ(message, "stopped while reading objects");
}

TEST(ForEachObject, reports_in_the_caller_s_thread_until_all_is_done) {
  const auto caller = std::this_thread::get_id();
  std::vector<std::int64_t> reported;
  std::atomic<int> num_elsewhere = 0;
  const Reporter reporter{.on_progress = [&](std::string_view, std::int64_t done, std::int64_t) {
    num_elsewhere += std::this_thread::get_id() != caller;
    if (std::this_thread::get_id() == caller) reported.push_back(done);
  }};
  const int num_threads = omp_get_max_threads();
  omp_set_num_threads(4);
  for_each_object("reading", 100, reporter,
                  [](std::int64_t) { std::this_thread::sleep_for(std::chrono::microseconds(100)); });
  omp_set_num_threads(num_threads);
  EXPECT_EQ(num_elsewhere, 0);
  EXPECT_TRUE(std::is_sorted(reported.begin(), reported.end()));
  EXPECT_EQ(reported.back(), 100);
}

TEST_F(MultiviewDatasetTest, a_folder_without_objects_is_refused) {
  const TemporaryFolder empty;
  EXPECT_THAT(refusal_of([&] { MultiviewDataset::load({empty.path()}, Split::training, kSize); }),
              AllOf(HasSubstr(empty.path().string()), HasSubstr("objects.json")));
  ViewFolder folder(empty.path());
  write_dot(folder, "only", false, {1, 2, 3});
  folder.write_index();
  EXPECT_THAT(refusal_of([&] { MultiviewDataset::load({empty.path()}, Split::held_out, kSize); }),
              HasSubstr("held out"));
}

TEST_F(MultiviewDatasetTest, batches_made_on_a_device_are_the_same) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  const BatchOptions options{.num_targets = 3, .augment = true};
  const MultiviewBatch expected = batch(16, options);
  data_ = data_.on(pretend_device());
  const MultiviewBatch made = batch(16, options);
  EXPECT_EQ(made.targets.device(), pretend_device());
  EXPECT_TRUE(made.inputs.cpu().equal(expected.inputs));
  EXPECT_TRUE(made.targets.cpu().equal(expected.targets));
  EXPECT_TRUE(made.target_indices.cpu().equal(expected.target_indices));
}

constexpr std::uint64_t kObjectBytes = std::uint64_t{2} * 16 * 4 * kSize * kSize;

TEST_F(MultiviewDatasetTest, knows_its_bytes) {
  EXPECT_EQ(data_.num_bytes(), 2 * kObjectBytes);
  EXPECT_EQ(data_.num_held(), 2);
}

TEST_F(MultiviewDatasetTest, objects_that_are_not_held_are_read_when_they_are_needed) {
  const BatchOptions options{.num_targets = 3, .augment = true};
  const MultiviewBatch expected = batch(16, options), fixed = data_.fixed_batch({1, 0});
  const at::Tensor series = data_.series(1, ViewKind::input);
  for (const std::uint64_t max_bytes : {std::uint64_t{0}, 2 * kObjectBytes - 1}) {
    data_ = MultiviewDataset::load({folder_.path()}, Split::training, kSize, max_bytes);
    EXPECT_EQ(data_.num_held(), max_bytes == 0 ? 0 : 1);
    EXPECT_EQ(data_.num_bytes(), static_cast<std::uint64_t>(data_.num_held()) * kObjectBytes);
    EXPECT_EQ(data_.size(), 2);
    EXPECT_EQ(data_.image_size(), kSize);
    const MultiviewBatch read = batch(16, options), read_fixed = data_.fixed_batch({1, 0});
    EXPECT_TRUE(read.inputs.equal(expected.inputs));
    EXPECT_TRUE(read.input_elevation.equal(expected.input_elevation));
    EXPECT_TRUE(read.targets.equal(expected.targets));
    EXPECT_TRUE(read.target_indices.equal(expected.target_indices));
    EXPECT_TRUE(read_fixed.inputs.equal(fixed.inputs));
    EXPECT_TRUE(read_fixed.input_elevation.equal(fixed.input_elevation));
    EXPECT_TRUE(read_fixed.targets.equal(fixed.targets));
    EXPECT_TRUE(data_.series(1, ViewKind::input).equal(series));
  }
}

TEST_F(MultiviewDatasetTest, an_object_that_cannot_be_read_when_it_is_needed_is_named) {
  data_ = MultiviewDataset::load({folder_.path()}, Split::training, kSize, kObjectBytes);
  const std::filesystem::path picture = folder_.path() / "target" / "grey" / "007.png";
  std::filesystem::remove(picture);
  EXPECT_THAT(refusal_of([&] { batch(1, {.num_targets = kViews}); }), "no error");
  EXPECT_THAT(refusal_of([&] { batch(2, {.num_targets = kViews}); }), HasSubstr(picture.string()));
}

}  // namespace
}  // namespace syncdreamer

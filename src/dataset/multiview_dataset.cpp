#include "dataset/multiview_dataset.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>
#include <thread>

#include "core/error.h"
#include "core/in_parallel.h"
#include "core/joined.h"
#include "core/option_range.h"
#include "dataset/view_folder.h"
#include "image/resize.h"

namespace syncdreamer {
namespace {

constexpr double kTintRange = 0.3;  // channels are scaled by 1 - range to 1 + range / 2

/// Reads the picture of a view, straight RGBA, into bytes `out` `[4, S, S]`.
void put_picture(const ObjectPlace& place, ViewKind kind, const PosedView& view, const at::Tensor& out) {
  const Image image = place.folder->read_picture(place.uid, kind, view);
  const int size = static_cast<int>(out.size(-1));
  if (image.channels != 4 || image.width != image.height || image.width < size || image.width % size != 0) {
    throw InputError(place.folder->picture_path(place.uid, kind, view),
                     "found " + dimensions_text(image.width, image.height) + " pixels, " +
                         std::to_string(image.channels) + " channels, expected RGBA, square, a multiple of " +
                         std::to_string(size));
  }
  const Image small = image.width == size ? image : shrink_by_area(image, image.width / size);
  auto* byte = out.data_ptr<std::uint8_t>();
  for (int c = 0; c < 4; ++c) {
    for (int i = 0; i < size * size; ++i) *byte++ = small.pixels[static_cast<std::size_t>(4 * i + c)];
  }
}

/// Cameras must show objects as large, and in the middle of the picture, as the ring's do, and stand where their
/// azimuth and elevation say.
void check_shows_as_ring(const ObjectPlace& place, ViewKind kind, const PosedView& view) {
  const Camera &camera = view.camera, expected = zoomed_camera_at(view.viewpoint, camera.width);
  const std::string whose =
      place.uid + ": the camera of " + (kind == ViewKind::target ? "target" : "input") + " '" + view.file_name + "' ";
  const auto same = [&](double a, double b) { return std::abs(a - b) < 1e-3 * b; };
  if (kind == ViewKind::target && !same(view.viewpoint.distance, kRingDistance)) {
    throw InputError(place.folder->path(), whose + "stands at a distance of " + number_text(view.viewpoint.distance) +
                                               ", expected 1.5, from where models see their views");
  }
  if (!same(camera.fx, expected.fx) || !same(camera.fy, expected.fy) || !same(camera.cx, expected.cx) ||
      !same(camera.cy, expected.cy)) {
    throw InputError(place.folder->path(), whose +
                                               "has another focal length or principal point than 280 (at distance 1.5) "
                                               "and 128 of 256 pixels");
  }
  double error = length(camera.centre() - expected.centre()) / view.viewpoint.distance;
  for (std::size_t r = 0; r < 3; ++r)
    error = std::max(error, length(camera.rotation.rows[r] - expected.rotation.rows[r]));
  if (!(error < 1e-3)) {
    throw InputError(place.folder->path(),
                     whose +
                         "does not look at the origin, upright, from where its azimuth, elevation "
                         "and distance say");
  }
}

/// The 16 cameras of a series: those of the ring, for inputs at any elevation and distance.
std::vector<PosedView> read_ring_cameras(const ObjectPlace& place, ViewKind kind) {
  const auto& [folder, uid] = place;
  const bool is_target = kind == ViewKind::target;
  std::vector<PosedView> views = folder->read_cameras(uid, kind);
  if (views.size() != MultiviewDataset::kNumViews) {
    throw InputError(folder->path(), uid + ": found " + std::to_string(views.size()) + " views, expected 16");
  }
  std::vector<Viewpoint> viewpoints;
  for (const PosedView& view : views) {
    check_shows_as_ring(place, kind, view);
    viewpoints.push_back(view.viewpoint);
    if (!is_target) viewpoints.back() = {.azimuth = view.viewpoint.azimuth, .elevation = radians(kRingElevationDeg)};
  }
  if (!MultiviewDataset::is_ring(viewpoints))
    throw InputError(folder->path(), uid + (is_target ? ": the target views are not the ring at elevation 30 degrees"
                                                      : ": the input views have not the ring's azimuths"));
  return views;
}

std::vector<Viewpoint> viewpoints_of(const std::vector<PosedView>& views) {
  std::vector<Viewpoint> viewpoints;
  for (const PosedView& view : views) viewpoints.push_back(view.viewpoint);
  return viewpoints;
}

/// Puts pictures of views `indices` `[K]` of a series into `out` `[K, 4, S, S]`. \return all views of the series.
std::vector<PosedView> put_views(const ObjectPlace& place, ViewKind kind, const at::Tensor& indices,
                                 const at::Tensor& out) {
  const std::vector<PosedView> views = read_ring_cameras(place, kind);
  for (std::int64_t k = 0; k < indices.size(0); ++k) {
    const PosedView& view = views.at(static_cast<std::size_t>(indices[k].item<std::int64_t>()));
    put_picture(place, kind, view, out[k]);
  }
  return views;
}

/// RGB over white and opacity, in [0, 1], of straight RGBA bytes `[N, 4, S, S]`.
at::Tensor over_white(const at::Tensor& bytes) {
  const at::Tensor rgba = bytes.to(at::kFloat) / 255, alpha = rgba.slice(1, 3, 4);
  return at::cat({rgba.slice(1, 0, 3) * alpha + (1 - alpha), alpha}, 1);
}

/// Pictures of views of an object, as in a batch, `[N, 4, S, S]`.
at::Tensor read_pictures(const ObjectPlace& place, ViewKind kind, std::span<const PosedView> views, int size) {
  const at::Tensor bytes = at::empty({static_cast<std::int64_t>(views.size()), 4, size, size}, at::kByte);
  for (std::size_t k = 0; k < views.size(); ++k)
    put_picture(place, kind, views[k], bytes[static_cast<std::int64_t>(k)]);
  return over_white(bytes);
}

}  // namespace

MultiviewBatch MultiviewBatch::to(at::Device device) const {
  return {inputs.to(device), input_elevation.to(device), targets.to(device), target_indices.to(device),
          target_elevation.to(device)};
}

PosedObject read_posed_object(const ObjectPlace& place, int image_size) {
  const auto& [folder, uid] = place;
  const std::vector<PosedView> inputs = folder->read_cameras(uid, ViewKind::input);
  const std::vector<PosedView> targets = folder->read_cameras(uid, ViewKind::target);
  if (inputs.empty() || targets.empty()) throw InputError(folder->path(), uid + ": found no views");
  const PosedView& first = inputs.front();
  check_shows_as_ring(place, ViewKind::input, first);
  PosedObject object{.input = read_pictures(place, ViewKind::input, {&first, 1}, image_size)[0],
                     .input_elevation = static_cast<float>(first.viewpoint.elevation),
                     .input_azimuth = first.viewpoint.azimuth,
                     .targets = read_pictures(place, ViewKind::target, targets, image_size),
                     .viewpoints = {}};
  for (const PosedView& view : targets) {
    check_shows_as_ring(place, ViewKind::target, view);
    object.viewpoints.push_back(view.viewpoint);
    object.viewpoints.back().azimuth -= first.viewpoint.azimuth;
  }
  return object;
}

void for_each_object(std::string_view stage, std::int64_t count, const Reporter& reporter,
                     const std::function<void(std::int64_t)>& action) {
  std::atomic<std::int64_t> num_done = 0;
  const auto caller = std::this_thread::get_id();
  in_parallel(count, [&](std::int64_t i) {
    if (std::this_thread::get_id() == caller) {
      if (reporter.is_stopped()) throw InputError("stopped while " + std::string(stage));
      reporter.progress(stage, num_done, count);
    }
    action(i);
    ++num_done;
  });
  if (count > 0) reporter.progress(stage, count, count);
}

bool MultiviewDataset::is_ring(const std::vector<Viewpoint>& viewpoints) {
  const std::vector<Viewpoint> ring = viewpoint_ring(kNumViews);
  const auto same = [](const Viewpoint& a, const Viewpoint& b) {
    return std::abs(std::remainder(a.azimuth - b.azimuth, 2 * std::numbers::pi)) < 1e-3 &&
           std::abs(a.elevation - b.elevation) < 1e-3 && std::abs(a.distance - b.distance) < 1e-3;
  };
  return std::equal(viewpoints.begin(), viewpoints.end(), ring.begin(), ring.end(), same);
}

MultiviewDataset MultiviewDataset::load(const std::vector<std::filesystem::path>& paths, Split split, int image_size,
                                        std::uint64_t max_bytes, const Reporter& reporter) {
  const auto folders = std::make_shared<const std::vector<ViewFolder>>(open_view_folders(paths, reporter));
  std::vector<ObjectPlace> places;
  for (const ViewFolder& folder : *folders) {
    for (const ObjectEntry& entry : folder.objects()) {
      if (entry.held_out == (split == Split::held_out)) places.push_back({&folder, entry.uid});
    }
  }
  if (places.empty()) {
    const std::string names = joined(*folders, [](const ViewFolder& folder) { return folder.path().string(); });
    const bool wants_held_out = split == Split::held_out;
    throw InputError(names + ": found no object " + (wants_held_out ? "held out" : "to train on") +
                     ", expected one with \"held_out\": " + (wants_held_out ? "true" : "false") + " in objects.json");
  }
  MultiviewDataset data = open(std::move(places), image_size, max_bytes, reporter);
  data.folders_ = folders;
  return data;
}

MultiviewDataset MultiviewDataset::load(std::span<const ObjectPlace> objects, int image_size) {
  return open({objects.begin(), objects.end()}, image_size, std::numeric_limits<std::uint64_t>::max(), {});
}

MultiviewDataset MultiviewDataset::open(std::vector<ObjectPlace> places, int image_size, std::uint64_t max_bytes,
                                        const Reporter& reporter) {
  const auto num_pixels = static_cast<std::uint64_t>(image_size) * static_cast<std::uint64_t>(image_size);
  const std::uint64_t object_bytes = 2 * kNumViews * 4 * num_pixels;
  const auto held = static_cast<std::int64_t>(std::min<std::uint64_t>(places.size(), max_bytes / object_bytes));
  MultiviewDataset data;
  data.pictures_ = at::empty({held, 2, kNumViews, 4, image_size, image_size}, at::kByte);
  data.input_viewpoints_.resize(static_cast<std::size_t>(held));
  const at::Tensor all = at::arange(kNumViews);
  for_each_object("reading objects", held, reporter, [&](std::int64_t i) {
    const ObjectPlace& place = places[static_cast<std::size_t>(i)];
    data.input_viewpoints_[static_cast<std::size_t>(i)] =
        viewpoints_of(put_views(place, ViewKind::input, all, data.pictures_[i][0]));
    put_views(place, ViewKind::target, all, data.pictures_[i][1]);
  });
  data.places_ = std::move(places);
  return data;
}

MultiviewDataset MultiviewDataset::on(at::Device device) const {
  check(num_held() == size(), "MultiviewDataset::on: all pictures must be held");
  MultiviewDataset data = *this;
  data.pictures_ = pictures_.to(device);
  return data;
}

std::vector<std::string> MultiviewDataset::names() const {
  std::vector<std::string> names;
  for (const ObjectPlace& place : places_) names.push_back(place.uid);
  return names;
}

at::Tensor MultiviewDataset::stored(const at::Tensor& objects, ViewKind kind, const at::Tensor& views) const {
  const at::Tensor series = pictures_.select(1, kind == ViewKind::target ? 1 : 0);
  if (num_held() == size()) return series.index({objects.unsqueeze(1).to(device()), views.to(device())});
  at::Tensor result = at::empty({views.size(0), views.size(1), 4, image_size(), image_size()}, at::kByte);
  in_parallel(objects.size(0), [&](std::int64_t b) {
    const auto object = objects[b].item<std::int64_t>();
    if (object < num_held()) {
      at::Tensor(result[b]).copy_(series[object].index({views[b]}));
    } else {
      put_views(places_[static_cast<std::size_t>(object)], kind, views[b], result[b]);
    }
  });
  return result;
}

std::vector<Viewpoint> MultiviewDataset::input_viewpoints(std::int64_t object) const {
  const auto index = static_cast<std::size_t>(object);
  return object < num_held() ? input_viewpoints_[index]
                             : viewpoints_of(read_ring_cameras(places_[index], ViewKind::input));
}

MultiviewDataset::Look MultiviewDataset::random_look(const BatchOptions& options, Random& random) {
  Look look;
  look.first_view = random.below(kNumViews);
  if (options.random_cameras > 0 && random.chance(options.random_cameras)) look.targets = ViewKind::input;
  if (!options.augment) return look;
  look.mirrored = random.chance(0.5);
  if (random.chance(0.5)) random.shuffle(look.channel_order);
  if (random.chance(0.5)) {
    for (float& tint : look.tint) tint = static_cast<float>(random.uniform(1 - kTintRange, 1 + kTintRange / 2));
  }
  return look;
}

at::Tensor MultiviewDataset::seen_views(const at::Tensor& views, const Look& look) {
  return (look.first_view + (look.mirrored ? -views : views)).remainder(kNumViews);
}

at::Tensor MultiviewDataset::pictures(const at::Tensor& objects, ViewKind kind, const at::Tensor& views,
                                      const std::vector<Look>& looks) const {
  const at::Tensor mirrored = at::empty({objects.size(0)}, at::kBool), seen = at::empty_like(views);
  const at::Tensor order = at::empty({objects.size(0), 3}, at::kLong), tint = at::empty({objects.size(0), 3});
  for (std::size_t b = 0; b < looks.size(); ++b) {
    mirrored.data_ptr<bool>()[b] = looks[b].mirrored;
    seen[static_cast<std::int64_t>(b)].copy_(seen_views(views[static_cast<std::int64_t>(b)], looks[b]));
    std::ranges::copy(looks[b].channel_order, order.data_ptr<std::int64_t>() + 3 * b);
    std::ranges::copy(looks[b].tint, tint.data_ptr<float>() + 3 * b);
  }
  const auto each = [&](const at::Tensor& x) { return x.to(device()).reshape({objects.size(0), 1, -1, 1, 1}); };
  const at::Tensor rgba = stored(objects, kind, seen).to(at::kFloat) / 255;
  const at::Tensor alpha = rgba.slice(2, 3, 4);
  const at::Tensor colors = rgba.gather(2, each(order).expand({-1, views.size(1), -1, image_size(), image_size()}));
  const at::Tensor result = at::cat({(colors * each(tint)).clamp_max(1) * alpha + (1 - alpha), alpha}, 2);
  return at::where(each(mirrored), result.flip({4}), result);
}

MultiviewBatch MultiviewDataset::random_views(const std::vector<ObjectDraw>& draws, const BatchOptions& options) const {
  check(options.num_targets >= 1 && options.num_targets <= kNumViews, "random_views: num_targets must be 1 to 16");
  const auto count = static_cast<std::int64_t>(draws.size());
  const at::Tensor objects = at::empty({count}, at::kLong), elevations = at::empty({count});
  const at::Tensor indices = at::empty({count, options.num_targets}, at::kLong);
  const at::Tensor target_elevations = at::full({count, options.num_targets}, radians(kRingElevationDeg));
  const at::Tensor on_ring = at::ones({count, 1, 1, 1, 1}, at::kBool);
  std::vector<Look> looks;
  for (std::int64_t b = 0; b < count; ++b) {
    auto [object, random] = draws[static_cast<std::size_t>(b)];
    const Look& look = looks.emplace_back(random_look(options, random));
    std::array<std::int64_t, kNumViews> order;
    std::iota(order.begin(), order.end(), 0);
    if (options.num_targets < kNumViews) {
      for (int i = 0; i < options.num_targets; ++i) std::swap(order[i], order[i + random.below(kNumViews - i)]);
    }
    std::copy_n(order.begin(), options.num_targets, indices[b].data_ptr<std::int64_t>());
    objects[b] = object;
    const std::vector<Viewpoint> from = input_viewpoints(object);
    elevations[b] = from[static_cast<std::size_t>(look.first_view)].elevation;
    if (look.targets == ViewKind::target) continue;
    on_ring[b] = false;
    const at::Tensor seen = seen_views(indices[b], look);
    for (int k = 0; k < options.num_targets; ++k)
      target_elevations[b][k] = from[static_cast<std::size_t>(seen[k].item<std::int64_t>())].elevation;
  }
  const at::Tensor input_view = at::zeros({count, 1}, at::kLong);
  at::Tensor targets = pictures(objects, ViewKind::target, indices, looks);
  if (!on_ring.all().item<bool>())
    targets = at::where(on_ring.to(device()), targets, pictures(objects, ViewKind::input, indices, looks));
  return {pictures(objects, ViewKind::input, input_view, looks).squeeze(1), elevations, targets, indices,
          target_elevations};
}

MultiviewBatch MultiviewDataset::fixed_batch(const std::vector<std::int64_t>& objects) const {
  const auto count = static_cast<std::int64_t>(objects.size());
  const at::Tensor chosen = at::tensor(objects), all = at::arange(kNumViews).expand({count, kNumViews}).contiguous();
  const at::Tensor elevations = at::empty({count});
  for (std::int64_t b = 0; b < count; ++b)
    elevations[b] = input_viewpoints(objects[static_cast<std::size_t>(b)])[0].elevation;
  const std::vector<Look> looks(objects.size());
  return {pictures(chosen, ViewKind::input, all.slice(1, 0, 1), looks).squeeze(1), elevations,
          pictures(chosen, ViewKind::target, all, looks), all,
          at::full({count, kNumViews}, radians(kRingElevationDeg))};
}

at::Tensor MultiviewDataset::series(std::int64_t object, ViewKind kind) const {
  return pictures(at::tensor({object}), kind, at::arange(kNumViews).unsqueeze(0), {Look{}})[0];
}

}  // namespace syncdreamer

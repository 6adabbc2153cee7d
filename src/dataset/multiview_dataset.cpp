#include "dataset/multiview_dataset.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <exception>
#include <numbers>
#include <numeric>
#include <span>

#include "core/error.h"
#include "dataset/view_folder.h"
#include "image/resize.h"

namespace syncdreamer {
namespace {

constexpr double kTintRange = 0.3;  // channels are scaled by 1 - range to 1 + range / 2

/// One series of an object, `[N, 4, S, S]` bytes, straight RGBA.
at::Tensor read_series(const ViewFolder& folder, const std::string& uid, const ViewSet& set, int size) {
  at::Tensor series = at::empty({static_cast<std::int64_t>(set.images.size()), 4, size, size}, at::kByte);
  auto* out = series.data_ptr<std::uint8_t>();
  for (const Image& image : set.images) {
    if (image.channels != 4 || image.width != image.height || image.width < size || image.width % size != 0) {
      throw InputError(folder.path(), uid + ": found a picture of " + std::to_string(image.width) + "x" +
                                          std::to_string(image.height) + " pixels, " + std::to_string(image.channels) +
                                          " channels, expected RGBA, square, a multiple of " + std::to_string(size));
    }
    const Image small = image.width == size ? image : shrink_by_area(image, image.width / size);
    for (int c = 0; c < 4; ++c) {
      for (int i = 0; i < size * size; ++i) *out++ = small.pixels[static_cast<std::size_t>(4 * i + c)];
    }
  }
  return series;
}

at::Tensor read_ring(const ViewFolder& folder, const std::string& uid, ViewKind kind, int size) {
  const ViewSet set = folder.read(uid, kind);
  if (set.images.size() != MultiviewDataset::kNumViews) {
    throw InputError(folder.path(), uid + ": found " + std::to_string(set.images.size()) + " views, expected 16");
  }
  std::vector<Viewpoint> viewpoints;
  for (const PosedView& view : set.views) viewpoints.push_back(view.viewpoint);
  if (kind == ViewKind::target && !MultiviewDataset::is_ring(viewpoints))
    throw InputError(folder.path(), uid + ": the target views are not the ring at elevation 30 degrees");
  return read_series(folder, uid, set, size);
}

/// RGB over white and opacity, in [0, 1], of straight RGBA bytes `[N, 4, S, S]`.
at::Tensor over_white(const at::Tensor& bytes) {
  const at::Tensor rgba = bytes.to(at::kFloat) / 255, alpha = rgba.slice(1, 3, 4);
  return at::cat({rgba.slice(1, 0, 3) * alpha + (1 - alpha), alpha}, 1);
}

}  // namespace

MultiviewBatch MultiviewBatch::to(at::Device device) const {
  return {inputs.to(device), input_elevation.to(device), targets.to(device), target_indices.to(device)};
}

PosedObject read_posed_object(const ObjectPlace& place, int image_size) {
  const auto& [folder, uid] = place;
  ViewSet input = folder->read(uid, ViewKind::input), targets = folder->read(uid, ViewKind::target);
  if (input.images.empty() || targets.images.empty()) throw InputError(folder->path(), uid + ": found no views");
  input.images.resize(1);
  PosedObject object{.input = over_white(read_series(*folder, uid, input, image_size))[0],
                     .input_elevation = static_cast<float>(input.views.front().viewpoint.elevation),
                     .targets = over_white(read_series(*folder, uid, targets, image_size)),
                     .viewpoints = {}};
  for (const PosedView& view : targets.views) object.viewpoints.push_back(view.viewpoint);
  return object;
}

bool MultiviewDataset::is_ring(const std::vector<Viewpoint>& viewpoints) {
  const std::vector<Viewpoint> ring = viewpoint_ring(kNumViews);
  const auto same = [](const Viewpoint& a, const Viewpoint& b) {
    return std::abs(std::remainder(a.azimuth - b.azimuth, 2 * std::numbers::pi)) < 1e-3 &&
           std::abs(a.elevation - b.elevation) < 1e-3 && std::abs(a.distance - b.distance) < 1e-3;
  };
  return std::equal(viewpoints.begin(), viewpoints.end(), ring.begin(), ring.end(), same);
}

MultiviewDataset MultiviewDataset::load(const std::vector<std::filesystem::path>& folders, Split split, int image_size,
                                        const Reporter& reporter) {
  std::vector<ViewFolder> opened;
  for (const std::filesystem::path& path : folders) {
    opened.emplace_back(path);
    if (opened.back().objects().empty())
      throw InputError(path, "found no objects, expected a folder of rendered objects with objects.json");
  }
  std::vector<ObjectPlace> objects;
  for (const ViewFolder& folder : opened) {
    for (const ObjectEntry& entry : folder.objects()) {
      if (entry.held_out == (split == Split::held_out)) objects.push_back({&folder, entry.uid});
    }
  }
  if (objects.empty()) {
    throw InputError(std::string("the data folders hold no object ") +
                     (split == Split::held_out ? "held out" : "to train on"));
  }
  return load(objects, image_size, reporter);
}

MultiviewDataset MultiviewDataset::load(std::span<const ObjectPlace> objects, int image_size,
                                        const Reporter& reporter) {
  const auto count = static_cast<std::int64_t>(objects.size());
  MultiviewDataset data;
  data.pictures_ = at::empty({count, 2, kNumViews, 4, image_size, image_size}, at::kByte);
  data.input_elevations_ = at::empty({count, kNumViews}, at::kFloat);
  std::exception_ptr failure;
  std::atomic<bool> failed = false;
  std::int64_t num_read = 0;
#pragma omp parallel for schedule(dynamic)
  for (std::int64_t i = 0; i < count; ++i) {
    if (failed) continue;
    try {
      const auto& [folder, uid] = objects[static_cast<std::size_t>(i)];
      data.pictures_[i][0] = read_ring(*folder, uid, ViewKind::input, image_size);
      data.pictures_[i][1] = read_ring(*folder, uid, ViewKind::target, image_size);
      const auto cameras = folder->read_cameras(uid, ViewKind::input);
      for (int k = 0; k < kNumViews; ++k) {
        data.input_elevations_[i][k] = cameras.at(static_cast<std::size_t>(k)).viewpoint.elevation;
      }
#pragma omp critical
      reporter.progress("reading objects", ++num_read, count);
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
      failed = true;
    }
  }
  if (failed) std::rethrow_exception(failure);
  for (const ObjectPlace& object : objects) data.names_.push_back(object.uid);
  return data;
}

MultiviewDataset MultiviewDataset::on(at::Device device) const {
  MultiviewDataset data = *this;
  data.pictures_ = pictures_.to(device);
  return data;
}

MultiviewDataset::Look MultiviewDataset::random_look(bool augment, Random& random) {
  Look look;
  look.first_view = random.below(kNumViews);
  if (!augment) return look;
  look.mirrored = random.chance(0.5);
  if (random.chance(0.5)) {
    for (int i = 2; i > 0; --i) std::swap(look.channel_order[i], look.channel_order[random.below(i + 1)]);
  }
  if (random.chance(0.5)) {
    for (float& tint : look.tint) tint = static_cast<float>(random.uniform(1 - kTintRange, 1 + kTintRange / 2));
  }
  return look;
}

at::Tensor MultiviewDataset::pictures(const at::Tensor& objects, ViewKind kind, const at::Tensor& views,
                                      const std::vector<Look>& looks) const {
  const at::Tensor mirrored = at::empty({objects.size(0)}, at::kBool), first = at::empty({objects.size(0)}, at::kLong);
  const at::Tensor order = at::empty({objects.size(0), 3}, at::kLong), tint = at::empty({objects.size(0), 3});
  for (std::size_t b = 0; b < looks.size(); ++b) {
    mirrored.data_ptr<bool>()[b] = looks[b].mirrored;
    first.data_ptr<std::int64_t>()[b] = looks[b].first_view;
    std::ranges::copy(looks[b].channel_order, order.data_ptr<std::int64_t>() + 3 * b);
    std::ranges::copy(looks[b].tint, tint.data_ptr<float>() + 3 * b);
  }
  const at::Device device = pictures_.device();
  const auto each = [&](const at::Tensor& x) { return x.to(device).reshape({objects.size(0), 1, -1, 1, 1}); };
  const at::Tensor places = (first.unsqueeze(1) + at::where(mirrored.unsqueeze(1), -views, views)).remainder(kNumViews);
  const at::Tensor series = pictures_.select(1, kind == ViewKind::target ? 1 : 0);
  const at::Tensor rgba = series.index({objects.unsqueeze(1).to(device), places.to(device)}).to(at::kFloat) / 255;
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
  std::vector<Look> looks;
  for (std::int64_t b = 0; b < count; ++b) {
    auto [object, random] = draws[static_cast<std::size_t>(b)];
    looks.push_back(random_look(options.augment, random));
    std::array<std::int64_t, kNumViews> order;
    std::iota(order.begin(), order.end(), 0);
    if (options.num_targets < kNumViews) {
      for (int i = 0; i < options.num_targets; ++i) std::swap(order[i], order[i + random.below(kNumViews - i)]);
    }
    std::copy_n(order.begin(), options.num_targets, indices[b].data_ptr<std::int64_t>());
    objects[b] = object;
    elevations[b] = input_elevations_[object][looks.back().first_view];
  }
  const at::Tensor input_view = at::zeros({count, 1}, at::kLong);
  return {pictures(objects, ViewKind::input, input_view, looks).squeeze(1), elevations,
          pictures(objects, ViewKind::target, indices, looks), indices};
}

MultiviewBatch MultiviewDataset::fixed_batch(const std::vector<std::int64_t>& objects) const {
  const auto count = static_cast<std::int64_t>(objects.size());
  const at::Tensor chosen = at::tensor(objects), all = at::arange(kNumViews).expand({count, kNumViews}).contiguous();
  const std::vector<Look> looks(objects.size());
  return {pictures(chosen, ViewKind::input, all.slice(1, 0, 1), looks).squeeze(1),
          input_elevations_.index({chosen}).select(1, 0).contiguous(), pictures(chosen, ViewKind::target, all, looks),
          all};
}

at::Tensor MultiviewDataset::series(std::int64_t object, ViewKind kind) const {
  return pictures(at::tensor({object}), kind, at::arange(kNumViews).unsqueeze(0), {Look{}})[0];
}

}  // namespace syncdreamer

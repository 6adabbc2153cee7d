#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/progress.h"
#include "core/random.h"
#include "dataset/view_folder.h"
#include "geometry/camera.h"

namespace syncdreamer {

enum class Split { training, held_out };

/// Objects as a training step sees them. The world is turned so that the input's azimuth is 0. Of a dataset on a
/// device, the pictures are there and the rest is on the CPU.
struct MultiviewBatch {
  at::Tensor inputs;            ///< `[B, 4, S, S]` float in [0, 1]: RGB over white, opacity
  at::Tensor input_elevation;   ///< `[B]` float, radians
  at::Tensor targets;           ///< `[B, K, 4, S, S]` as the inputs
  at::Tensor target_indices;    ///< `[B, K]` int64: k of the azimuth 2 pi k / 16
  at::Tensor target_elevation;  ///< `[B, K]` float, radians: on the ring 30 degrees

  MultiviewBatch to(at::Device device) const;
};

struct BatchOptions {
  int num_targets = 4;        ///< at distinct random azimuths of the ring; 16: all, in order
  bool augment = false;       ///< permute and tint colours, mirror
  double random_cameras = 0;  ///< share of objects whose targets stand at random elevations, not on the ring
};

/// An object of a batch, and the random numbers that decide how it is seen.
struct ObjectDraw {
  std::int64_t object = 0;
  Random random;
};

/// Where an object is read from; the folder must outlive it.
struct ObjectPlace {
  const ViewFolder* folder = nullptr;
  std::string uid;
};

/// A rendered object with its own cameras, any number of them. The world is turned so that the first input's azimuth is
/// 0.
struct PosedObject {
  at::Tensor input;                   ///< `[4, S, S]` float in [0, 1]: RGB over white, opacity
  float input_elevation = 0;          ///< radians
  double input_azimuth = 0;           ///< radians, of the set; viewpoints are relative to it
  at::Tensor targets;                 ///< `[N, 4, S, S]` as the input
  std::vector<Viewpoint> viewpoints;  ///< of the targets
};

/// Reads one object as MultiviewDataset does, wherever its cameras stand.
///
/// \throws InputError as MultiviewDataset::load does, but for where cameras stand.
PosedObject read_posed_object(const ObjectPlace& place, int image_size);

/// Reads objects 0 .. `count` - 1 in several threads; `reporter` is told of `stage` in the caller's thread.
///
/// \throws what `action` throws, or InputError if `reporter` asks to stop.
void for_each_object(std::string_view stage, std::int64_t count, const Reporter& reporter,
                     const std::function<void(std::int64_t)>& action);

/// Rendered objects (folders as `syncdreamer render` writes them). Their pictures are held in memory, 8 bits a channel,
/// as far as they may; those of the other objects are read when a batch needs them.
class MultiviewDataset {
 public:
  static constexpr int kNumViews = kRingViews;

  /// Whether viewpoints are the ring that all objects of a dataset are seen from.
  static bool is_ring(const std::vector<Viewpoint>& viewpoints);

  /// Opens the objects of one split; pictures are reduced to `image_size` by averaging in premultiplied alpha.
  ///
  /// \param max_bytes  of pictures to hold in memory: those of the first objects.
  /// \param reporter   also warned of what open_view_folders warns of.
  /// \throws InputError if a folder holds no objects, a picture is missing or not a multiple of `image_size`, or an
  /// object's cameras are not the ring's, of inputs at any elevation and, with a focal length in proportion, any
  /// distance: here for what is held, later for what is read then; or if `reporter` asks to stop.
  static MultiviewDataset load(const std::vector<std::filesystem::path>& folders, Split split, int image_size,
                               std::uint64_t max_bytes = std::numeric_limits<std::uint64_t>::max(),
                               const Reporter& reporter = {});

  /// Chosen objects, all of them held.
  static MultiviewDataset load(std::span<const ObjectPlace> objects, int image_size);

  /// The same objects with their pictures, all of which must be held, on a device, where batches are then made.
  MultiviewDataset on(at::Device device) const;

  std::int64_t size() const { return static_cast<std::int64_t>(places_.size()); }
  int image_size() const { return static_cast<int>(pictures_.size(-1)); }
  at::Device device() const { return pictures_.device(); }

  /// Objects whose pictures are in memory: the first ones.
  std::int64_t num_held() const { return pictures_.size(0); }
  /// Bytes of the pictures in memory.
  std::uint64_t num_bytes() const { return static_cast<std::uint64_t>(pictures_.nbytes()); }

  std::vector<std::string> names() const;

  /// The given objects, seen from random input views. What an object's draw gives does not depend on the others.
  MultiviewBatch random_views(const std::vector<ObjectDraw>& draws, const BatchOptions& options) const;

  /// All 16 views of the given objects, input view 0: for validation, the same every time.
  MultiviewBatch fixed_batch(const std::vector<std::int64_t>& objects) const;

  /// One series of pictures of an object, `[16, 4, S, S]` as in a batch.
  at::Tensor series(std::int64_t object, ViewKind kind) const;

  /// Of the cameras of an object's input series, 16.
  std::vector<Viewpoint> input_viewpoints(std::int64_t object) const;

 private:
  /// How an object is looked at: the first view, the series of the targets, mirrored or not, and a change of colours.
  struct Look {
    int first_view = 0;
    ViewKind targets = ViewKind::target;
    bool mirrored = false;
    std::array<std::int64_t, 3> channel_order{0, 1, 2};
    std::array<float, 3> tint{1, 1, 1};
  };
  static Look random_look(const BatchOptions& options, Random& random);

  static MultiviewDataset open(std::vector<ObjectPlace> places, int image_size, std::uint64_t max_bytes,
                               const Reporter& reporter);

  /// Straight RGBA bytes `[B, K, 4, S, S]` of objects `[B]`, views `[B, K]` of their series.
  at::Tensor stored(const at::Tensor& objects, ViewKind kind, const at::Tensor& views) const;

  /// The views of a series that are meant by views `[K]` counted from the first one of a look.
  static at::Tensor seen_views(const at::Tensor& views, const Look& look);

  /// `[B, K, 4, S, S]` of objects `[B]`: views `[B, K]` counted from the first view of each one's look.
  at::Tensor pictures(const at::Tensor& objects, ViewKind kind, const at::Tensor& views,
                      const std::vector<Look>& looks) const;

  std::shared_ptr<const std::vector<ViewFolder>> folders_;  ///< of `places_`, if they were opened here
  std::vector<ObjectPlace> places_;
  at::Tensor pictures_;  ///< `[num_held, 2, 16, 4, S, S]` uint8: input and target views held, straight RGBA
  std::vector<std::vector<Viewpoint>> input_viewpoints_;  ///< of the objects held
};

}  // namespace syncdreamer

#pragma once

#include <vector>

#include "core/progress.h"
#include "dataset/multiview_dataset.h"
#include "dataset/view_folder.h"

namespace syncdreamer {

/// An object to measure a model on.
struct HeldOutObject {
  ObjectPlace place;
  bool made_up = false;  ///< by `syncdreamer objects`
};

/// What an evaluation uses of some training sets.
struct EvaluationObjects {
  std::vector<HeldOutObject> held_out;  ///< real and made up in turn, each kind in the order of the hash of its names
  std::vector<ObjectPlace> training;
};

/// The objects that `folders` hold out, at most `limit` of each kind (0: all), and those for training of both lists.
/// Objects held out whose model is trained on under another name are left out, with a warning.
///
/// \throws InputError if an object that `folders` hold out is for training in one of the others.
EvaluationObjects evaluation_objects(const std::vector<ViewFolder>& folders, const std::vector<ViewFolder>& more,
                                     int limit, const Reporter& reporter);

}  // namespace syncdreamer

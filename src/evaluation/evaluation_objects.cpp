#include "evaluation/evaluation_objects.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/random.h"

namespace syncdreamer {
namespace {

/// The objects for training, and the fingerprints of their models where these are known.
struct TrainingObjects {
  std::vector<ObjectPlace> places;
  std::set<std::string> models;
};

TrainingObjects training_objects_of(const std::vector<ViewFolder>& folders, const std::vector<ViewFolder>& more) {
  std::map<std::string, const ViewFolder*> held_out;  // and where
  for (const ViewFolder& folder : folders) {
    for (const ObjectEntry& entry : folder.objects()) {
      if (entry.held_out) held_out[entry.uid] = &folder;
    }
  }
  TrainingObjects objects;
  for (const std::vector<ViewFolder>* each : {&folders, &more}) {
    for (const ViewFolder& folder : *each) {
      for (const ObjectEntry& entry : folder.objects()) {
        if (entry.held_out) continue;
        if (const auto evaluated = held_out.find(entry.uid); evaluated != held_out.end())
          throw InputError(folder.path(), entry.uid + " is for training here and held out in " +
                                              evaluated->second->path().string() + ", expected one of both");
        objects.places.push_back({&folder, entry.uid});
        if (!entry.model.empty()) objects.models.insert(entry.model);
      }
    }
  }
  return objects;
}

std::vector<HeldOutObject> held_out_objects_of(const std::vector<ViewFolder>& folders,
                                               const std::set<std::string>& trained_models, const Reporter& reporter) {
  std::vector<HeldOutObject> objects;
  for (const ViewFolder& folder : folders) {
    for (const ObjectEntry& entry : folder.objects()) {
      if (!entry.held_out) continue;
      if (trained_models.contains(entry.model)) {
        reporter.warn(entry.uid + ": left out, for a training object was rendered from the same model");
      } else {
        objects.push_back({{&folder, entry.uid}, entry.source == kMadeUpSource});
      }
    }
  }
  return objects;
}

/// Both kinds in turn, each in the order of the hash of its names, at most `limit` of a kind.
std::vector<HeldOutObject> in_turn(std::vector<HeldOutObject> objects, int limit) {
  const auto key = [](const HeldOutObject& object) { return std::pair(fnv1a_64(object.place.uid), object.place.uid); };
  std::ranges::sort(objects, {}, key);
  std::vector<HeldOutObject> kinds[2];
  for (HeldOutObject& object : objects) {
    std::vector<HeldOutObject>& kind = kinds[object.made_up ? 1 : 0];
    if (limit == 0 || std::ssize(kind) < limit) kind.push_back(std::move(object));
  }
  std::vector<HeldOutObject> result;
  for (std::size_t i = 0; i < std::max(kinds[0].size(), kinds[1].size()); ++i) {
    for (std::vector<HeldOutObject>& kind : kinds) {
      if (i < kind.size()) result.push_back(std::move(kind[i]));
    }
  }
  return result;
}

}  // namespace

EvaluationObjects evaluation_objects(const std::vector<ViewFolder>& folders, const std::vector<ViewFolder>& more,
                                     int limit, const Reporter& reporter) {
  TrainingObjects training = training_objects_of(folders, more);
  return {in_turn(held_out_objects_of(folders, training.models, reporter), limit), std::move(training.places)};
}

}  // namespace syncdreamer

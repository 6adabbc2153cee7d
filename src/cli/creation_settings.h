#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/generation_settings.h"
#include "core/error.h"
#include "core/options.h"
#include "core/progress.h"
#include "pipeline/reconstruct_options.h"

namespace syncdreamer {

/// How views of a picture and a mesh of them are made. What `visit` names is what a client of the server may choose:
/// the flags of `create` about the picture's object, by the names that they have in run.json.
struct CreationSettings {
  std::string preset;  ///< of a client; changes `options` before they are read; empty: none
  GenerationSettings generation;
  ReconstructOptions reconstruction;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("preset", self.preset, "quality, balanced or fast; empty: as the options say");
    field("best_of", self.generation.request.best_of, "seeds to try");
    field("preview", self.generation.preview, "steps from one preview.png to the next; 0: none");
    field("masks", self.generation.masks, "how the object is told from its background");
    field("options", self.generation.request.options, "how the views are made");
    field("reconstruction", self.reconstruction, "how the mesh is made");
  }
};

/// \throws InputError for options of which no mesh can come, whatever the picture.
void check_ranges(const CreationSettings& settings, const Reporter& reporter);

/// Reads settings, or takes them out of a whole run.json; what they do not name stays as it is in `defaults`. A preset,
/// as the flag has it, may be among them: what is named beside it takes precedence, but for the options of a run.json.
///
/// \throws InputError for unknown settings, values of the wrong kind or out of range, and what a client may not choose:
/// files of the server's machine, and more than one set of views.
CreationSettings creation_of_settings(const nlohmann::json& settings, const CreationSettings& defaults);

/// A refusal of options as a client is told it, with the names of settings and the place of the first one: `--faces:
/// found 0` becomes `settings: reconstruction: faces: found 0`.
InputError refusal_of_settings(const InputError& refusal);

}  // namespace syncdreamer

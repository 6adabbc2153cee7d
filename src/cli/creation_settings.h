#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/creation.h"
#include "core/error.h"
#include "core/options.h"

namespace syncdreamer {

/// The settings of a creation that a client of the server may name: the flags of `create` about the picture's object,
/// by the names that they have in run.json.
struct CreationSettings {
  std::string preset;  ///< changes `options` before they are read; empty: none
  int best_of = 1;
  int preview = 0;
  MaskOptions masks;
  GenerateOptions options;
  ReconstructOptions reconstruction;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("preset", self.preset, "quality, balanced or fast; empty: as the options say");
    field("best_of", self.best_of, "seeds to try");
    field("preview", self.preview, "steps from one preview.png to the next; 0: none");
    field("masks", self.masks, "how the object is told from its background");
    field("options", self.options, "how the views are made");
    field("reconstruction", self.reconstruction, "how the mesh is made");
  }
};

/// Reads settings, or takes them out of a whole run.json; what they do not name stays as it is in `defaults`. A preset,
/// as the flag has it, may be among them: what is named beside it takes precedence, but for the options of a run.json.
///
/// \throws InputError for unknown settings, values of the wrong kind or out of range, and what a client may not choose:
/// files of the server's machine, and more than one set of views.
CreateArguments creation_of_settings(const nlohmann::json& settings, const CreationSettings& defaults);

/// A refusal of options as a client is told it, with the names of settings and the place of the first one: `--faces:
/// found 0` becomes `settings: reconstruction: faces: found 0`.
InputError refusal_of_settings(const InputError& refusal);

}  // namespace syncdreamer

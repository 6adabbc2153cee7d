#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupts.h"
#include "cli/object_writer.h"
#include "cli/option_flags.h"
#include "core/error.h"
#include "core/joined.h"
#include "core/option_range.h"
#include "core/random.h"
#include "core/zero_padded.h"
#include "render/procedural/procedural_object.h"

namespace syncdreamer {
namespace {

struct ObjectsArguments {
  int count = 100;
  int first = 0;
  std::string kind;
  bool held_out = false;
  ObjectWriterOptions writer;
};

ProceduralKind kind_of(const ObjectsArguments& arguments, int index) {
  const auto& kinds = procedural_kinds();
  if (arguments.kind.empty()) return kinds[static_cast<std::size_t>(index) % kinds.size()];
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const ProceduralKind& kind) { return kind.name == arguments.kind; });
  if (found != kinds.end()) return *found;
  const auto name_of = [](const ProceduralKind& kind) { return kind.name; };
  throw InputError("--kind: found '" + arguments.kind + "', expected one of " + joined(kinds, name_of));
}

void make_objects(const ObjectsArguments& arguments) {
  require_option(arguments.count >= 1, "--count", arguments.count, "1 or more");
  require_range("--first", arguments.first, 0, std::numeric_limits<int>::max() - arguments.count);
  const Reporter reporter = console_reporter();
  ObjectWriter writer(arguments.writer);
  const int seed = arguments.writer.render.seed;
  int num_objects = 0;
  catch_interrupts();
  for (int i = 0; i < arguments.count; ++i) {
    writer.stop_if_interrupted(static_cast<std::size_t>(i), static_cast<std::size_t>(arguments.count));
    const int index = arguments.first + i;
    const ProceduralKind kind = kind_of(arguments, index);
    reporter.progress("objects", i, arguments.count);
    if (arguments.held_out && !kind.held_out) continue;
    ++num_objects;
    const std::string uid = std::string(kind.name) + "-" + std::to_string(seed) + "-" + zero_padded(index, 6);
    if (!writer.keeps(uid)) {
      writer.write({uid, std::string(kind.name), kind.held_out, kMadeUpSource, "CC0-1.0"},
                   make_procedural_object(kind.name, mix_bits(static_cast<std::uint64_t>(seed) * 1000003 + index)));
    }
  }
  reporter.progress("objects", arguments.count, arguments.count);
  if (num_objects == 0) reporter.warn("none of these objects is of a kind that is held out: none was added");
  writer.finish("objects", {{"count", arguments.count},
                            {"first", arguments.first},
                            {"kind", arguments.kind},
                            {"held_out", arguments.held_out}});
}

}  // namespace

void add_objects_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "objects", "Make up objects (furniture, vehicles, creatures ...) and render them in the training layout");
  const auto arguments = std::make_shared<ObjectsArguments>();
  add_flag(*command, "--count", arguments->count, "number of objects");
  add_flag(*command, "--first", arguments->first, "index of the first one: continues a series");
  command->add_option("--kind", arguments->kind,
                      "only this kind (a name that does not exist lists them all); all kinds in turn by default");
  const auto& kinds = procedural_kinds();
  const auto num_held_out =
      std::count_if(kinds.begin(), kinds.end(), [](const ProceduralKind& kind) { return kind.held_out; });
  command->add_flag("--held-out", arguments->held_out,
                    "of these objects only those of kinds that are not for training: " + std::to_string(num_held_out) +
                        " of the " + std::to_string(kinds.size()));
  add_object_writer_flags(*command, arguments->writer);
  command->callback([arguments] { make_objects(*arguments); });
}

}  // namespace syncdreamer

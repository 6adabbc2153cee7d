#include "cli/creation_settings.h"

#include <gmock/gmock.h>

#include <string>

#include "pipeline/sampling_preset.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CreationSettings read(const char* text, const CreationSettings& defaults = {}) {
  return creation_of_settings(nlohmann::json::parse(text), defaults);
}

TEST(CreationSettings, are_those_of_the_command_where_nothing_is_named) {
  EXPECT_EQ(options_to_json(read("{}")), options_to_json(CreationSettings()));
}

TEST(CreationSettings, are_taken_by_the_names_that_run_json_has) {
  GenerateOptions options{.elevation_deg = 20, .seed = 7};
  ReconstructOptions reconstruction;
  reconstruction.method = ReconstructionMethod::hull;
  reconstruction.num_faces = 500;
  const nlohmann::json settings{{"best_of", 3},
                                {"masks", {{"masks", "white"}}},
                                {"options", options_to_json(options)},
                                {"reconstruction", options_to_json(reconstruction)}};
  const CreationSettings found = creation_of_settings(settings, {});
  EXPECT_EQ(options_to_json(found.generation.request.options), options_to_json(options));
  EXPECT_EQ(options_to_json(found.reconstruction), options_to_json(reconstruction));
  EXPECT_EQ(found.generation.masks.method, MaskMethod::white);
  EXPECT_EQ(found.generation.request.best_of, 3);
}

TEST(CreationSettings, a_whole_run_json_may_be_given) {
  const CreationSettings found =
      read(R"({"command": "create", "seconds": 3, "options": {"seed": 7}, "reconstruction": {"faces": 500}})");
  EXPECT_EQ(found.generation.request.options.seed, 7U);
  EXPECT_EQ(found.reconstruction.num_faces, 500);
  EXPECT_EQ(refusal_of([] { read(R"({"command": "reconstruct", "options": {"faces": 500}})"); }),
            "settings: found the run.json of `reconstruct`, expected that of create or generate");
  EXPECT_THAT(refusal_of([] { read(R"({"command": 7})"); }), HasSubstr("the run.json of something else, expected"));
}

TEST(CreationSettings, what_a_client_adds_to_a_whole_run_json_counts) {
  const CreationSettings found = read(R"({"command": "create", "best_of": 3, "preview": 2, "options": {"seed": 7}})");
  EXPECT_EQ(found.generation.request.best_of, 3);
  EXPECT_EQ(found.generation.preview, 2);
  EXPECT_THROW(read(R"({"command": "create", "preset": "slow"})"), InputError);
}

TEST(CreationSettings, a_preset_beside_a_whole_run_json_takes_the_place_of_what_it_says) {
  GenerateOptions fast{.seed = 7};
  const nlohmann::json run{{"command", "create"}, {"preset", "fast"}, {"options", options_to_json(fast)}};
  apply_preset(SamplingPreset::fast, fast);
  EXPECT_EQ(options_to_json(creation_of_settings(run, {}).generation.request.options), options_to_json(fast));
}

TEST(CreationSettings, a_preset_gives_way_to_what_is_named_beside_it) {
  GenerateOptions fast;
  apply_preset(SamplingPreset::fast, fast);
  EXPECT_EQ(options_to_json(read(R"({"preset": "fast"})").generation.request.options), options_to_json(fast));
  const GenerateOptions options =
      read(R"({"preset": "fast", "options": {"sampling": {"last_timestep": 500, "steps": 7}}})")
          .generation.request.options;
  EXPECT_EQ(options.sampling.method, fast.sampling.method);
  EXPECT_EQ(options.sampling.last_timestep, 500);
  EXPECT_EQ(options.sampling.num_steps, 7);
  EXPECT_EQ(options_to_json(creation_of_settings(options_to_json(CreationSettings()), {}).generation.request.options),
            options_to_json(GenerateOptions()));
  EXPECT_EQ(refusal_of([] { read(R"({"preset": "slow"})"); }),
            "settings: preset: found 'slow', expected one of quality, balanced, fast");
}

TEST(CreationSettings, that_cannot_be_are_refused_by_name) {
  const auto refusal = [](const char* text) { return refusal_of([&] { read(text); }); };
  EXPECT_EQ(refusal("[]"), "settings: found a list, expected an object");
  EXPECT_EQ(refusal(R"({"seed": 1})"),
            "settings: unknown key 'seed', expected one of preset, best_of, preview, masks, options, reconstruction; "
            "'seed' is one of options");
  EXPECT_THAT(refusal(R"({"eta": 1})"), HasSubstr("; 'eta' is one of options: sampling"));
  EXPECT_THAT(refusal(R"({"options": {"faces": 1}})"), Not(HasSubstr("'faces' is one of")));
  EXPECT_THAT(refusal(R"({"options": {"seed": -1}})"), HasSubstr("settings: options: seed: found -1"));
  EXPECT_EQ(refusal(R"({"options": {"views": 2}})"),
            "settings: options: views: found 2, expected 3 or more for a mesh, or 0");
  EXPECT_EQ(refusal(R"({"reconstruction": {"fit": {"coarse_steps": 0, "fine_steps": 0}}})"),
            "settings: reconstruction: fit: coarse_steps, fine_steps: found no step, expected at least one");
  EXPECT_EQ(refusal(R"({"masks": {"matting_size": 1}})"),
            "settings: masks: matting_size: found 1, expected 32 to 4096");
  EXPECT_THAT(refusal(R"({"reconstruction": {"faces": 0}})"), HasSubstr("settings: reconstruction: faces: found 0"));
}

TEST(CreationSettings, need_three_views_for_a_mesh) {
  CreationSettings settings;
  check_ranges(settings, {});
  settings.generation.request.options.num_views = 2;
  EXPECT_EQ(refusal_of([&] { check_ranges(settings, {}); }), "--views: found 2, expected 3 or more for a mesh, or 0");
}

TEST(CreationSettings, clients_choose_no_files_and_one_set_of_views) {
  CreationSettings defaults;
  defaults.generation.masks.matting_model = "u2net.onnx";
  defaults.generation.masks.matting_size = 512;
  EXPECT_EQ(read(R"({"masks": {"masks": "onnx"}})", defaults).generation.masks.matting_model, "u2net.onnx");
  EXPECT_EQ(read(R"({"masks": {"masks": "white"}})", defaults).generation.masks.matting_model, "");
  EXPECT_EQ(read(R"({"masks": {"masks": "white"}})", defaults).generation.masks.matting_size,
            MaskOptions().matting_size)
      << "which would be warned of";
  EXPECT_EQ(read(R"({"masks": {"masks": "white", "matting_model": ""}})", defaults).generation.masks.matting_model, "")
      << "as the run.json of such a job has it";
  const auto refusal = [&](const char* text) { return refusal_of([&] { read(text, defaults); }); };
  EXPECT_THAT(refusal(R"({"masks": {"matting_model": "/etc/passwd"}})"), HasSubstr("where the server is started"));
  EXPECT_THAT(refusal(R"({"options": {"samples": 2}})"), HasSubstr("samples: found 2, expected 1"));
  EXPECT_THAT(refusal_of([] { read(R"({"masks": {"masks": "onnx"}})"); }), HasSubstr("has no network for"));
}

}  // namespace
}  // namespace syncdreamer

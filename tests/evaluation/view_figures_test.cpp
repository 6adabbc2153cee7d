#include "evaluation/view_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<ObjectFigures> kObjects = {
    {"chair",
     false,
     {{ViewMethod::synchronized, {20, 0.8}}, {ViewMethod::white, {10, 0.5}}},
     {{ViewMethod::synchronized, {0.02, 0.5, ReconstructionMethod::volume}},
      {ViewMethod::true_views, {0.01, 0.9, ReconstructionMethod::fast}}},
     {{ViewMethod::draft, {24, 0.75, 0.5}}},
     6.0},
    {"table",
     false,
     {{ViewMethod::synchronized, {22, 0.9}}, {ViewMethod::white, {12, 0.5}}},
     {{ViewMethod::synchronized, {0.04, 0.7, ReconstructionMethod::fast}}},
     {{ViewMethod::draft, {26, 0.85, 0.7}}},
     4.0},
    {"toy", true, {{ViewMethod::synchronized, {30, 0.95}}}, {}, {}, {}},
};

TEST(ViewFigures, json_has_mean_and_deviation_of_each_method_and_set) {
  const nlohmann::ordered_json json = figures_to_json(kObjects);
  EXPECT_DOUBLE_EQ(json["real"]["synchronized"]["psnr"].get<double>(), 21);
  EXPECT_DOUBLE_EQ(json["real"]["synchronized"]["psnr_deviation"].get<double>(), std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(json["real"]["synchronized"]["ssim"].get<double>(), 0.85);
  EXPECT_EQ(json["real"]["white"]["num_objects"], 2);
  EXPECT_EQ(json["made_up"]["synchronized"]["num_objects"], 1);
  EXPECT_TRUE(json["made_up"]["synchronized"]["ssim_deviation"].is_null());
  EXPECT_FALSE(json["made_up"].contains("white"));
  EXPECT_FALSE(json["real"].contains("nearest"));
  ASSERT_EQ(json["objects"].size(), 3u);
  EXPECT_EQ(json["objects"][1]["white"]["psnr"], 12);
  EXPECT_EQ(json["objects"][2]["set"], "made_up");
}

TEST(ViewFigures, json_has_the_figures_of_the_meshes_beside_those_of_the_views) {
  const nlohmann::ordered_json json = figures_to_json(kObjects);
  EXPECT_DOUBLE_EQ(json["real"]["synchronized"]["chamfer"].get<double>(), 0.03);
  EXPECT_DOUBLE_EQ(json["real"]["synchronized"]["volume_iou"].get<double>(), 0.6);
  EXPECT_EQ(json["real"]["synchronized"]["num_meshes"], 2);
  EXPECT_EQ(json["real"]["true_views"]["volume_iou"], 0.9);
  EXPECT_FALSE(json["real"]["true_views"].contains("psnr"));
  EXPECT_FALSE(json["real"]["white"].contains("chamfer"));
  EXPECT_FALSE(json["made_up"]["synchronized"].contains("num_meshes"));
  EXPECT_EQ(json["objects"][1]["synchronized"]["chamfer"], 0.04);
  EXPECT_EQ(json["objects"][0]["synchronized"]["mesh_method"], "volume");
  EXPECT_EQ(json["objects"][1]["synchronized"]["mesh_method"], "fast");
}

TEST(ViewFigures, json_has_the_error_of_elevations_where_they_were_estimated) {
  const nlohmann::ordered_json json = figures_to_json(kObjects);
  EXPECT_EQ(json["real"]["elevation_error_deg"], 5);
  EXPECT_DOUBLE_EQ(json["real"]["elevation_error_deg_deviation"].get<double>(), std::sqrt(2.0));
  EXPECT_EQ(json["objects"][1]["elevation_error_deg"], 4);
  EXPECT_FALSE(json["made_up"].contains("elevation_error_deg"));
  EXPECT_FALSE(json["objects"][2].contains("elevation_error_deg"));
}

TEST(ViewFigures, below_the_table_stands_that_elevations_were_estimated) {
  EXPECT_THAT(
      figures_to_markdown(kObjects),
      AllOf(HasSubstr("|\n\nThe elevations of the real objects' input pictures are estimated; the estimates err by "
                      "5.0 ± 1.4 degrees.\n"),
            Not(HasSubstr("the made up objects'"))));
  EXPECT_THAT(figures_to_markdown({kObjects[2]}), Not(HasSubstr("elevations")));
}

TEST(ViewFigures, json_has_how_well_views_predict_each_other) {
  const nlohmann::ordered_json json = figures_to_json(kObjects);
  EXPECT_DOUBLE_EQ(json["real"]["draft"]["consistency_psnr"].get<double>(), 25);
  EXPECT_DOUBLE_EQ(json["real"]["draft"]["consistency_ssim"].get<double>(), 0.8);
  EXPECT_DOUBLE_EQ(json["real"]["draft"]["consistency_silhouette_iou"].get<double>(), 0.6);
  EXPECT_EQ(json["real"]["draft"]["num_consistency"], 2);
  EXPECT_FALSE(json["real"]["draft"].contains("psnr"));
  EXPECT_FALSE(json["real"]["synchronized"].contains("consistency_psnr"));
  EXPECT_EQ(json["objects"][0]["draft"]["consistency_silhouette_iou"], 0.5);
}

TEST(ViewFigures, infinite_figures_are_null_in_json) {
  const double infinity = std::numeric_limits<double>::infinity();
  const nlohmann::ordered_json json = figures_to_json({{"chair", false, {{ViewMethod::white, {infinity, 1}}}, {}, {}}});
  EXPECT_TRUE(json["real"]["white"]["psnr"].is_null());
  EXPECT_TRUE(json["objects"][0]["white"]["psnr"].is_null());
}

TEST(ViewFigures, infinite_figures_stand_without_deviation_in_the_table) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::string table = figures_to_markdown({{"chair", false, {{ViewMethod::white, {infinity, 1}}}, {}, {}},
                                                 {"table", false, {{ViewMethod::white, {20, 1}}}, {}, {}}});
  EXPECT_THAT(table, HasSubstr("| inf "));
  EXPECT_THAT(table, Not(HasSubstr("nan")));
}

TEST(ViewFigures, set_without_objects_is_there_and_empty) {
  EXPECT_EQ(figures_to_json({kObjects[2]})["real"].size(), 0u);
}

TEST(ViewFigures, table_is_aligned_and_leaves_out_what_was_not_measured) {
  const std::string table = figures_to_markdown(kObjects);
  EXPECT_THAT(table, HasSubstr("| real, 2          | the model, all views synchronized                  "
                               "| 21.00 ± 1.41 | 0.850 ± 0.071 | 2         "
                               "| 0.0300 ± 0.0141 | 0.600 ± 0.141 | –   "));
  EXPECT_THAT(table, HasSubstr("| the true views: what the best model could give     "
                               "| –            | –             | 1 "));
  EXPECT_THAT(table, HasSubstr("| 2              | 25.00 ± 1.41  | 0.800 ± 0.071 | 0.600 ± 0.141 |"));
  EXPECT_THAT(table, HasSubstr("| made up, 1       | the model, all views synchronized                  "
                               "| 30.00        | 0.950         | –         "
                               "| –               | –             | –   "));
  EXPECT_THAT(table, Not(HasSubstr("on its own")));
}

}  // namespace
}  // namespace syncdreamer

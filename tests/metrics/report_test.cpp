#include "metrics/report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace syncdreamer {
namespace {

const Report kReport{
    .row_title = "view", .columns = {"psnr", "ssim"}, .rows = {{"000", {20.0, 0.5}}, {"001", {24.0, 0.75}}}};

TEST(Report, mean_and_standard_deviation_are_those_of_the_sample) {
  const Summary summary = summarize(std::vector<double>{1.0, 2.0, 3.0, 4.0});
  EXPECT_DOUBLE_EQ(summary.mean, 2.5);
  EXPECT_DOUBLE_EQ(summary.standard_deviation, std::sqrt(5.0 / 3.0));
  EXPECT_TRUE(std::isnan(summarize(std::vector<double>{7.0}).standard_deviation)) << "one value tells nothing of it";
}

TEST(Report, json_names_rows_and_columns) {
  const nlohmann::ordered_json json = report_to_json(kReport);
  EXPECT_EQ(json["views"][1]["name"], "001");
  EXPECT_EQ(json["views"][1]["psnr"], 24.0);
  EXPECT_EQ(json["mean"]["psnr"], 22.0);
  EXPECT_NEAR(json["standard_deviation"]["ssim"].get<double>(), 0.25 / std::sqrt(2.0), 1e-12);
}

TEST(Report, infinite_value_is_null_in_json) {
  Report report = kReport;
  report.rows[0].values[0] = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(report_to_json(report)["mean"]["psnr"].is_null());
}

TEST(Report, equal_values_deviate_by_nothing_even_if_infinite) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Summary equal = summarize(std::vector<double>{infinity, infinity});
  EXPECT_EQ(equal.mean, infinity);
  EXPECT_EQ(equal.standard_deviation, 0);
  const Summary mixed = summarize(std::vector<double>{infinity, 20.0});
  EXPECT_EQ(mixed.mean, infinity);
  EXPECT_TRUE(std::isnan(mixed.standard_deviation));
}

TEST(Report, what_is_infinite_or_undefined_reads_well_and_is_valid_json) {
  const double infinity = std::numeric_limits<double>::infinity();
  Report report = kReport;
  report.rows[0].values[0] = infinity;
  EXPECT_EQ(report_to_table(report),
            "view     psnr    ssim\n"
            "000       inf  0.5000\n"
            "001   24.0000  0.7500\n"
            "mean      inf  0.6250\n"
            "std         -  0.1768\n");
  const nlohmann::ordered_json json = nlohmann::ordered_json::parse(report_to_json(report).dump());
  EXPECT_TRUE(json["views"][0]["psnr"].is_null());
  EXPECT_TRUE(json["standard_deviation"]["psnr"].is_null());
  report.rows[1].values[0] = infinity;
  EXPECT_EQ(report_to_json(report)["standard_deviation"]["psnr"], 0.0);
}

TEST(Report, a_table_of_one_row_has_no_mean) {
  const Report one{.row_title = "object", .columns = {"psnr"}, .rows = {{"cup", {20}}}};
  EXPECT_EQ(report_to_table(one), "object     psnr\ncup     20.0000\n");
}

TEST(Report, without_rows_is_empty) {
  const Report report{"view", {"psnr"}, {}};
  EXPECT_EQ(report_to_json(report), nlohmann::ordered_json({{"views", nlohmann::ordered_json::array()}}));
}

TEST(Report, table_is_aligned) {
  EXPECT_EQ(report_to_table(kReport),
            "view     psnr    ssim\n"
            "000   20.0000  0.5000\n"
            "001   24.0000  0.7500\n"
            "mean  22.0000  0.6250\n"
            "std    2.8284  0.1768\n");
  Report report = kReport;
  report.rows[0].name = "Stühle";
  EXPECT_EQ(report_to_table(report),
            "view       psnr    ssim\n"
            "Stühle  20.0000  0.5000\n"
            "001     24.0000  0.7500\n"
            "mean    22.0000  0.6250\n"
            "std      2.8284  0.1768\n");
}

}  // namespace
}  // namespace syncdreamer

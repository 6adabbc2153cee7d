#include "neus/ray_batch.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/neus/sphere_views.h"

namespace syncdreamer {
namespace {

Vec3 row(const at::Tensor& vectors, std::int64_t index) {
  return {vectors[index][0].item<double>(), vectors[index][1].item<double>(), vectors[index][2].item<double>()};
}

TEST(RayBatch, points_on_a_ray_project_to_the_centre_of_its_pixel) {
  const auto views = sphere_views(0.3, 3, 8);
  const RayBatch rays = rays_of_views(views);
  ASSERT_EQ(rays.size(), 3 * 8 * 8);
  const int x = 5, y = 2;
  const std::int64_t index = 2 * 64 + y * 8 + x;
  const auto pixel = views[2].camera.project(row(rays.origins, index) + row(rays.directions, index) * 1.3);
  ASSERT_TRUE(pixel);
  EXPECT_NEAR((*pixel)[0], x + 0.5, 1e-4);
  EXPECT_NEAR((*pixel)[1], y + 0.5, 1e-4);
  EXPECT_NEAR(length(row(rays.directions, index)), 1, 1e-6);
}

TEST(RayBatch, colors_and_masks_are_those_of_the_pixels) {
  auto views = sphere_views(0.3, 2, 4);
  views[1].image.at(3, 1, 2) = 51;
  views[1].mask[1 * 4 + 3] = 0.25F;
  const RayBatch rays = rays_of_views(views).select(at::tensor({16 + 4 + 3}, at::kLong));
  EXPECT_NEAR(rays.colors[0][2].item<double>(), 0.2, 1e-6);
  EXPECT_EQ(rays.masks[0][0].item<double>(), 0.25);
}

TEST(RayBatch, a_part_is_the_rays_from_first_on) {
  const RayBatch rays = rays_of_views(sphere_views(0.3, 2, 4));
  EXPECT_TRUE(at::equal(rays.part(5, 2).directions, rays.select(at::tensor({5, 6}, at::kLong)).directions));
}

TEST(RayBatch, of_too_many_pixels_some_are_drawn_from_all_views_the_same_every_time) {
  const auto views = sphere_views(0.3, 3, 16);
  const RayBatch all = rays_of_views(views), some = rays_of_views(views, 192);
  EXPECT_NEAR(static_cast<double>(some.size()), 192, 50) << "of 768";
  EXPECT_TRUE(at::equal(some.directions, rays_of_views(views, 192).directions));
  for (std::size_t k = 0; k < views.size(); ++k) {
    const Vec3 centre = views[k].camera.centre();
    const at::Tensor here = at::tensor({centre.x, centre.y, centre.z}, at::kFloat);
    EXPECT_GT((some.origins == here).all(1).sum().item<std::int64_t>(), 30) << "of view " << k;
  }
  const at::Tensor same = (all.directions == some.directions[7]).all(1).nonzero();
  ASSERT_EQ(same.numel(), 1);
  EXPECT_TRUE(at::equal(all.colors[same.item<std::int64_t>()], some.colors[7]));
}

TEST(RayBatch, a_mask_of_another_size_is_refused) {
  auto views = sphere_views(0.3, 2, 4);
  views[0].mask.pop_back();
  EXPECT_THROW(rays_of_views(views), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer

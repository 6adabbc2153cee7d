#include "evaluation/mesh_figures.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/reconstruct/drawn_views.h"
#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

constexpr double kSphereRadius = 0.4;

TEST(EnclosedPoints, of_a_closed_surface_are_its_inside) {
  const Mesh sphere = sphere_mesh(kSphereRadius, 48);
  EXPECT_GT(volume_iou(occupancy(sphere), enclosed_points(sphere)), 0.995);
}

TEST(EnclosedPoints, parts_within_each_other_count_once) {
  const Mesh sphere = sphere_mesh(kSphereRadius, 48), core = sphere_mesh(0.75 * kSphereRadius, 48);
  const Mesh both = joined_shapes(sphere, core);
  ASSERT_LT(volume_iou(occupancy(sphere), occupancy(both)), 0.7) << "the parity of crossings cannot tell";
  EXPECT_GT(volume_iou(occupancy(sphere), enclosed_points(both)), 0.995);
}

TEST(EnclosedPoints, half_a_shell_encloses_nothing) {
  Mesh bowl = sphere_mesh(kSphereRadius, 48);
  std::erase_if(bowl.triangles, [&](const auto& t) { return bowl.vertices[t[0]].z > 0; });
  EXPECT_EQ(enclosed_points(bowl).num_inside(), 0U);
}

TEST(InsideAgreement, is_lost_where_a_surface_is_open_or_parts_run_through_each_other) {
  const Mesh sphere = sphere_mesh(kSphereRadius, 48);
  EXPECT_GT(inside_agreement(sphere), 0.995);
  Mesh doubled = sphere;
  doubled.triangles.insert(doubled.triangles.end(), sphere.triangles.begin(), sphere.triangles.end());
  EXPECT_LT(inside_agreement(doubled), 0.5);
  for (const Vec3 side : {Vec3{-1, 0, 0}, Vec3{1, 0, 0}, Vec3{0, 0, 1}}) {
    Mesh open = sphere;
    std::erase_if(open.triangles, [&](const auto& t) { return dot(open.vertices[t[0]], side) > 0.75 * kSphereRadius; });
    EXPECT_LT(inside_agreement(open), 0.9) << side.x << ' ' << side.z;
  }
}

std::vector<ReconstructionView> ring_of_sphere() {
  std::vector<ReconstructionView> ring;
  for (const Camera& camera : ring_cameras(16, 48))
    ring.push_back(make_view(draw_view(camera, sphere_body(kSphereRadius)).image, camera));
  return ring;
}

TEST(MeshFigures, the_views_of_a_sphere_give_a_sphere) {
  const auto hull = ReconstructionMethod::hull;
  const auto own = mesh_figures(ring_of_sphere(), true_shape(sphere_mesh(kSphereRadius, 48)), hull);
  ASSERT_TRUE(own);
  EXPECT_LT(own->chamfer, 0.02);
  EXPECT_GT(own->volume_iou, 0.8);
  const auto other = mesh_figures(ring_of_sphere(), true_shape(sphere_mesh(0.5 * kSphereRadius, 48)), hull);
  EXPECT_GT(other->chamfer, 0.15);
  EXPECT_LT(other->volume_iou, 0.15);
}

TEST(MeshFigures, say_how_the_mesh_was_made) {
  const TrueShape truth = true_shape(sphere_mesh(kSphereRadius, 48));
  ScalarGrid volume(32, 0.5);
  for (int z = 0; z < volume.size; ++z) {
    for (int y = 0; y < volume.size; ++y) {
      for (int x = 0; x < volume.size; ++x) volume.at(x, y, z) = length(volume.position(x, y, z)) < kSphereRadius;
    }
  }
  const auto of_volume = mesh_figures(ring_of_sphere(), truth, ReconstructionMethod::automatic, {volume});
  EXPECT_EQ(of_volume->method, ReconstructionMethod::volume);
  EXPECT_GT(of_volume->volume_iou, 0.8);
  EXPECT_EQ(mesh_figures(ring_of_sphere(), truth, ReconstructionMethod::hull, {volume})->method,
            ReconstructionMethod::hull);
}

TEST(MeshFigures, white_pictures_are_refused_and_a_stopped_comparison_gives_nothing) {
  const TrueShape truth = true_shape(sphere_mesh(kSphereRadius, 12));
  std::vector<ReconstructionView> white;
  for (const Camera& camera : ring_cameras(16, 48)) white.push_back(make_view(Image(48, 48, 3, 255), camera));
  EXPECT_THROW(mesh_figures(white, truth, ReconstructionMethod::hull), InputError);
  EXPECT_FALSE(
      mesh_figures(ring_of_sphere(), truth, ReconstructionMethod::fast, {}, {.should_stop = [] { return true; }}));
}

}  // namespace
}  // namespace syncdreamer

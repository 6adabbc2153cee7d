#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(Instruments, a_guitar_s_thin_neck_rises_over_a_wide_flat_body) {
  expect_always(build_guitar, [](Vec3 size, const SceneObject& object) {
    return size.z > size.y && size.x < size.y &&
           section_box(object, 2, 0.75).size().y < 0.35 * section_box(object, 2, 0.12).size().y;
  });
}

TEST(Instruments, drums_are_round_with_skins_as_round) {
  expect_always(build_drum, [](Vec3, const SceneObject& object) {
    return count_parts(object, [](const Box& part) {
             const Vec3 s = part.size();
             return (is_close(s.x, s.y, 2e-3) && s.x > 0.25) || (is_close(s.y, s.z, 2e-3) && s.y > 0.25);
           }) >= 3;
  });
}

TEST(Instruments, a_camera_s_round_lens_sticks_out_in_front) {
  expect_always(build_camera, [](Vec3, const SceneObject& object) {
    const auto boxes = parts(object);
    const auto is_lens = [](const Box& part) {
      return is_close(part.size().y, part.size().z) && part.size().y > 0.12 && part.size().x < 2 * part.size().y;
    };
    const auto lens = std::find_if(boxes.begin(), boxes.end(), is_lens);
    return lens != boxes.end() && std::any_of(boxes.begin(), boxes.end(), [&](const Box& body) {
             return body.size().y > 1.1 * lens->size().y && body.min.z < lens->min.z && body.max.z > lens->max.z &&
                    body.max.x < lens->max.x;
           });
  });
}

TEST(Instruments, what_is_on_top_of_a_telephone_lies_across) {
  expect_always(build_telephone, [](Vec3, const SceneObject& object) {
    const Box top = section_box(object, 2, 0.98);
    return top.size().y > 0.95 * top.size().x && parts(object).size() >= 4;
  });
}

}  // namespace
}  // namespace syncdreamer

#include <cmath>

#include "core/byte_order.h"
#include "geometry/transforms_json.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syncdreamer;
  read_hostile([&] {
    for (const PosedView& view : parse_transforms_json(text_of(bytes_of(data, size)), "fuzz")) {
      check(view.camera.width >= 1 && view.camera.height >= 1, "a camera without pixels");
      check(std::isfinite(length(view.camera.centre())), "a camera nowhere");
      for (const Vec3& row : view.camera.rotation.rows) check(std::abs(length(row) - 1) < 1e-6, "no rotation");
    }
  });
  return 0;
}

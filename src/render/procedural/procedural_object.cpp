#include "render/procedural/procedural_object.h"

#include <algorithm>
#include <array>
#include <numbers>

#include "core/error.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {
namespace {

struct KindBuilder {
  ProceduralKind kind;
  void (*build)(Workshop&);
};

constexpr std::array kBuilders{
    KindBuilder{{"table"}, build_table},
    KindBuilder{{"round-table"}, build_round_table},
    KindBuilder{{"desk"}, build_desk},
    KindBuilder{{"chair"}, build_chair},
    KindBuilder{{"armchair"}, build_armchair},
    KindBuilder{{"stool", true}, build_stool},
    KindBuilder{{"bench"}, build_bench},
    KindBuilder{{"shelf"}, build_shelf},
    KindBuilder{{"cabinet"}, build_cabinet},
    KindBuilder{{"bed"}, build_bed},
    KindBuilder{{"sofa"}, build_sofa},
    KindBuilder{{"table-lamp"}, build_table_lamp},
    KindBuilder{{"floor-lamp"}, build_floor_lamp},
    KindBuilder{{"mug"}, build_mug},
    KindBuilder{{"bottle"}, build_bottle},
    KindBuilder{{"vase"}, build_vase},
    KindBuilder{{"bowl"}, build_bowl},
    KindBuilder{{"teapot", true}, build_teapot},
    KindBuilder{{"bucket"}, build_bucket},
    KindBuilder{{"gift-box"}, build_gift_box},
    KindBuilder{{"crate"}, build_crate},
    KindBuilder{{"clock"}, build_clock},
    KindBuilder{{"candle-holder"}, build_candle_holder},
    KindBuilder{{"cake"}, build_cake},
    KindBuilder{{"books"}, build_books},
    KindBuilder{{"animal"}, build_animal},
    KindBuilder{{"bird"}, build_bird},
    KindBuilder{{"fish"}, build_fish},
    KindBuilder{{"car"}, build_car},
    KindBuilder{{"truck"}, build_truck},
    KindBuilder{{"boat"}, build_boat},
    KindBuilder{{"airplane"}, build_airplane},
    KindBuilder{{"rocket"}, build_rocket},
    KindBuilder{{"robot", true}, build_robot},
    KindBuilder{{"house"}, build_house},
    KindBuilder{{"snowman"}, build_snowman},
    KindBuilder{{"mushroom"}, build_mushroom},
    KindBuilder{{"ring-stack"}, build_ring_stack},
    KindBuilder{{"blocks"}, build_blocks},
    KindBuilder{{"tree"}, build_tree},
    KindBuilder{{"potted-plant"}, build_potted_plant},
    KindBuilder{{"fruit"}, build_fruit},
    KindBuilder{{"abstract"}, build_abstract},
};

}  // namespace

const std::vector<ProceduralKind>& procedural_kinds() {
  static const std::vector<ProceduralKind> kinds = [] {
    std::vector<ProceduralKind> list;
    for (const KindBuilder& builder : kBuilders) list.push_back(builder.kind);
    return list;
  }();
  return kinds;
}

SceneObject make_procedural_object(std::string_view kind, std::uint64_t seed) {
  const auto builder = std::find_if(kBuilders.begin(), kBuilders.end(),
                                    [&](const KindBuilder& candidate) { return candidate.kind.name == kind; });
  if (builder == kBuilders.end()) throw InputError("unknown kind of object '" + std::string(kind) + "'");
  Random random(seed ^ fnv1a_64(kind));
  Palette palette(random);
  ShapeBuilder shape;
  Workshop workshop{random, palette, shape};
  builder->build(workshop);
  const double yaw = random.chance(0.5) ? random.uniform(0, 2 * std::numbers::pi) : 0;
  return shape.finish(yaw);
}

}  // namespace syncdreamer

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
    // Furniture
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
    KindBuilder{{"office-chair", true}, build_office_chair},
    KindBuilder{{"rocking-chair"}, build_rocking_chair},
    KindBuilder{{"corner-sofa"}, build_corner_sofa},
    KindBuilder{{"chaise-longue"}, build_chaise_longue},
    KindBuilder{{"bunk-bed", true}, build_bunk_bed},
    KindBuilder{{"baby-crib"}, build_baby_crib},
    KindBuilder{{"dining-set", true}, build_dining_set},
    KindBuilder{{"wardrobe"}, build_wardrobe},
    KindBuilder{{"chest-of-drawers"}, build_chest_of_drawers},
    KindBuilder{{"dressing-table"}, build_dressing_table},
    KindBuilder{{"bookcase-with-books"}, build_bookcase_with_books},
    KindBuilder{{"coat-rack"}, build_coat_rack},
    KindBuilder{{"bar-counter"}, build_bar_counter},
    // Rooms and appliances
    KindBuilder{{"chandelier"}, build_chandelier},
    KindBuilder{{"fireplace"}, build_fireplace},
    KindBuilder{{"piano"}, build_piano},
    KindBuilder{{"staircase"}, build_staircase},
    KindBuilder{{"pool-table"}, build_pool_table},
    KindBuilder{{"refrigerator"}, build_refrigerator},
    KindBuilder{{"stove"}, build_stove},
    KindBuilder{{"washing-machine"}, build_washing_machine},
    KindBuilder{{"microwave"}, build_microwave},
    KindBuilder{{"toaster"}, build_toaster},
    KindBuilder{{"kettle"}, build_kettle},
    KindBuilder{{"blender"}, build_blender},
    KindBuilder{{"kitchen-counter"}, build_kitchen_counter},
    KindBuilder{{"television"}, build_television},
    KindBuilder{{"desktop-computer"}, build_desktop_computer},
    KindBuilder{{"fan"}, build_fan},
    KindBuilder{{"vacuum-cleaner"}, build_vacuum_cleaner},
    KindBuilder{{"sewing-machine"}, build_sewing_machine},
    KindBuilder{{"toilet"}, build_toilet},
    KindBuilder{{"sink"}, build_sink},
    KindBuilder{{"bathtub"}, build_bathtub},
    KindBuilder{{"shower-cabin"}, build_shower_cabin},
    // Vessels and small household things
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
    // Belongings and tools
    KindBuilder{{"backpack"}, build_backpack},
    KindBuilder{{"hat", true}, build_hat},
    KindBuilder{{"shoe"}, build_shoe},
    KindBuilder{{"umbrella"}, build_umbrella},
    KindBuilder{{"suitcase", true}, build_suitcase},
    KindBuilder{{"globe"}, build_globe},
    KindBuilder{{"trophy"}, build_trophy},
    KindBuilder{{"chess-piece"}, build_chess_piece},
    KindBuilder{{"crown"}, build_crown},
    KindBuilder{{"guitar"}, build_guitar},
    KindBuilder{{"drum"}, build_drum},
    KindBuilder{{"camera"}, build_camera},
    KindBuilder{{"telephone"}, build_telephone},
    KindBuilder{{"hammer"}, build_hammer},
    KindBuilder{{"watering-can"}, build_watering_can},
    KindBuilder{{"toolbox"}, build_toolbox},
    KindBuilder{{"barrel"}, build_barrel},
    KindBuilder{{"lantern"}, build_lantern},
    KindBuilder{{"anvil"}, build_anvil},
    KindBuilder{{"cannon", true}, build_cannon},
    KindBuilder{{"mailbox"}, build_mailbox},
    KindBuilder{{"cactus-in-pot"}, build_cactus_in_pot},
    KindBuilder{{"fire-hydrant"}, build_fire_hydrant},
    KindBuilder{{"treasure-chest"}, build_treasure_chest},
    KindBuilder{{"signpost"}, build_signpost},
    // Food
    KindBuilder{{"burger"}, build_burger},
    KindBuilder{{"sandwich"}, build_sandwich},
    KindBuilder{{"hot-dog", true}, build_hot_dog},
    KindBuilder{{"cheese"}, build_cheese},
    KindBuilder{{"bread-basket"}, build_bread_basket},
    KindBuilder{{"pineapple"}, build_pineapple},
    KindBuilder{{"pumpkin"}, build_pumpkin},
    KindBuilder{{"ice-cream"}, build_ice_cream},
    KindBuilder{{"donut"}, build_donut},
    KindBuilder{{"cupcake"}, build_cupcake},
    // Vehicles and machines
    KindBuilder{{"bus"}, build_bus},
    KindBuilder{{"locomotive"}, build_locomotive},
    KindBuilder{{"train-wagon"}, build_train_wagon},
    KindBuilder{{"motorcycle"}, build_motorcycle},
    KindBuilder{{"scooter"}, build_scooter},
    KindBuilder{{"wheelbarrow"}, build_wheelbarrow},
    KindBuilder{{"pram"}, build_pram},
    KindBuilder{{"helicopter"}, build_helicopter},
    KindBuilder{{"submarine"}, build_submarine},
    KindBuilder{{"hot-air-balloon"}, build_hot_air_balloon},
    KindBuilder{{"sailboat"}, build_sailboat},
    KindBuilder{{"ufo"}, build_ufo},
    KindBuilder{{"drone"}, build_drone},
    KindBuilder{{"rocking-horse"}, build_rocking_horse},
    KindBuilder{{"tractor"}, build_tractor},
    KindBuilder{{"tank"}, build_tank},
    KindBuilder{{"excavator"}, build_excavator},
    KindBuilder{{"forklift", true}, build_forklift},
    KindBuilder{{"crane", true}, build_crane},
    KindBuilder{{"windmill"}, build_windmill},
    // Buildings
    KindBuilder{{"castle"}, build_castle},
    KindBuilder{{"lighthouse"}, build_lighthouse},
    KindBuilder{{"church"}, build_church},
    KindBuilder{{"skyscraper", true}, build_skyscraper},
    KindBuilder{{"pagoda"}, build_pagoda},
    KindBuilder{{"tent"}, build_tent},
    KindBuilder{{"well"}, build_well},
    KindBuilder{{"bridge"}, build_bridge},
    // Creatures
    KindBuilder{{"turtle"}, build_turtle},
    KindBuilder{{"elephant", true}, build_elephant},
    KindBuilder{{"giraffe"}, build_giraffe},
    KindBuilder{{"dinosaur"}, build_dinosaur},
    KindBuilder{{"pig"}, build_pig},
    KindBuilder{{"rabbit"}, build_rabbit},
    KindBuilder{{"penguin"}, build_penguin},
    KindBuilder{{"owl"}, build_owl},
    KindBuilder{{"snail"}, build_snail},
    KindBuilder{{"crab"}, build_crab},
    KindBuilder{{"octopus"}, build_octopus},
    KindBuilder{{"caterpillar"}, build_caterpillar},
    KindBuilder{{"teddy-bear"}, build_teddy_bear},
    KindBuilder{{"doll", true}, build_doll},
    KindBuilder{{"knight-figure"}, build_knight_figure},
    // Toys, animals, plants
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
    KindBuilder{{"ring-stack"}, build_ring_stack},
    KindBuilder{{"blocks"}, build_blocks},
    KindBuilder{{"abstract"}, build_abstract},
    KindBuilder{{"mushroom"}, build_mushroom},
    KindBuilder{{"tree"}, build_tree},
    KindBuilder{{"potted-plant"}, build_potted_plant},
    KindBuilder{{"fruit"}, build_fruit},
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

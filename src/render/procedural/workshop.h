#pragma once

#include "core/random.h"
#include "render/procedural/palette.h"
#include "render/procedural/shape_builder.h"

namespace syncdreamer {

/// What a builder of one kind of object works with.
struct Workshop {
  Random& random;
  Palette& palette;
  ShapeBuilder& shape;
};

// Furniture
void build_table(Workshop& w);
void build_round_table(Workshop& w);
void build_desk(Workshop& w);
void build_chair(Workshop& w);
void build_armchair(Workshop& w);
void build_stool(Workshop& w);
void build_bench(Workshop& w);
void build_shelf(Workshop& w);
void build_cabinet(Workshop& w);
void build_bed(Workshop& w);
void build_sofa(Workshop& w);
void build_table_lamp(Workshop& w);
void build_floor_lamp(Workshop& w);

// Vessels and small household things
void build_mug(Workshop& w);
void build_bottle(Workshop& w);
void build_vase(Workshop& w);
void build_bowl(Workshop& w);
void build_teapot(Workshop& w);
void build_bucket(Workshop& w);
void build_gift_box(Workshop& w);
void build_crate(Workshop& w);
void build_clock(Workshop& w);
void build_candle_holder(Workshop& w);
void build_cake(Workshop& w);
void build_books(Workshop& w);

// Toys, animals, plants
void build_animal(Workshop& w);
void build_bird(Workshop& w);
void build_fish(Workshop& w);
void build_car(Workshop& w);
void build_truck(Workshop& w);
void build_boat(Workshop& w);
void build_airplane(Workshop& w);
void build_rocket(Workshop& w);
void build_robot(Workshop& w);
void build_house(Workshop& w);
void build_snowman(Workshop& w);
void build_mushroom(Workshop& w);
void build_ring_stack(Workshop& w);
void build_blocks(Workshop& w);
void build_tree(Workshop& w);
void build_potted_plant(Workshop& w);
void build_fruit(Workshop& w);
void build_abstract(Workshop& w);

}  // namespace syncdreamer

#pragma once

#include <numbers>

#include "core/random.h"
#include "render/procedural/palette.h"
#include "render/procedural/shape_builder.h"

namespace syncdreamer {

inline constexpr double kPi = std::numbers::pi;

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
void build_office_chair(Workshop& w);
void build_rocking_chair(Workshop& w);
void build_corner_sofa(Workshop& w);
void build_chaise_longue(Workshop& w);
void build_bunk_bed(Workshop& w);
void build_baby_crib(Workshop& w);
void build_dining_set(Workshop& w);
void build_wardrobe(Workshop& w);
void build_chest_of_drawers(Workshop& w);
void build_dressing_table(Workshop& w);
void build_bookcase_with_books(Workshop& w);
void build_coat_rack(Workshop& w);
void build_bar_counter(Workshop& w);

// Rooms and appliances
void build_chandelier(Workshop& w);
void build_fireplace(Workshop& w);
void build_piano(Workshop& w);
void build_staircase(Workshop& w);
void build_pool_table(Workshop& w);
void build_refrigerator(Workshop& w);
void build_stove(Workshop& w);
void build_washing_machine(Workshop& w);
void build_microwave(Workshop& w);
void build_toaster(Workshop& w);
void build_kettle(Workshop& w);
void build_blender(Workshop& w);
void build_kitchen_counter(Workshop& w);
void build_television(Workshop& w);
void build_desktop_computer(Workshop& w);
void build_fan(Workshop& w);
void build_vacuum_cleaner(Workshop& w);
void build_sewing_machine(Workshop& w);
void build_toilet(Workshop& w);
void build_sink(Workshop& w);
void build_bathtub(Workshop& w);
void build_shower_cabin(Workshop& w);

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

// Belongings and tools
void build_backpack(Workshop& w);
void build_hat(Workshop& w);
void build_shoe(Workshop& w);
void build_umbrella(Workshop& w);
void build_suitcase(Workshop& w);
void build_globe(Workshop& w);
void build_trophy(Workshop& w);
void build_chess_piece(Workshop& w);
void build_crown(Workshop& w);
void build_guitar(Workshop& w);
void build_drum(Workshop& w);
void build_camera(Workshop& w);
void build_telephone(Workshop& w);
void build_hammer(Workshop& w);
void build_watering_can(Workshop& w);
void build_toolbox(Workshop& w);
void build_barrel(Workshop& w);
void build_lantern(Workshop& w);
void build_anvil(Workshop& w);
void build_cannon(Workshop& w);
void build_mailbox(Workshop& w);
void build_cactus_in_pot(Workshop& w);
void build_fire_hydrant(Workshop& w);
void build_treasure_chest(Workshop& w);
void build_signpost(Workshop& w);

// Food
void build_burger(Workshop& w);
void build_sandwich(Workshop& w);
void build_hot_dog(Workshop& w);
void build_cheese(Workshop& w);
void build_bread_basket(Workshop& w);
void build_pineapple(Workshop& w);
void build_pumpkin(Workshop& w);
void build_ice_cream(Workshop& w);
void build_donut(Workshop& w);
void build_cupcake(Workshop& w);

// Vehicles and machines
void build_bus(Workshop& w);
void build_locomotive(Workshop& w);
void build_train_wagon(Workshop& w);
void build_motorcycle(Workshop& w);
void build_scooter(Workshop& w);
void build_wheelbarrow(Workshop& w);
void build_pram(Workshop& w);
void build_helicopter(Workshop& w);
void build_submarine(Workshop& w);
void build_hot_air_balloon(Workshop& w);
void build_sailboat(Workshop& w);
void build_ufo(Workshop& w);
void build_drone(Workshop& w);
void build_rocking_horse(Workshop& w);
void build_tractor(Workshop& w);
void build_tank(Workshop& w);
void build_excavator(Workshop& w);
void build_forklift(Workshop& w);
void build_crane(Workshop& w);
void build_windmill(Workshop& w);

// Buildings
void build_castle(Workshop& w);
void build_lighthouse(Workshop& w);
void build_church(Workshop& w);
void build_skyscraper(Workshop& w);
void build_pagoda(Workshop& w);
void build_tent(Workshop& w);
void build_well(Workshop& w);
void build_bridge(Workshop& w);

// Creatures
void build_turtle(Workshop& w);
void build_elephant(Workshop& w);
void build_giraffe(Workshop& w);
void build_dinosaur(Workshop& w);
void build_pig(Workshop& w);
void build_rabbit(Workshop& w);
void build_penguin(Workshop& w);
void build_owl(Workshop& w);
void build_snail(Workshop& w);
void build_crab(Workshop& w);
void build_octopus(Workshop& w);
void build_caterpillar(Workshop& w);
void build_teddy_bear(Workshop& w);
void build_doll(Workshop& w);
void build_knight_figure(Workshop& w);

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
void build_ring_stack(Workshop& w);
void build_blocks(Workshop& w);
void build_abstract(Workshop& w);
void build_mushroom(Workshop& w);
void build_tree(Workshop& w);
void build_potted_plant(Workshop& w);
void build_fruit(Workshop& w);

}  // namespace syncdreamer

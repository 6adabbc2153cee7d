#include "render/procedural/palette.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace syncdreamer {

Vec3 color_from_hsv(double hue, double saturation, double value) {
  const double h = (hue - std::floor(hue)) * 6;
  const auto channel = [&](double offset) {
    const double k = std::fmod(offset + h, 6);
    return value - value * saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0);
  };
  return {channel(5), channel(3), channel(1)};
}

Palette::Palette(Random& random)
    : random_(random),
      hue_(random.uniform()),
      hue_step_(random.chance(0.5) ? 0.08 : 0.37),
      is_pastel_(random.chance(0.25)) {
  wood_color_ = color_of({0.04, 0.11}, {0.35, 0.75}, {0.35, 0.9});
}

Pattern Palette::plain(Vec3 color) const {
  Pattern pattern;
  pattern.first = pattern.second = color;
  return pattern;
}

Pattern Palette::patterned(PatternKind kind, Vec3 first, Vec3 second) {
  Pattern pattern{kind, first, second, {0, 0, 1}, random_.uniform(5, 14), random_.uniform(), random_.bits()};
  static constexpr std::array<Vec3, 3> kAxes{Vec3{0, 0, 1}, Vec3{1, 0, 0}, Vec3{0, 1, 0}};
  pattern.axis = kAxes[static_cast<std::size_t>(random_.below(3))];
  if (random_.chance(0.2)) pattern.axis = normalized(Vec3{1, random_.uniform(-1, 1), random_.uniform(-1, 1)});
  return pattern;
}

Vec3 Palette::color() {
  const double step = hue_step_ * random_.below(3);
  const double hue = hue_ + step + random_.uniform(-0.02, 0.02);
  if (random_.chance(0.12)) return color_from_hsv(hue, 0.05, random_.uniform(0.1, 1));
  if (is_pastel_) return color_of({hue, hue}, {0.2, 0.45}, {0.8, 1});
  return color_of({hue, hue}, {0.55, 1}, {0.55, 1});
}

Vec3 Palette::color_of(Range hue, Range saturation, Range value) {
  const auto draw = [&](Range range) {
    return range.low == range.high ? range.low : random_.uniform(range.low, range.high);
  };
  const double v = draw(value), s = draw(saturation), h = draw(hue);
  return color_from_hsv(h, s, v);
}

Pattern Palette::paint() {
  return plain(color());
}

Pattern Palette::bright() {
  return plain(color_of({0, 1}, {0.6, 1}, {0.7, 1}));
}

Pattern Palette::wood(Vec3 axis) {
  Pattern pattern{
      PatternKind::wood, wood_color_,   wood_color_ * random_.uniform(0.55, 0.8), axis, random_.uniform(4, 14),
      random_.uniform(), random_.bits()};
  if (random_.chance(0.25)) pattern.kind = PatternKind::plain;
  return pattern;
}

Pattern Palette::metal() {
  const double grey = random_.uniform(0.35, 0.85);
  if (random_.chance(0.2)) return plain(color_of({0.08, 0.14}, {0.55, 0.55}, {0.6, 0.9}));
  return plain({grey, grey * random_.uniform(0.97, 1.0), grey * random_.uniform(0.97, 1.03)});
}

Pattern Palette::white() {
  const double value = random_.uniform(0.85, 1);
  return plain({value, value * random_.uniform(0.95, 1), value * random_.uniform(0.88, 1)});
}

Pattern Palette::dark() {
  const double value = random_.uniform(0.05, 0.25);
  return plain({value, value, value * random_.uniform(0.9, 1.1)});
}

Pattern Palette::leaf() {
  const Vec3 green = color_of({0.2, 0.42}, {0.5, 0.95}, {0.3, 0.8});
  return patterned(random_.chance(0.4) ? PatternKind::noise : PatternKind::plain, green, green * 0.65);
}

Pattern Palette::fabric() {
  const Vec3 first = color();
  const Vec3 second = random_.chance(0.4) ? Vec3{0.95, 0.94, 0.9} : color();
  static constexpr std::array kKinds{PatternKind::plain, PatternKind::plain,  PatternKind::plain, PatternKind::stripes,
                                     PatternKind::noise, PatternKind::checks, PatternKind::dots};
  return patterned(kKinds[static_cast<std::size_t>(random_.below(static_cast<int>(kKinds.size())))], first, second);
}

Pattern Palette::ceramic() {
  const Vec3 first = random_.chance(0.3) ? white().first : color();
  const Vec3 second = random_.chance(0.3) ? white().first : color();
  static constexpr std::array kKinds{PatternKind::plain,   PatternKind::plain, PatternKind::gradient,
                                     PatternKind::stripes, PatternKind::noise, PatternKind::dots};
  Pattern pattern =
      patterned(kKinds[static_cast<std::size_t>(random_.below(static_cast<int>(kKinds.size())))], first, second);
  pattern.axis = {0, 0, 1};
  return pattern;
}

Pattern Palette::furniture() {
  const double choice = random_.uniform();
  if (choice < 0.5) return wood(random_.chance(0.5) ? Vec3{1, 0, 0} : Vec3{0, 0, 1});
  if (choice < 0.8) return paint();
  if (choice < 0.9) return white();
  return random_.chance(0.5) ? metal() : dark();
}

}  // namespace syncdreamer

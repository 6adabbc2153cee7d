#pragma once

#include <string>

namespace syncdreamer {

/// `1 h 05 min`, `3 min 20 s`, `12 s`, and of less than a second `1 s`.
std::string duration_text(double seconds);

}  // namespace syncdreamer

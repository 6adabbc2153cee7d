#pragma once

namespace syncdreamer {

/// Of the program and its libraries; CMakeLists.txt reads it here. Interfaces may change until version 1.
inline constexpr const char* kVersion = "0.1.0";

}  // namespace syncdreamer

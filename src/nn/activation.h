#pragma once

namespace syncdreamer {

/// What follows a norm.
enum class Activation { none, relu, silu };

}  // namespace syncdreamer

#pragma once

#include <string>

#include "core/error.h"

namespace syncdreamer {

/// What an action says of the input that it refuses; "no error" if it takes it.
template <class Action>
std::string refusal_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace syncdreamer

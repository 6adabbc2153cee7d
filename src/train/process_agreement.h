#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "train/process_group.h"
#include "train/training_log.h"

namespace syncdreamer {

/// Whether all processes have the same number, judged by its low half; where not, at least one of them sees it.
bool same_everywhere(const ProcessGroup& processes, std::uint64_t number);

/// Gives the parameters of all processes the values that they have in process 0.
void copy_from_first(const ProcessGroup& processes, const std::vector<at::Tensor>& parameters);

/// What all processes know once they have agreed.
struct Agreement {
  Figures figures;  ///< means over the processes
  bool someone_stops = false;
};

/// \param figures  of this process, of the same names in all.
Agreement agree(const ProcessGroup& processes, Figures figures, bool stops);

}  // namespace syncdreamer

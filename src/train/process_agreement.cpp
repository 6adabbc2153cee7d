#include "train/process_agreement.h"

#include <ATen/ATen.h>

#include <utility>

namespace syncdreamer {

bool same_everywhere(const ProcessGroup& processes, std::uint64_t number) {
  const auto low = static_cast<std::int64_t>(number & 0xffffffff);
  const at::Tensor sum = at::full({1}, low, at::kLong);
  processes.sum(sum);
  return sum.item<std::int64_t>() == low * processes.size();
}

void copy_from_first(const ProcessGroup& processes, const std::vector<at::Tensor>& parameters) {
  for (const at::Tensor& parameter : parameters) {
    const at::Tensor values = parameter.detach().cpu().contiguous();
    processes.broadcast(values);
    if (processes.rank() != 0) parameter.detach().copy_(values);
  }
}

Agreement agree(const ProcessGroup& processes, Figures figures, bool stops) {
  std::vector<double> values{stops ? 1.0 : 0.0};
  for (const auto& [name, value] : figures) values.push_back(value);
  const at::Tensor sums = at::tensor(at::ArrayRef<double>(values), at::kDouble);
  processes.sum(sums);
  const double* sum = sums.data_ptr<double>();
  const bool someone_stops = *sum++ > 0;
  for (auto& [name, value] : figures) value = *sum++ / processes.size();
  return {std::move(figures), someone_stops};
}

}  // namespace syncdreamer

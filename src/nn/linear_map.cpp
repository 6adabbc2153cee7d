#include "nn/linear_map.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <vector>

#include "nn/cpu_kernels.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kMinRows = 32;  // fewer do not pay for the splitting of the weights

bool kernel_applies(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return cpu_kernels().linear != nullptr && kernels_apply({x, weight, bias}) && x.is_contiguous() &&
         weight.is_contiguous() && weight.dim() == 2 && x.size(-1) == weight.size(1) &&
         weight.size(0) % kLinearUnit == 0 && weight.size(1) % kLinearUnit == 0 && x.numel() / x.size(-1) >= kMinRows;
}

/// Rows and columns in parts of about the same size: as many as the threads need, none larger than pays.
class Parts {
 public:
  explicit Parts(const LinearProblem& problem) : num_rows_(problem.num_rows), num_columns_(problem.out) {
    constexpr std::int64_t kRows = 1024;
    num_column_parts_ = (num_columns_ + kLinearColumns - 1) / kLinearColumns;
    num_row_parts_ = (num_rows_ + kRows - 1) / kRows;
    const std::int64_t threads = at::get_num_threads();
    if (num_column_parts_ * num_row_parts_ < threads) num_row_parts_ = (threads - 1) / num_column_parts_ + 1;
  }

  std::int64_t count() const { return num_column_parts_ * num_row_parts_; }

  LinearPart part(std::int64_t index) const {
    const auto cut = [](std::int64_t number, std::int64_t total, std::int64_t parts) {
      const std::int64_t units = (total + kLinearUnit - 1) / kLinearUnit;
      return std::min(total, units * number / parts * kLinearUnit);
    };
    const std::int64_t row_part = index / num_column_parts_, column_part = index % num_column_parts_;
    const std::int64_t row = cut(row_part, num_rows_, num_row_parts_);
    const std::int64_t column = cut(column_part, num_columns_, num_column_parts_);
    return {.first_row = row,
            .num_rows = cut(row_part + 1, num_rows_, num_row_parts_) - row,
            .first_column = column,
            .num_columns = cut(column_part + 1, num_columns_, num_column_parts_) - column};
  }

 private:
  std::int64_t num_rows_, num_columns_, num_row_parts_ = 1, num_column_parts_ = 1;
};

}  // namespace

at::Tensor linear_map(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  if (!kernel_applies(x, weight, bias)) return at::linear(x, weight, bias);
  RECORD_FUNCTION("syncdreamer::linear_map", std::vector<c10::IValue>({x, weight}));
  std::vector<std::int64_t> sizes = x.sizes().vec();
  sizes.back() = weight.size(0);
  const at::Tensor output = at::empty(sizes, x.options());
  const LinearProblem problem{.num_rows = x.numel() / x.size(-1),
                              .in = weight.size(1),
                              .out = weight.size(0),
                              .input = x.data_ptr<float>(),
                              .weight = weight.data_ptr<float>(),
                              .bias = bias.defined() ? bias.data_ptr<float>() : nullptr,
                              .output = output.data_ptr<float>()};
  const Parts parts(problem);
  at::parallel_for(0, parts.count(), 1, [&](std::int64_t begin, std::int64_t end) {
    const at::Tensor scratch = at::empty({kLinearScratch}, at::kFloat);
    for (std::int64_t i = begin; i < end; ++i) cpu_kernels().linear(problem, parts.part(i), scratch.data_ptr<float>());
  });
  return output;
}

}  // namespace syncdreamer

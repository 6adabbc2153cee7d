#include "nn/feed_forward.h"

namespace syncdreamer {

Geglu::Geglu(int64_t in_features, int64_t out_features)
    : proj(register_module("proj", std::make_shared<Linear>(in_features, 2 * out_features))) {}

at::Tensor Geglu::forward(const at::Tensor& x) {
  const auto halves = proj->forward(x).chunk(2, -1);
  return halves[0] * at::gelu(halves[1]);
}

FeedForward::FeedForward(int64_t width) : net(register_module("net", std::make_shared<Sequence>())) {
  net->add<Geglu>(0, width, 4 * width);
  net->add<Linear>(2, 4 * width, width);
}

at::Tensor FeedForward::forward(const at::Tensor& x) {
  return net->forward(x);
}

}  // namespace syncdreamer

// Files that the real PyTorch wrote: made on the spot by a Python that can import torch, else skipped aloud.

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <optional>

#include "checkpoint/state_dict.h"
#include "core/error.h"
#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kScript = R"PYTHON(
import collections, os, sys
import torch

folder = sys.argv[1]
def save(name, value, **options):
    torch.save(value, os.path.join(folder, name), **options)

types = dict(double=torch.double, float=torch.float, half=torch.half, bfloat16=torch.bfloat16, long=torch.long,
             int=torch.int, short=torch.short, char=torch.int8, byte=torch.uint8, bool=torch.bool)
values = collections.OrderedDict((name, torch.arange(6).to(kind).view(2, 3)) for name, kind in types.items())
whole = torch.arange(24.0).view(2, 3, 4)
values["scalar"] = torch.tensor(2.5)
values["empty"] = torch.empty(0, 3)
values["transposed"] = whole.permute(2, 0, 1)
values["part"] = whole[1, 1:, 2]
values["parameter"] = torch.nn.Parameter(torch.ones(3))
values["complex"] = torch.ones(2, dtype=torch.complex64)
for protocol in (2, 3, 4, 5):
    save("protocol%d.pt" % protocol, values, pickle_protocol=protocol)
save("plain.pt", {"x": torch.ones(3)})
save("legacy.pt", {"x": torch.ones(3)}, _use_new_zipfile_serialization=False)

class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 2)
        self.norm = torch.nn.BatchNorm1d(2)
        self.scale = 2.0
    def forward(self, x):
        return self.norm(self.linear(x)) * self.scale

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.Sequential(Block(), Block())
        self.register_parameter("token", torch.nn.Parameter(torch.arange(5.0)))
    def forward(self, x):
        return self.blocks[0](x) + self.token.sum()

torch.manual_seed(1)
net = Net().eval()
save("net.pt", net.state_dict())
optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
net(torch.ones(4, 3)).sum().backward()
optimizer.step()
save("net.pt", net.state_dict())
save("lightning.ckpt", {"epoch": 3, "global_step": 2 ** 70, "pytorch-lightning_version": "1.9.0",
                        "state_dict": net.state_dict(), "optimizer_states": [optimizer.state_dict()],
                        "callbacks": {"Checkpoint": {"best": None, "score": torch.tensor(1.0)}},
                        "random": torch.get_rng_state(), "sizes": {1, 2}, "counter": collections.Counter("abc")})
save("module.pt", net)
torch.jit.save(torch.jit.script(net), os.path.join(folder, "script.pt"))
torch.jit.save(torch.jit.script(net.half()), os.path.join(folder, "script-half.pt"))
save("not-tensors.pt", [1, 2, 3])
class Command:
    def __reduce__(self):
        return (os.system, ("touch " + os.path.join(folder, "owned"),))
save("command.pt", {"x": torch.ones(3), "command": Command()})
)PYTHON";

class RealPyTorch : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const char* const chosen = std::getenv("SYNCDREAMER_PYTHON");
    for (const std::string python : {chosen == nullptr ? "/usr/bin/python3" : chosen, "python3"}) {
      if (std::system((python + " -c 'import torch' >/dev/null 2>&1").c_str()) != 0) continue;
      folder_.emplace();
      write_file(*folder_ / "save.py", kScript);
      const std::string script = (*folder_ / "save.py").string();
      ASSERT_EQ(std::system((python + " " + script + " " + folder_->path().string()).c_str()), 0);
      return;
    }
  }
  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override {
    if (!folder_) GTEST_SKIP() << "SKIPPED: no Python that can import torch (apt-get install python3-torch)";
  }

  static StateDict load(const std::string& name) { return load_state_dict(*folder_ / name); }

  static std::optional<TemporaryFolder> folder_;
};

std::optional<TemporaryFolder> RealPyTorch::folder_;

TEST_F(RealPyTorch, every_element_type_and_layout_is_read_in_every_protocol) {
  const at::Tensor whole = at::arange(24, at::kFloat).view({2, 3, 4});
  for (const std::string protocol : {"2", "3", "4", "5"}) {
    const StateDict state_dict = load("protocol" + protocol + ".pt");
    EXPECT_EQ(state_dict.size(), 15);
    EXPECT_THAT(state_dict.skipped, Contains(StartsWith("complex: ")));
    const std::vector<std::pair<std::string, at::ScalarType>> types = {
        {"double", at::kDouble}, {"float", at::kFloat}, {"half", at::kHalf},   {"bfloat16", at::kBFloat16},
        {"long", at::kLong},     {"int", at::kInt},     {"short", at::kShort}, {"char", at::kChar},
        {"byte", at::kByte},     {"bool", at::kBool}};
    for (const auto& [name, type] : types) {
      EXPECT_TRUE(at::equal(state_dict.at(name), at::arange(6).to(type).view({2, 3}))) << name;
    }
    EXPECT_EQ(state_dict.at("scalar").dim(), 0);
    EXPECT_EQ(state_dict.at("scalar").item<float>(), 2.5F);
    EXPECT_EQ(state_dict.at("empty").sizes(), at::IntArrayRef({0, 3}));
    EXPECT_TRUE(at::equal(state_dict.at("transposed"), whole.permute({2, 0, 1})));
    EXPECT_TRUE(at::equal(state_dict.at("part"), whole[1].slice(0, 1).select(1, 2)));
    EXPECT_TRUE(at::equal(state_dict.at("parameter"), at::ones({3})));
  }
}

TEST_F(RealPyTorch, lightning_checkpoint_gives_its_state_dictionary) {
  const StateDict expected = load("net.pt");
  const StateDict state_dict = load("lightning.ckpt");
  ASSERT_EQ(state_dict.size(), expected.size());
  EXPECT_EQ(expected.size(), 15);
  for (const auto& [name, tensor] : expected) EXPECT_TRUE(at::equal(state_dict.at(name), tensor)) << name;
  EXPECT_THAT(state_dict.skipped, Contains("epoch: int 3"));
  EXPECT_THAT(state_dict.skipped, Contains("global_step: large int"));
  EXPECT_THAT(state_dict.skipped, Contains("optimizer_states: list of 1"));
}

TEST_F(RealPyTorch, script_archives_give_their_modules_tensors) {
  const StateDict expected = load("net.pt");
  const StateDict script = load("script.pt");
  const StateDict half = load("script-half.pt");
  ASSERT_EQ(script.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    EXPECT_TRUE(at::equal(script.at(name), tensor)) << name;
    EXPECT_TRUE(at::equal(half.at(name), tensor.is_floating_point() ? tensor.to(at::kHalf) : tensor)) << name;
  }
}

TEST_F(RealPyTorch, other_files_are_refused_by_what_they_are) {
  const auto expect_refused = [](const std::string& name, const std::string& reason) {
    EXPECT_THAT(refusal_of([&] { load(name); }), HasSubstr(reason));
  };
  expect_refused("legacy.pt", "before version 1.6");
  expect_refused("module.pt", "__main__.Net, expected a dictionary");
  expect_refused("not-tensors.pt", "holds a list of 3, expected a dictionary");
}

TEST_F(RealPyTorch, command_in_a_pickle_is_not_run) {
  const StateDict state_dict = load("command.pt");
  EXPECT_EQ(state_dict.size(), 1);
  EXPECT_THAT(state_dict.skipped, Contains("command: call of posix.system"));
  EXPECT_FALSE(std::filesystem::exists(*folder_ / "owned"));
}

TEST_F(RealPyTorch, every_truncation_of_a_real_file_is_refused) {
  const std::string text = read_file(*folder_ / "plain.pt");
  for (std::size_t size = 0; size < text.size(); ++size) {
    write_file(*folder_ / "cut.pt", text.substr(0, size));
    EXPECT_THROW(load("cut.pt"), InputError) << size;
  }
}

}  // namespace
}  // namespace syncdreamer

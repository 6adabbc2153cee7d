#include "checkpoint/torch_checkpoint.h"
#include "tests/fuzz/mutation.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/temporary_folder.h"

int main(int num_arguments, char** arguments) {
  using namespace syncdreamer;
  const std::string floats(24, 'f');
  const std::string plain = pickled::program(pickled::dict(
      {{"a", pickled::tensor({"0", {2, 3}, {3, 1}})}, {"b", pickled::tensor({"0", {3, 2}, {1, 3}})}, {"c", "K\x05"}}));
  const std::string module = pickled::global("__torch__", "Net") + ")\x81";
  const std::string script = pickled::program(
      module +
      pickled::dict({{"w", pickled::tensor({"0", {6}, {1}})},
                     {"m", module + pickled::dict({{"b", pickled::tensor({"0", {}, {}, 5})}}) + "b"}}) +
      "b");
  const std::vector<ZipEntry> archive = {{"a/data.pkl", plain}, {"a/data/0", floats}, {"a/byteorder", "little"}};
  const std::vector<std::string> seeds = {
      zip_text(archive), zip_text(archive, true),
      zip_text({{"m/data.pkl", script}, {"m/data/0", floats}, {"m/constants.pkl", ""}})};
  const TemporaryFolder folder;
  const std::string path = (folder / "file").string();
  return fuzz(num_arguments, arguments, seeds, [&](const std::string& text) {
    overwrite(path, text);
    const auto checkpoint = TorchCheckpoint::open(path);
    for (const TensorEntry& entry : checkpoint.entries) {
      if (entry.offset > text.size() || entry.size > text.size() - entry.offset) {
        throw std::logic_error("the tensor " + entry.name + " lies outside the file");
      }
    }
  });
}

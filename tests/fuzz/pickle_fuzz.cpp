#include "checkpoint/pickle.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syncdreamer;
  read_hostile([&] {
    const Pickle pickle = Pickle::parse(bytes_of(data, size), "fuzz");
    const auto require_description = [](const PickleValue& value) {
      check(!describe(value).empty(), "a value without a description");
    };
    const PickleValue& root = pickle.root();
    require_description(root);
    for (const PickleValue* const item : root.items) require_description(*item);
    for (const auto& [key, value] : root.pairs) {
      require_description(*key);
      require_description(*value);
    }
    for (const PickleValue* const part : {root.callee, root.arguments, root.state}) {
      if (part != nullptr) require_description(*part);
    }
  });
  return 0;
}

#include "checkpoint/pickle.h"
#include "tests/fuzz/mutation.h"
#include "tests/support/checkpoint_builder.h"

int main(int num_arguments, char** arguments) {
  using namespace syncdreamer;
  const std::string tensor = pickled::tensor({"0", {2, 3}, {3, 1}});
  const std::vector<std::string> seeds = {
      pickled::program(pickled::dict({{"a", tensor},
                                      {"b",
                                       "](K\x01M\x02\x03"
                                       "G12345678e"}})),
      pickled::program("]q\x01(K\x01h\x01K\x02\x86N\x88\x89"
                       "e2\x85" +
                       pickled::global("m", "C") + ")\x81" + pickled::dict({{"s", tensor}}) + "b\x86"),
      "\x80\x04\x95" + little_endian_text(40, 8) + "\x8c\x01m\x94\x8c\x01n\x93)R\x94\x8f(K\x01K\x02\x90\x86."};
  return fuzz(num_arguments, arguments, seeds, [&](const std::string& text) {
    const Pickle pickle = Pickle::parse(std::as_bytes(std::span(text)), "fuzz");
    const PickleValue& root = pickle.root();
    std::size_t size = describe(root).size();
    for (const PickleValue* const item : root.items) size += describe(*item).size();
    for (const auto& [key, value] : root.pairs) size += describe(*key).size() + describe(*value).size();
    if (size == 0) throw std::logic_error("a value without a description");
  });
}

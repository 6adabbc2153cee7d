#include "checkpoint/pickle.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using Kind = PickleValue::Kind;

Pickle parse(const std::string& text) {
  return Pickle::parse(std::as_bytes(std::span(text)), "data.pkl");
}

void expect_refused(const std::string& text, const std::string& reason) {
  EXPECT_THAT(refusal_of([&] { parse(text); }), HasSubstr(reason));
}

TEST(Pickle, reads_numbers) {
  const auto integer = [](const std::string& operations) {
    const Pickle pickle = parse(pickled::program(operations));
    EXPECT_TRUE(pickle.root().is(Kind::integer));
    return pickle.root().integer;
  };
  EXPECT_EQ(integer("K\xff"), 255);
  EXPECT_EQ(integer("M\xff\xff"), 65535);
  EXPECT_EQ(integer("J\xfe\xff\xff\xff"), -2);
  EXPECT_EQ(integer(std::string("\x8a\x00", 2)), 0);
  EXPECT_EQ(integer("\x8a\x01\xff"), -1);
  EXPECT_EQ(integer("\x8a\x02\xff\x7f"), 32767);
  EXPECT_EQ(integer(pickled::integer(-5)), -5);
  EXPECT_EQ(parse(pickled::program(std::string("G\x3f\xf8\0\0\0\0\0\0", 9))).root().real, 1.5);
  EXPECT_TRUE(parse(pickled::program("\x8a\x09" + std::string(9, 'x'))).root().is(Kind::big_integer));
  EXPECT_TRUE(parse(pickled::program("N")).root().is(Kind::none));
  EXPECT_EQ(parse(pickled::program("\x88")).root().integer, 1);
}

TEST(Pickle, reads_containers_and_texts) {
  const Pickle pickle = parse(pickled::program(pickled::dict({{"a", "K\x01K\x02\x86"}, {"b", "](K\x03\x43\x02xye"}})));
  const PickleValue& root = pickle.root();
  ASSERT_TRUE(root.is(Kind::dict));
  ASSERT_TRUE(root.find("a")->is(Kind::tuple));
  EXPECT_EQ(root.find("a")->items[1]->integer, 2);
  ASSERT_TRUE(root.find("b")->is(Kind::list));
  EXPECT_EQ(root.find("b")->items[1]->text, "xy");
  EXPECT_EQ(root.find("c"), nullptr);
}

TEST(Pickle, reads_what_few_programs_write) {
  const auto described = [](const std::string& operations) {
    return describe(parse(pickled::program(operations)).root());
  };
  const std::string zeros(3, '\0');
  EXPECT_EQ(described("\x8b\x02" + zeros + "\x05\x01"), "int 261") << "LONG4";
  EXPECT_EQ(described("B\x02" + zeros + "xy"), "bytes of 2") << "BINBYTES";
  EXPECT_EQ(described("\x8e\x02" + zeros + zeros + std::string(1, '\0') + "xy"), "bytes of 2") << "BINBYTES8";
  EXPECT_EQ(described("(K\x01K\x02l"), "list of 2") << "LIST";
  EXPECT_EQ(described("\x8f"), "set of 0") << "EMPTY_SET";
  EXPECT_EQ(described("(K\x01K\x02\x91"), "set of 2") << "FROZENSET";
  EXPECT_EQ(described("(K\x01K\x02"
                      "d"),
            "dict of 1")
      << "DICT";
  EXPECT_EQ(described("K\x07(K\x01K\x02\x31"), "int 7") << "POP_MARK";
  EXPECT_EQ(described("K\x07\x32\x86"), "tuple of 2") << "DUP";
  EXPECT_EQ(described("K\x07r\x09" + zeros + "0j\x09" + zeros), "int 7") << "LONG_BINPUT, POP, LONG_BINGET";
  EXPECT_EQ(described("cjob\nThing\n)}\x92"), "call of job.Thing") << "NEWOBJ_EX";
  EXPECT_EQ(described("\x89"), "False");
}

TEST(Pickle, reads_the_framing_of_protocol_four) {
  const std::string text =
      "\x80\x04\x95" + little_endian_text(9, 8) + "\x8c\x01\x61\x94h" + std::string(1, '\0') + "\x86.";
  const Pickle pickle = parse(text);
  ASSERT_TRUE(pickle.root().is(Kind::tuple));
  EXPECT_EQ(pickle.root().items[0], pickle.root().items[1]);
}

TEST(Pickle, calls_are_names_and_nothing_runs) {
  const Pickle pickle =
      parse(pickled::program(pickled::call(pickled::global("posix", "system"), pickled::text("touch /tmp/owned"))));
  EXPECT_TRUE(pickle.root().is_made_by("posix.system"));
  EXPECT_EQ(describe(pickle.root()), "call of posix.system");
  EXPECT_EQ(pickle.root().arguments->items[0]->text, "touch /tmp/owned");
}

TEST(Pickle, names_of_globals_from_the_stack_are_read) {
  const Pickle pickle = parse("\x80\x04\x8c\x02os\x8c\x06system\x93.");
  EXPECT_TRUE(pickle.root().is_global("os.system"));
}

TEST(Pickle, objects_keep_state_items_and_pairs) {
  const Pickle pickle = parse(pickled::program(pickled::global("m", "C") + ")\x81" + "(K\x01K\x02\x65" +
                                               "(K\x03K\x04u" + pickled::dict({{"s", "N"}}) + "b"));
  ASSERT_TRUE(pickle.root().is_made_by("m.C"));
  EXPECT_EQ(pickle.root().items.size(), 2);
  EXPECT_EQ(pickle.root().pairs.size(), 1);
  EXPECT_TRUE(pickle.root().state->find("s")->is(Kind::none));
}

TEST(Pickle, cycles_are_harmless) {
  const Pickle pickle = parse(pickled::program(std::string("]q\0h\0a", 6)));
  EXPECT_EQ(pickle.root().items[0], &pickle.root());
}

TEST(Pickle, every_truncation_is_refused) {
  const std::string text =
      pickled::program(pickled::dict({{"a", pickled::tensor({"0", {2, 3}, {3, 1}})}, {"b", pickled::integer(3)}}));
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_THROW(parse(text.substr(0, size)), InputError) << size;
  }
}

TEST(Pickle, broken_programs_are_refused_at_their_byte) {
  expect_refused("\x80\x02.", "at byte 2: it takes from an empty stack");
  expect_refused("\x80\x06N.", "protocol 6");
  expect_refused(pickled::program("K\x01\x61"), "it takes from an empty stack");
  expect_refused(pickled::program("N(N"), "inside a mark");
  expect_refused(pickled::program("Nt"), "there is no mark");
  expect_refused(pickled::program("N(0"), "empty stack");
  expect_refused(pickled::program("h\x05"), "number 5");
  expect_refused(pickled::program("X\xff\xff\xff\xffx"), "truncated");
  expect_refused(pickled::program("\x8d" + little_endian_text(~std::uint64_t{0}, 8)), "truncated");
  expect_refused(pickled::program("cno line"), "truncated");
  expect_refused(pickled::program("}(Nu"), "no value");
  expect_refused(pickled::program("N(NNu"), "sets a key of a None");
  expect_refused(pickled::program("NNa"), "appends to a None");
  expect_refused(pickled::program("NN\x93"), "no text");
  const std::string long_text = std::string("X\x00\x04\x00\x00", 5) + std::string(1024, 'a');
  expect_refused(pickled::program(long_text + long_text + "\x93"), "longer than 200 letters");
  expect_refused(pickled::program("c" + std::string(1024, 'a') + "\nb\n"), "longer than 200 letters");
  expect_refused(pickled::program("I1\n"), "operation 73");
  expect_refused(pickled::program("\x82\x01"), "operation 130");
}

TEST(Pickle, more_values_than_any_checkpoint_are_refused) {
  expect_refused(pickled::program(std::string((1 << 20) + 1, 'N')), "more than");
}

TEST(Pickle, a_global_that_is_named_often_is_kept_once) {
  const std::string name = std::string("X\x50\x00\x00\x00", 5) + std::string(80, 'a');
  std::string program = name + "q" + std::string(1, '\0') + "0(";  // into the memo, and a mark
  for (int i = 0; i < 3; ++i) program += std::string("h\0h\0\x93", 5);
  const Pickle pickle = parse(pickled::program(program + "t"));
  ASSERT_EQ(pickle.root().items.size(), 3U);
  EXPECT_EQ(pickle.root().items[0]->text, std::string(80, 'a') + "." + std::string(80, 'a'));
  EXPECT_EQ(pickle.root().items[0], pickle.root().items[2]);
}

TEST(Pickle, millions_of_nested_values_do_no_harm) {
  const Pickle pickle = parse(pickled::program("N" + std::string((1 << 20) - 1, '\x85')));
  EXPECT_EQ(describe(pickle.root()), "tuple of 1");
}

}  // namespace
}  // namespace syncdreamer

#include "checkpoint/pickle.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "core/byte_order.h"
#include "core/error.h"
#include "core/printable.h"

namespace syncdreamer {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMaxValues = 1 << 20;
constexpr std::uint8_t kMaxProtocol = 5;
constexpr std::size_t kMaxGlobalName = 200;  // letters
constexpr std::size_t kLongestName = 100;    // that people see

// The stack machine of Python's pickle. It only builds values; the operations that would import or call become names.
class Machine {
 public:
  Machine(std::span<const std::byte> bytes, const std::string& where, std::deque<PickleValue>& values)
      : bytes_(bytes), where_(where), values_(values) {}

  const PickleValue* run() {
    while (true) {
      start_ = position_;
      const std::uint8_t operation = byte();
      if (operation == '.') break;
      if (!number(operation) && !letters(operation) && !container(operation) && !memory(operation) &&
          !call(operation) && !frame(operation)) {
        refuse("the operation " + std::to_string(operation) + " is not one that checkpoints need");
      }
    }
    if (!marks_.empty()) refuse("it stops inside a mark");
    return pop();
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw InputError(where_ + ": broken pickle at byte " + std::to_string(start_) + ": " + what);
  }

  std::span<const std::byte> take(std::uint64_t count) {
    if (count > bytes_.size() - position_) refuse("it is truncated");
    const auto taken = bytes_.subspan(position_, count);
    position_ += count;
    return taken;
  }
  std::uint8_t byte() { return std::to_integer<std::uint8_t>(take(1)[0]); }
  std::uint64_t unsigned_number(std::size_t count) { return little_endian(take(count), count); }
  std::string string_of(std::uint64_t count) { return std::string(text_of(take(count))); }
  std::string line() {
    const auto rest = bytes_.subspan(position_);
    const auto end = std::find(rest.begin(), rest.end(), std::byte{'\n'});
    if (end == rest.end()) refuse("it is truncated");
    std::string text = string_of(static_cast<std::uint64_t>(end - rest.begin()));
    take(1);
    return text;
  }

  PickleValue* make(Kind kind) {
    if (values_.size() >= kMaxValues) refuse("it has more than " + std::to_string(kMaxValues) + " values");
    values_.emplace_back().kind = kind;
    return &values_.back();
  }
  PickleValue* push(PickleValue* value) {
    stack_.push_back(value);
    return value;
  }
  PickleValue* push(Kind kind) { return push(make(kind)); }

  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  PickleValue* top() const {
    if (stack_.size() <= floor()) refuse("it takes from an empty stack");
    return stack_.back();
  }
  PickleValue* pop() {
    PickleValue* const value = top();
    stack_.pop_back();
    return value;
  }
  std::vector<PickleValue*> pop_to_mark() {
    if (marks_.empty()) refuse("there is no mark");
    std::vector<PickleValue*> taken(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()), stack_.end());
    stack_.resize(marks_.back());
    marks_.pop_back();
    return taken;
  }

  void push_integer(std::int64_t value) { push(Kind::integer)->integer = value; }

  void push_long(std::uint64_t count) {
    const auto digits = take(count);
    if (count > 8) {
      push(Kind::big_integer);
      return;
    }
    std::uint64_t value = little_endian(digits, count);
    const bool negative = count > 0 && (digits.back() & std::byte{0x80}) != std::byte{0};
    if (negative && count < 8) value |= ~std::uint64_t{0} << (8 * count);
    push_integer(static_cast<std::int64_t>(value));
  }

  bool number(std::uint8_t operation) {
    switch (operation) {
      case 'N':  // NONE
        push(Kind::none);
        return true;
      case 0x88:  // NEWTRUE
      case 0x89:  // NEWFALSE
        push(Kind::boolean)->integer = operation == 0x88 ? 1 : 0;
        return true;
      case 'J':  // BININT
        push_integer(static_cast<std::int32_t>(unsigned_number(4)));
        return true;
      case 'K':  // BININT1
        push_integer(static_cast<std::int64_t>(unsigned_number(1)));
        return true;
      case 'M':  // BININT2
        push_integer(static_cast<std::int64_t>(unsigned_number(2)));
        return true;
      case 0x8a:  // LONG1
        push_long(unsigned_number(1));
        return true;
      case 0x8b:  // LONG4
        push_long(unsigned_number(4));
        return true;
      case 'G':  // BINFLOAT
        push(Kind::real)->real = std::bit_cast<double>(big_endian(take(8), 8));
        return true;
      default:
        return false;
    }
  }

  bool letters(std::uint8_t operation) {
    switch (operation) {
      case 'X':  // BINUNICODE
      case 'T':  // BINSTRING
        push(Kind::text)->text = string_of(unsigned_number(4));
        return true;
      case 0x8c:  // SHORT_BINUNICODE
      case 'U':   // SHORT_BINSTRING
        push(Kind::text)->text = string_of(unsigned_number(1));
        return true;
      case 0x8d:  // BINUNICODE8
        push(Kind::text)->text = string_of(unsigned_number(8));
        return true;
      case 'B':  // BINBYTES
        push(Kind::bytes)->text = string_of(unsigned_number(4));
        return true;
      case 'C':  // SHORT_BINBYTES
        push(Kind::bytes)->text = string_of(unsigned_number(1));
        return true;
      case 0x8e:  // BINBYTES8
      case 0x96:  // BYTEARRAY8
        push(Kind::bytes)->text = string_of(unsigned_number(8));
        return true;
      default:
        return false;
    }
  }

  void push_items(Kind kind, const std::vector<PickleValue*>& items) {
    push(kind)->items.assign(items.begin(), items.end());
  }

  void push_tuple(std::size_t count) {
    std::vector<PickleValue*> items(count);
    for (std::size_t k = count; k-- > 0;) items[k] = pop();
    push_items(Kind::tuple, items);
  }

  void append(const std::vector<PickleValue*>& items) {
    PickleValue* const target = top();
    if (!target->is(Kind::list) && !target->is(Kind::set) && !target->is(Kind::object)) {
      refuse("it appends to a " + describe(*target));
    }
    target->items.insert(target->items.end(), items.begin(), items.end());
  }

  void set_pairs(PickleValue* target, const std::vector<PickleValue*>& items) {
    if (items.size() % 2 != 0) refuse("a key has no value");
    if (!target->is(Kind::dict) && !target->is(Kind::object)) refuse("it sets a key of a " + describe(*target));
    for (std::size_t k = 0; k < items.size(); k += 2) target->pairs.emplace_back(items[k], items[k + 1]);
  }

  bool container(std::uint8_t operation) {
    switch (operation) {
      case ')':  // EMPTY_TUPLE
        push(Kind::tuple);
        return true;
      case 't':  // TUPLE
        push_items(Kind::tuple, pop_to_mark());
        return true;
      case 0x85:  // TUPLE1
      case 0x86:  // TUPLE2
      case 0x87:  // TUPLE3
        push_tuple(operation - 0x84U);
        return true;
      case ']':  // EMPTY_LIST
        push(Kind::list);
        return true;
      case 'l':  // LIST
        push_items(Kind::list, pop_to_mark());
        return true;
      case 0x8f:  // EMPTY_SET
        push(Kind::set);
        return true;
      case 0x91:  // FROZENSET
        push_items(Kind::set, pop_to_mark());
        return true;
      case '}':  // EMPTY_DICT
        push(Kind::dict);
        return true;
      case 'd': {  // DICT
        const auto items = pop_to_mark();
        set_pairs(push(Kind::dict), items);
        return true;
      }
      default:
        return fill(operation);
    }
  }

  bool fill(std::uint8_t operation) {
    switch (operation) {
      case 'a': {  // APPEND
        PickleValue* const item = pop();
        append({item});
        return true;
      }
      case 'e':     // APPENDS
      case 0x90: {  // ADDITEMS
        const auto items = pop_to_mark();
        append(items);
        return true;
      }
      case 's': {  // SETITEM
        PickleValue* const value = pop();
        PickleValue* const key = pop();
        set_pairs(top(), {key, value});
        return true;
      }
      case 'u': {  // SETITEMS
        const auto items = pop_to_mark();
        set_pairs(top(), items);
        return true;
      }
      default:
        return false;
    }
  }

  void get(std::uint64_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) refuse("it recalls number " + std::to_string(index) + ", which was never stored");
    push(found->second);
  }

  bool memory(std::uint8_t operation) {
    switch (operation) {
      case '(':  // MARK
        marks_.push_back(stack_.size());
        return true;
      case '0':  // POP
        pop();
        return true;
      case '1':  // POP_MARK
        pop_to_mark();
        return true;
      case '2':  // DUP
        push(top());
        return true;
      case 'q':  // BINPUT
        memo_[unsigned_number(1)] = top();
        return true;
      case 'r':  // LONG_BINPUT
        memo_[unsigned_number(4)] = top();
        return true;
      case 0x94:  // MEMOIZE
        memo_[memo_.size()] = top();
        return true;
      case 'h':  // BINGET
        get(unsigned_number(1));
        return true;
      case 'j':  // LONG_BINGET
        get(unsigned_number(4));
        return true;
      default:
        return false;
    }
  }

  void push_object(PickleValue* callee, PickleValue* arguments) {
    PickleValue* const object = push(Kind::object);
    object->callee = callee;
    object->arguments = arguments;
  }

  void push_global(const PickleValue& module, const PickleValue& name) {
    if (!module.is(Kind::text) || !name.is(Kind::text)) refuse("a global's name is no text");
    push_global(module.text, name.text);
  }

  /// Few bytes may ask for one global many times.
  void push_global(const std::string& module, const std::string& name) {
    if (module.size() + name.size() > kMaxGlobalName)
      refuse("a global's name is longer than " + std::to_string(kMaxGlobalName) + " letters");
    PickleValue*& global = globals_[module + "." + name];
    if (global != nullptr) {
      stack_.push_back(global);
    } else {
      global = push(Kind::global);
      global->text = module + "." + name;
    }
  }

  bool call(std::uint8_t operation) {
    switch (operation) {
      case 'c': {  // GLOBAL
        const std::string module = line();
        push_global(module, line());
        return true;
      }
      case 0x93: {  // STACK_GLOBAL
        const PickleValue* const name = pop();
        push_global(*pop(), *name);
        return true;
      }
      case 'R':     // REDUCE
      case 0x81: {  // NEWOBJ
        PickleValue* const arguments = pop();
        push_object(pop(), arguments);
        return true;
      }
      case 0x92: {  // NEWOBJ_EX
        pop();
        PickleValue* const arguments = pop();
        push_object(pop(), arguments);
        return true;
      }
      case 'b': {  // BUILD
        PickleValue* const state = pop();
        top()->state = state;
        return true;
      }
      case 'Q': {  // BINPERSID
        PickleValue* const id = pop();
        push(Kind::persistent)->items = {id};
        return true;
      }
      default:
        return false;
    }
  }

  bool frame(std::uint8_t operation) {
    if (operation == 0x80) {  // PROTO
      const std::uint8_t protocol = byte();
      if (protocol > kMaxProtocol) refuse("the protocol " + std::to_string(protocol) + " is not known");
      return true;
    }
    if (operation == 0x95) {  // FRAME: only a hint for reading ahead
      take(8);
      return true;
    }
    return false;
  }

  std::span<const std::byte> bytes_;
  const std::string& where_;
  std::deque<PickleValue>& values_;
  std::size_t position_ = 0;
  std::size_t start_ = 0;  // of the current operation
  std::vector<PickleValue*> stack_;
  std::unordered_map<std::string, PickleValue*> globals_;
  std::vector<std::size_t> marks_;  // sizes of the stack
  std::unordered_map<std::uint64_t, PickleValue*> memo_;
};

std::string of_size(const char* what, std::size_t count) {
  return std::string(what) + " of " + std::to_string(count);
}

}  // namespace

const PickleValue* PickleValue::find(std::string_view key) const {
  const auto found = std::find_if(pairs.rbegin(), pairs.rend(), [&](const auto& pair) {
    return pair.first->is(Kind::text) && pair.first->text == key;
  });
  return found == pairs.rend() ? nullptr : found->second;
}

std::string describe(const PickleValue& value) {
  switch (value.kind) {
    case Kind::none:
      return "None";
    case Kind::boolean:
      return value.integer != 0 ? "True" : "False";
    case Kind::integer:
      return "int " + std::to_string(value.integer);
    case Kind::big_integer:
      return "large int";
    case Kind::real:
      return "float " + std::to_string(value.real);
    case Kind::text:
      return of_size("text", value.text.size());
    case Kind::bytes:
      return of_size("bytes", value.text.size());
    case Kind::tuple:
      return of_size("tuple", value.items.size());
    case Kind::list:
      return of_size("list", value.items.size());
    case Kind::set:
      return of_size("set", value.items.size());
    case Kind::dict:
      return of_size("dict", value.pairs.size());
    case Kind::global:
      return "the name " + printable(value.text, kLongestName);
    case Kind::persistent:
      return "a storage";
    case Kind::object:
      if (value.is_made_by("collections.OrderedDict")) return of_size("dict", value.pairs.size());
      return value.callee->is(Kind::global) ? "call of " + printable(value.callee->text, kLongestName)
                                            : "call of something that is no name";
  }
  return "something";
}

Pickle Pickle::parse(std::span<const std::byte> bytes, const std::string& where) {
  Pickle pickle;
  pickle.root_ = Machine(bytes, where, pickle.values_).run();
  return pickle;
}

}  // namespace syncdreamer

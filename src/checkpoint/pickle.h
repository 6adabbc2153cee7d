#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syncdreamer {

/// One value of a pickle. Values refer to each other by pointers into the Pickle that holds them; a hostile file can
/// make these cyclic or shared without end, so whoever walks them keeps count.
struct PickleValue {
  enum class Kind {
    none,
    boolean,
    integer,
    big_integer,  ///< beyond 64 bits; its value is not kept
    real,
    text,
    bytes,
    tuple,
    list,
    set,
    dict,
    global,      ///< the name of a Python function or class; never looked up
    persistent,  ///< something outside the pickle; `items` holds its id
    object       ///< what Python would make by calling `callee`; never called
  };
  using Pairs = std::vector<std::pair<const PickleValue*, const PickleValue*>>;

  Kind kind = Kind::none;
  std::int64_t integer = 0;  ///< also 0 or 1 of a boolean
  double real = 0;
  std::string text;                       ///< text, bytes; of a global its dotted name
  std::vector<const PickleValue*> items;  ///< of tuple, list, set, persistent; of an object what was appended to it
  Pairs pairs;                            ///< of a dict; of an object what was set by key
  const PickleValue* callee = nullptr;
  const PickleValue* arguments = nullptr;
  const PickleValue* state = nullptr;  ///< nullptr if none was set

  bool is(Kind wanted) const { return kind == wanted; }
  /// Whether this is the global `name`.
  bool is_global(std::string_view name) const { return kind == Kind::global && text == name; }
  /// Whether this is an object made by the global `name`.
  bool is_made_by(std::string_view name) const { return kind == Kind::object && callee->is_global(name); }
  /// The value under a text key of `pairs`, the last one if there are several; nullptr if there is none.
  const PickleValue* find(std::string_view key) const;
};

/// What a value is, in a few words for people: `dict of 3`, `call of posix.system`.
std::string describe(const PickleValue& value);

/// A parsed Python pickle (protocols 2 to 5). Parsing executes nothing and looks nothing up: functions and classes stay
/// names.
class Pickle {
 public:
  /// \param where  names the source in error messages.
  /// \throws InputError naming the byte at which the pickle is broken, uses an operation of protocols 0 and 1 or
  ///                    out-of-band data, or has more values than any checkpoint.
  static Pickle parse(std::span<const std::byte> bytes, const std::string& where);

  const PickleValue& root() const { return *root_; }

 private:
  std::deque<PickleValue> values_;
  const PickleValue* root_ = nullptr;
};

}  // namespace syncdreamer

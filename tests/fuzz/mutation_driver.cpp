// Runs a target without libFuzzer: first on every file of its corpus, then on changed ones, the same in every run.
//
//   NAME_fuzz CORPUS [ROUNDS [FIRST]]     ROUNDS: 20000, FIRST: 0

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "core/files.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

std::string current_input;  // what people need to see again what a crash did

// Changes a text in one of the ways in which files get broken or are forged.
class Mutator {
 public:
  Mutator(const std::vector<std::string>& seeds, std::uint64_t round) : seeds_(seeds), random_(round) {}

  std::string mutant() {
    std::string text = seeds_[below(seeds_.size())];
    for (std::size_t k = 1 + below(4); k > 0; --k) mutate(text);
    return text;
  }

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(random_() % limit); }
  char letter() { return static_cast<char>(random_()); }

  void mutate(std::string& text) {
    const std::size_t place = below(text.size());
    const std::size_t length = 1 + below(16);
    switch (below(8)) {
      case 0:
        if (!text.empty()) text[place] = static_cast<char>(text[place] ^ (1 << below(8)));
        break;
      case 1:
        if (!text.empty()) text[place] = letter();
        break;
      case 2:
        write_number(text, place);
        break;
      case 3:
        text.erase(place, length);
        break;
      case 4:
        text.insert(place, text.substr(below(text.size() + 1), length));
        break;
      case 5:
        text.resize(place);
        break;
      case 6:
        text.insert(place, length, letter());
        break;
      default: {
        const std::string& other = seeds_[below(seeds_.size())];
        text = text.substr(0, place) + other.substr(below(other.size()));
      }
    }
  }

  // A number at a limit, or beside it, of one to eight bytes.
  void write_number(std::string& text, std::size_t place) {
    const std::uint64_t limit = std::uint64_t{1} << (below(9) * 8 - below(2)) % 64;
    const std::uint64_t number = limit + below(3) - 1;
    for (std::size_t k = 0; k < (std::size_t{1} << below(4)) && place + k < text.size(); ++k) {
      text[place + k] = static_cast<char>((number >> (8 * k)) & 0xFF);
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 random_;
};

std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::string> texts;
  for (const std::filesystem::path& path : syncdreamer::entries_of(folder))
    texts.push_back(syncdreamer::read_file(path));
  return texts;
}

// From a buffer of exactly this size, so that sanitizers see what is read beyond it.
void run(const std::string& name, const std::string& text) {
  current_input = name;
  const std::vector<std::uint8_t> data(text.begin(), text.end());
  LLVMFuzzerTestOneInput(data.data(), data.size());
}

void report_crashes() {
  for (const int signal_number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    ::signal(signal_number, [](int) {
      const bool written = ::write(2, "crash: ", 7) > 0 && ::write(2, current_input.data(), current_input.size()) > 0;
      ::_exit(written && ::write(2, "\n", 1) > 0 ? 2 : 3);
    });
  }
}

}  // namespace

int main(int num_arguments, char** arguments) {
  const auto argument = [&](int index, std::uint64_t otherwise) {
    return num_arguments > index ? std::strtoull(arguments[index], nullptr, 10) : otherwise;
  };
  if (num_arguments < 2) {
    std::cerr << "usage: " << arguments[0] << " CORPUS [ROUNDS [FIRST]]\n";
    return 2;
  }
  try {
    const std::vector<std::string> seeds = read_corpus(arguments[1]);
    syncdreamer::check(!seeds.empty(), "the corpus is empty");
    report_crashes();
    for (std::size_t k = 0; k < seeds.size(); ++k) run("file " + std::to_string(k) + " of the corpus", seeds[k]);
    const std::uint64_t first = argument(3, 0);
    const std::uint64_t last = first + argument(2, 20000);
    for (std::uint64_t round = first; round < last; ++round) {
      run("round " + std::to_string(round), Mutator(seeds, round).mutant());
    }
    std::cout << seeds.size() << " files, " << last - first << " rounds\n";
  } catch (const std::exception& error) {
    std::cerr << current_input << ": " << error.what() << "\n";
    return 1;
  }
  return 0;
}

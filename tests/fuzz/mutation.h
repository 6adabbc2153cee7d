#pragma once

#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "core/error.h"

namespace syncdreamer {

/// Changes a text in one of the ways in which files get broken or are forged.
inline void mutate(std::string& text, const std::vector<std::string>& seeds, std::mt19937_64& random) {
  static const std::vector<std::uint64_t> kNumbers = {0,
                                                      1,
                                                      0x7F,
                                                      0x80,
                                                      0xFF,
                                                      0x7FFF,
                                                      0xFFFF,
                                                      0x7FFFFFFF,
                                                      0x80000000,
                                                      0xFFFFFFFF,
                                                      0x7FFFFFFFFFFFFFFF,
                                                      0xFFFFFFFFFFFFFFFF};
  const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(random() % limit); };
  const std::size_t place = below(text.size());
  const std::size_t length = 1 + below(16);
  switch (random() % 8) {
    case 0:
      if (!text.empty()) text[place] = static_cast<char>(text[place] ^ (1 << (random() % 8)));
      break;
    case 1:
      if (!text.empty()) text[place] = static_cast<char>(random());
      break;
    case 2: {
      const std::uint64_t number = kNumbers[below(kNumbers.size())] + below(3) - 1;
      for (std::size_t k = 0; k < (std::size_t{1} << (random() % 4)) && place + k < text.size(); ++k) {
        text[place + k] = static_cast<char>((number >> (8 * k)) & 0xFF);
      }
      break;
    }
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
      text.insert(place, length, static_cast<char>(random()));
      break;
    default: {
      const std::string& other = seeds[below(seeds.size())];
      const std::size_t from = below(other.size());
      text = text.substr(0, place) + other.substr(from);
    }
  }
}

inline volatile std::uint64_t current_round = 0;

/// Runs `parse` on mutated seeds, the same in every run. It may throw InputError; anything else ends the program with
/// the number of the round.
///
/// \param arguments  of main: the number of rounds (20000) and the first round (0).
inline int fuzz(int num_arguments, char** arguments, const std::vector<std::string>& seeds,
                const std::function<void(const std::string&)>& parse) {
  const auto argument = [&](int index, std::uint64_t otherwise) {
    return num_arguments > index ? std::strtoull(arguments[index], nullptr, 10) : otherwise;
  };
  const std::uint64_t first = argument(2, 0);
  const std::uint64_t last = first + argument(1, 20000);
  for (const int signal_number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    ::signal(signal_number, [](int number) {
      char text[80];
      const int size = std::snprintf(text, sizeof text, "crash (signal %d) in round %llu\n", number,
                                     static_cast<unsigned long long>(current_round));
      if (size > 0 && ::write(2, text, static_cast<std::size_t>(size)) < 0) ::_exit(3);
      ::_exit(2);
    });
  }
  std::uint64_t num_accepted = 0;
  for (const std::string& seed : seeds) parse(seed);
  for (std::uint64_t round = first; round < last; ++round) {
    current_round = round;
    std::mt19937_64 random(round);
    std::string text = seeds[random() % seeds.size()];
    for (std::uint64_t k = 1 + random() % 4; k > 0; --k) mutate(text, seeds, random);
    try {
      parse(text);
      ++num_accepted;
    } catch (const InputError&) {
      continue;
    } catch (const std::exception& error) {
      std::cerr << "round " << round << ": " << error.what() << "\n";
      return 1;
    }
  }
  std::cout << last - first << " rounds, " << num_accepted << " accepted\n";
  return 0;
}

/// Replaces a file by another of this content. (Truncating it instead would make some file systems wait for the disk.)
inline void overwrite(const std::string& path, const std::string& text) {
  ::unlink(path.c_str());
  std::ofstream(path, std::ios::binary | std::ios::trunc).write(text.data(), static_cast<std::streamsize>(text.size()));
}

}  // namespace syncdreamer

// workloads [--small] NAME OUT    makes one of the workloads below
// workloads dat FILE OUT          converts a file of one set per line, items separated by blanks
//
// Everything is drawn from a seed; the same name gives the same edges wherever log and cos round
// alike, and a warning tells where they do not. The file's form: incidence_file in worker.hpp.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <numbers>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

using row = std::vector<std::uint32_t>;

/// xoshiro256** of Blackman and Vigna, seeded by splitmix64: the same on every machine.
class random_numbers {
public:
  explicit random_numbers(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }

  std::uint64_t bits() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }
  std::uint32_t below(std::uint64_t end) { return static_cast<std::uint32_t>(bits() % end); }
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform() + 1e-300));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

private:
  std::uint64_t state_[4];
};

/// Draws an index with a probability proportional to its weight, in constant time (Walker's alias).
class weighted_choice {
public:
  explicit weighted_choice(std::vector<double> weights)
      : keep_(weights.size()), alias_(weights.size()) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    row light, heavy;
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
      weights[i] = weights[i] * static_cast<double>(weights.size()) / total;
      (weights[i] < 1 ? light : heavy).push_back(i);
    }
    while (!light.empty() && !heavy.empty()) {
      const std::uint32_t x = light.back(), y = heavy.back();
      light.pop_back();
      keep_[x] = weights[x];
      alias_[x] = y;
      weights[y] -= 1 - weights[x];
      if (weights[y] < 1) {
        heavy.pop_back();
        light.push_back(y);
      }
    }
    for (const std::uint32_t x : light) keep_[x] = 1;
    for (const std::uint32_t x : heavy) keep_[x] = 1;
  }

  std::uint32_t draw(random_numbers& random) const {
    const double x = random.uniform() * static_cast<double>(keep_.size());
    const auto i = static_cast<std::uint32_t>(x);
    return x - i < keep_[i] ? i : alias_[i];
  }

private:
  std::vector<double> keep_;
  row alias_;
};

/// Writes row after row, so that a workload need not fit in memory; the offsets, which stand before
/// the rows, are filled in at the end.
class incidence_writer {
public:
  incidence_writer(const char* path, std::uint64_t rows, std::uint64_t columns)
      : out_(path, std::ios::binary), columns_(columns), offsets_(1, 0) {
    offsets_.reserve(rows + 1);
    out_.seekp(static_cast<std::streamoff>((3 + rows + 1) * sizeof(std::uint64_t)));
  }

  /// Takes the columns of the next row, ascending.
  void add(const row& columns) {
    out_.write(reinterpret_cast<const char*>(columns.data()),
               static_cast<std::streamsize>(columns.size() * sizeof(columns[0])));
    offsets_.push_back(offsets_.back() + columns.size());
  }

  std::uint64_t finish() {
    const std::uint64_t head[] = {offsets_.size() - 1, columns_, offsets_.back()};
    out_.seekp(0);
    out_.write(reinterpret_cast<const char*>(head), sizeof(head));
    out_.write(reinterpret_cast<const char*>(offsets_.data()),
               static_cast<std::streamsize>(offsets_.size() * sizeof(offsets_[0])));
    out_.flush();
    if (!out_) throw std::runtime_error("the workload could not be written");
    return offsets_.back();
  }

private:
  std::ofstream out_;
  std::uint64_t columns_;
  std::vector<std::uint64_t> offsets_;
};

std::uint64_t write(const char* path, std::vector<row> rows, std::uint64_t columns) {
  incidence_writer out(path, rows.size(), columns);
  for (row& r : rows) {
    std::sort(r.begin(), r.end());
    out.add(r);
  }
  return out.finish();
}

/// Programs and the schools they reach, as an audit meets them.
///
/// Program sizes follow a power law (Pareto 1.1, at most 60 % of all schools), some schools are
/// reached far more often than others (log-normal), half of the programs stay in one of 32 states,
/// a fifth in neighbouring districts, and one in twenty is a near-duplicate of an earlier one.
class audit {
public:
  audit(std::uint32_t programs, std::uint32_t schools, double edges, std::uint64_t seed)
      : schools_(schools), random_(seed), chosen_in_(schools, 0), programs_(programs) {
    divide_into_states();
    std::vector<double> propensity(schools);
    for (double& x : propensity) x = std::exp(0.8 * random_.normal());
    draw_sizes(edges);
    nation_.emplace_back(propensity);
    for (std::size_t s = 0; s < states; ++s)
      in_state_.emplace_back(std::vector<double>(
          propensity.begin() + static_cast<std::ptrdiff_t>(state_begin_[s]),
          propensity.begin() + static_cast<std::ptrdiff_t>(state_begin_[s + 1])));
    for (std::uint32_t p = 0; p < programs; ++p) draw_program(p);
  }

  std::vector<row> programs() && { return std::move(programs_); }

private:
  static constexpr std::size_t states = 32;

  void divide_into_states() {
    std::vector<double> weight(states);
    double total = 0, before = 0;
    for (std::size_t s = 0; s < states; ++s) {
      weight[s] = 1.0 / std::pow(static_cast<double>(s + 1), 0.7);
      total += weight[s];
    }
    for (std::size_t s = 0; s < states; ++s) {
      state_begin_.push_back(static_cast<std::uint32_t>(before / total * schools_));
      before += weight[s];
    }
    state_begin_.push_back(schools_);
  }

  /// Sizes as drawn, scaled so that they add up to the edges wished for.
  void draw_sizes(double edges) {
    std::vector<double> drawn(programs_.size());
    for (double& x : drawn) x = std::pow(1 - random_.uniform(), -1 / 1.1);
    const auto size = [&](double x, double scale) {
      return std::min(0.6 * schools_, std::max(5.0, x * scale));
    };
    double low = 1e-3, high = 1e6;
    for (int step = 0; step < 60; ++step) {
      const double middle = std::sqrt(low * high);
      double total = 0;
      for (const double x : drawn) total += size(x, middle);
      (total < edges ? low : high) = middle;
    }
    for (const double x : drawn) sizes_.push_back(static_cast<std::uint32_t>(size(x, low)));
  }

  bool add(row& program, std::uint32_t school) {
    if (chosen_in_[school] == stamp_) return false;
    chosen_in_[school] = stamp_;
    program.push_back(school);
    return true;
  }

  void draw_program(std::uint32_t p) {
    ++stamp_;
    const double kind = random_.uniform();
    if (p > 10 && kind < 0.05) return near_duplicate(p);
    std::size_t state = states; // none: the whole nation
    if (kind < 0.55) {
      const std::uint32_t school = random_.below(schools_);
      const auto after = std::upper_bound(state_begin_.begin(), state_begin_.end(), school);
      state = static_cast<std::size_t>(after - state_begin_.begin()) - 1;
      if (sizes_[p] > 0.5 * (state_begin_[state + 1] - state_begin_[state])) state = states;
    }
    if (kind > 0.80 && sizes_[p] < 5000) return neighbouring_districts(p);
    scattered(p, state);
  }

  /// Keeps 70 to 98 % of an earlier program and adds a few schools.
  void near_duplicate(std::uint32_t p) {
    row& program = programs_[p];
    const row& earlier = programs_[random_.below(p)];
    const double kept = 0.7 + 0.28 * random_.uniform();
    for (const std::uint32_t school : earlier)
      if (random_.uniform() < kept) add(program, school);
    const auto more = static_cast<std::uint32_t>(static_cast<double>(earlier.size()) * (1 - kept) *
                                                 random_.uniform());
    for (std::uint32_t i = 0; i < more; ++i) add(program, nation_[0].draw(random_));
    if (program.empty()) program.push_back(nation_[0].draw(random_));
  }

  /// Half of a contiguous range of schools, which are numbered by district.
  void neighbouring_districts(std::uint32_t p) {
    const std::uint32_t window = std::min(schools_, sizes_[p] * 2 + 10);
    const std::uint32_t begin = random_.below(schools_ - window + 1);
    while (programs_[p].size() < sizes_[p]) add(programs_[p], begin + random_.below(window));
  }

  void scattered(std::uint32_t p, std::size_t state) {
    const bool national = state == states;
    const std::uint32_t begin = national ? 0 : state_begin_[state];
    const std::uint32_t end = national ? schools_ : state_begin_[state + 1];
    const weighted_choice& choice = national ? nation_[0] : in_state_[state];
    int misses = 0;
    while (programs_[p].size() < sizes_[p]) {
      if (add(programs_[p], begin + choice.draw(random_))) misses = 0;
      // The likely schools are used up: without this, the last ones would take forever.
      else if (++misses > 200 && add(programs_[p], begin + random_.below(end - begin)))
        misses = 0;
    }
  }

  std::uint32_t schools_;
  random_numbers random_;
  std::vector<std::uint32_t> state_begin_;
  std::vector<std::uint32_t> sizes_;
  std::vector<weighted_choice> nation_; ///< one; its weights are drawn late
  std::vector<weighted_choice> in_state_;
  std::vector<std::uint32_t> chosen_in_; ///< the last program that took a school
  std::uint32_t stamp_ = 0;
  std::vector<row> programs_;
};

/// Many small sets, as set-similarity joins meet them: Poisson sizes, Zipf items, some sets copied
/// from an earlier one with items exchanged.
std::vector<row> small_sets(std::uint32_t sets, double average, std::uint32_t universe, double zipf,
                            double copied, std::uint64_t seed) {
  random_numbers random(seed);
  std::vector<double> weights(universe);
  for (std::uint32_t i = 0; i < universe; ++i) weights[i] = 1 / std::pow(i + 1.0, zipf);
  const weighted_choice choice(std::move(weights));
  row item(universe); // of a rank: ids must tell nothing of frequency
  std::iota(item.begin(), item.end(), 0U);
  for (std::uint32_t i = universe - 1; i > 0; --i)
    std::swap(item[i], item[random.below(std::uint64_t{i} + 1)]);

  const auto add = [](row& set, std::uint32_t x) {
    if (std::find(set.begin(), set.end(), x) == set.end()) set.push_back(x);
  };
  std::vector<row> drawn(sets);
  for (std::uint32_t i = 0; i < sets; ++i) {
    row& set = drawn[i];
    if (i > 10 && random.uniform() < copied) {
      const row& earlier = drawn[random.below(i)];
      const double kept = 0.5 + 0.5 * random.uniform();
      for (const std::uint32_t x : earlier)
        add(set, random.uniform() < kept ? x : item[choice.draw(random)]);
    } else {
      const double limit = std::exp(-average);
      std::uint32_t size = 0; // Poisson, by Knuth's product of uniforms
      double product = 1;
      do {
        ++size;
        product *= random.uniform();
      } while (product > limit);
      size = std::max(1U, size - 1);
      for (int tries = 0; set.size() < size && tries < 10'000; ++tries)
        add(set, item[choice.draw(random)]);
    }
    // Copies go through an earlier set in order of its items, so it is sorted at once.
    std::sort(set.begin(), set.end());
  }
  return drawn;
}

/// Every edge with probability 1/2; a billion of them are never in memory at once.
std::uint64_t write_half(const char* path, std::uint32_t rows, std::uint32_t columns,
                         std::uint64_t seed) {
  random_numbers random(seed);
  incidence_writer out(path, rows, columns);
  row drawn;
  for (std::uint32_t i = 0; i < rows; ++i) {
    drawn.clear();
    for (std::uint32_t begin = 0; begin < columns; begin += 64) {
      std::uint64_t bits = random.bits();
      if (columns - begin < 64) bits &= (std::uint64_t{1} << (columns - begin)) - 1;
      for (; bits != 0; bits &= bits - 1)
        drawn.push_back(begin + static_cast<std::uint32_t>(std::countr_zero(bits)));
    }
    out.add(drawn);
  }
  return out.finish();
}

/// Items are numbered as they appear; empty lines are no sets.
std::uint64_t convert(const char* from, const char* path) {
  std::ifstream in(from);
  if (!in) throw std::runtime_error(std::string(from) + " cannot be read");
  std::unordered_map<std::uint64_t, std::uint32_t> number;
  std::vector<row> sets;
  for (std::string line; std::getline(in, line);) {
    std::istringstream items(line);
    row set;
    for (std::uint64_t item = 0; items >> item;)
      set.push_back(number.emplace(item, static_cast<std::uint32_t>(number.size())).first->second);
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    if (!set.empty()) sets.push_back(std::move(set));
  }
  return write(path, std::move(sets), number.size());
}

std::uint64_t make(const std::string& name, bool small, const char* out) {
  const auto programs = [&](std::uint32_t count, std::uint32_t schools, double edges,
                            std::uint64_t seed) {
    return write(out, audit(count, schools, edges, seed).programs(), schools);
  };
  const auto sets = [&](double zipf, std::uint64_t seed) {
    const std::uint32_t universe = small ? 2'000 : 100'000;
    return write(out, small_sets(small ? 5'000 : 1'000'000, 10, universe, zipf, 0.1, seed),
                 universe);
  };
  if (name == "w1") return small ? programs(200, 2'000, 5e3, 1) : programs(2'000, 200'000, 5e6, 1);
  if (name == "w2") return small ? programs(400, 2'000, 2e4, 2) : programs(20'000, 200'000, 2e7, 2);
  if (name == "w4") return small ? programs(200, 2'000, 5e4, 1) : programs(10'000, 200'000, 1e8, 1);
  if (name == "w3") return sets(1.0, 3);
  if (name == "w3b") return sets(0.75, 4);
  if (name == "half")
    return small ? write_half(out, 200, 2'000, 5) : write_half(out, 10'000, 200'000, 5);
  throw std::invalid_argument("there is no workload '" + name + "'");
}

/// What a workload must have, so that figures from two machines are about the same thing.
std::uint64_t known_edges(std::string_view name) {
  if (name == "w1") return 5'123'786;
  if (name == "w2") return 19'706'015;
  if (name == "w4") return 99'633'661;
  if (name == "w3") return 9'979'275;
  if (name == "w3b") return 9'996'863;
  if (name == "half") return 1'000'006'301;
  return 0;
}

} // namespace

int main(int count, char** values) try {
  std::vector<std::string> words(values + 1, values + count);
  const bool small = !words.empty() && words[0] == "--small";
  if (small) words.erase(words.begin());
  const bool dat = words.size() == 3 && words[0] == "dat";
  if (!dat && words.size() != 2) {
    std::cerr << "usage: workloads [--small] NAME OUT | workloads dat FILE OUT\n";
    return 2;
  }
  const std::uint64_t edges =
      dat ? convert(words[1].c_str(), words[2].c_str()) : make(words[0], small, words[1].c_str());
  std::cout << words[0] << ": " << edges << " edges\n";
  const std::uint64_t known = small || dat ? 0 : known_edges(words[0]);
  if (known != 0 && known != edges)
    std::cerr << "warning: " << words[0] << " has " << known << " edges elsewhere\n";
  return 0;
} catch (const std::exception& e) {
  std::cerr << "workloads: " << e.what() << '\n';
  return 2;
}

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace irisan {

/// Which units come to one place: each piece there goes to one unit, and each unit that takes any
/// pays for coming. Capacities have no say here.
///
/// Bounds are those of dual ascent (Erlenkotter 1978, doi:10.1287/opre.26.6.992): every piece
/// offers a price, raised as long as the offers above a unit's cost do not exceed what its coming
/// costs. Units that offers pay in full are where the cheapest choice is looked for.
class facility_location {
public:
  static constexpr std::int64_t closed = std::int64_t{1} << 61; ///< no cost: the unit may not

  std::int32_t pieces = 0, units = 0;
  std::vector<std::int64_t> cost;   ///< of each piece, of each unit: of taking it; not negative
  std::vector<std::int64_t> charge; ///< of each unit: of coming at all; not negative

  std::vector<std::int32_t> choice; ///< found, of each piece: the unit; −1 if none may take it
  std::int64_t value = 0;           ///< what that costs
  std::int64_t bound = 0;           ///< no choice costs less

  /// A better choice than the one that is there, by units that come, stay away, or take another's
  /// place; says nothing about the bound.
  void refine() {
    if (!has_choice()) return approximate(0);
    take_chosen();
    do {
      drop();
    } while (add() || exchange());
    value = std::numeric_limits<std::int64_t>::max();
    note();
  }

  /// A choice and a bound by dual ascent alone. Pieces that no unit may take are left out.
  void approximate(int effort = 1) {
    start();
    if (bound_of_offers() < value) improve_offers(effort);
  }

  /// The cheapest choice, unless more than so many sets of units had to be looked at: then what was
  /// found by then. A choice that is there already is the first to be beaten. True if bound and
  /// value meet.
  bool solve(std::int64_t nodes) {
    start();
    if (bound_of_offers() < value) {
      improve_offers(1);
      nodes_ = nodes;
      unseen_ = value;
      const std::int64_t root = bound_of_offers();
      bound = root;
      if (root < value) {
        branch();
        bound = std::max(root, std::min(value, unseen_));
      }
    }
    return bound == value;
  }

private:
  enum : signed char { shut = -1, free = 0, open = 1 };
  static std::size_t at(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }
  const std::int64_t* row(std::int32_t i) const { return cost.data() + at(i) * at(units); }

  void start() {
    state_.assign(at(units), free);
    columns_.resize(at(units));
    for (std::int32_t j = 0; j < units; ++j) columns_[at(j)] = j;
    value = std::numeric_limits<std::int64_t>::max();
    if (has_choice()) {
      take_chosen();
      assign_two();
      note();
    } else {
      choice.assign(at(pieces), -1);
    }
    offer_from_nothing();
    choose();
    bound = bound_of_offers();
  }

  /// Whether each piece that a unit may take has one that may.
  bool has_choice() const {
    if (choice.size() != at(pieces)) return false;
    for (std::int32_t i = 0; i < pieces; ++i) {
      const std::int32_t j = choice[at(i)];
      if (j < 0 ? !none_may(i) : row(i)[j] >= closed) return false;
    }
    return true;
  }
  void take_chosen() {
    chosen_.clear();
    in_.assign(at(units), 0);
    state_.assign(at(units), free);
    for (const std::int32_t j : choice)
      if (j >= 0 && !std::exchange(in_[at(j)], 1)) chosen_.push_back(j);
    std::sort(chosen_.begin(), chosen_.end());
  }
  /// Lets the unit come that saves most, if one does.
  bool add() {
    std::int64_t most = 0;
    std::int32_t best = -1;
    saved_.assign(at(units), 0);
    for (std::int32_t i = 0; i < pieces; ++i) {
      if (nearest_[at(i)] < 0) continue;
      const std::int64_t* c = row(i);
      const std::int64_t now = c[nearest_[at(i)]];
      for (std::int32_t j = 0; j < units; ++j)
        saved_[at(j)] += std::max<std::int64_t>(now - c[j], 0);
    }
    for (std::int32_t j = 0; j < units; ++j)
      if (saved_[at(j)] - charge[at(j)] > most) {
        most = saved_[at(j)] - charge[at(j)];
        best = j;
      }
    if (best >= 0) chosen_.push_back(best);
    return best >= 0;
  }

  /// Lets one unit come for another where that saves most, if it saves anything. One look at each
  /// cost says it of all pairs (Resende, Werneck 2007, doi:10.1007/s10479-006-0154-0).
  bool exchange() {
    const std::size_t k = chosen_.size();
    assign_two();
    in_.assign(at(units), -1);
    for (std::size_t c = 0; c < k; ++c) in_[at(chosen_[c])] = static_cast<std::int32_t>(c);
    saved_.assign(at(units), 0);
    together_.assign(at(units) * k, 0); // of a unit that comes and one that goes: what not to count
    loss_.assign(k, 0);
    taken_.assign(at(units) * k, 0);
    alone_.assign(k, 0);
    for (std::int32_t i = 0; i < pieces; ++i) {
      if (nearest_[at(i)] < 0) continue;
      const std::int64_t* c = row(i);
      const std::int64_t first = c[nearest_[at(i)]], second = second_[at(i)];
      const auto r = at(in_[at(nearest_[at(i)])]);
      const bool alone = second >= closed; // whoever comes for that unit must be able to take it
      const std::int64_t otherwise = alone ? first : second;
      alone_[r] += alone;
      loss_[r] += otherwise - first;
      for (std::int32_t j = 0; j < units; ++j) {
        if (c[j] >= second) continue;
        saved_[at(j)] += std::max<std::int64_t>(first - c[j], 0);
        together_[at(j) * k + r] += otherwise - std::max(first, c[j]);
        taken_[at(j) * k + r] += alone;
      }
    }
    std::int64_t most = 0;
    std::int32_t come = -1;
    std::size_t go = 0;
    for (std::int32_t j = 0; j < units; ++j) {
      if (in_[at(j)] >= 0) continue;
      for (std::size_t r = 0; r < k; ++r) {
        const std::int64_t by = saved_[at(j)] - charge[at(j)] + charge[at(chosen_[r])] - loss_[r] +
                                together_[at(j) * k + r];
        if (by <= most || taken_[at(j) * k + r] < alone_[r]) continue;
        most = by;
        come = j;
        go = r;
      }
    }
    if (come < 0) return false;
    chosen_[go] = come;
    return true;
  }

  /// Offers from the cheapest unit on.
  void offer_from_nothing() {
    offer_.assign(at(pieces), 0);
    slack_ = charge;
    paid_ = 0;
    rising_.clear();
    for (std::int32_t i = 0; i < pieces; ++i) {
      std::int64_t least = closed;
      for (const std::int32_t j : columns_) least = std::min(least, row(i)[j]);
      if (least < closed) {
        offer_[at(i)] = least;
        rising_.push_back(i);
      }
    }
    raise();
  }
  /// Whether no unit at all may take it.
  bool none_may(std::int32_t i) const {
    return std::all_of(row(i), row(i) + units, [](std::int64_t c) { return c >= closed; });
  }

  /// Raises the offers of `rising_`, in turns from one cost to the next, until units stop them all.
  void raise() {
    while (!rising_.empty()) {
      std::size_t kept = 0;
      for (std::size_t k = 0; k < rising_.size(); ++k) {
        const std::int32_t i = rising_[k];
        std::int64_t& v = offer_[at(i)];
        std::int64_t next = closed, most = closed;
        const std::int64_t* c = row(i);
        for (const std::int32_t j : columns_) {
          const bool below = c[j] <= v;
          most = std::min(most, below ? slack_[at(j)] : closed);
          next = std::min(next, below ? closed : c[j]);
        }
        const std::int64_t by = std::min(most, next - v);
        if (by > 0) {
          for (const std::int32_t j : columns_) slack_[at(j)] -= c[j] <= v ? by : 0;
          v += by;
        }
        if (by < most) rising_[kept++] = i;
      }
      rising_.resize(kept);
    }
  }

  std::int64_t bound_of_offers() const {
    std::int64_t sum = paid_;
    for (const std::int64_t v : offer_) sum += v;
    return sum;
  }

  /// A choice among units that offers pay in full, noted if it is the cheapest yet.
  void choose() {
    chosen_.clear();
    std::vector<std::int32_t>& in = in_;
    in.assign(at(units), 0);
    const auto take = [&](std::int32_t j) {
      if (!in[at(j)]) chosen_.push_back(j);
      in[at(j)] = 1;
    };
    for (const std::int32_t j : columns_)
      if (state_[at(j)] == open) take(j);
    // First what a piece cannot do without, then what the rest needs.
    for (int turn = 0; turn < 2; ++turn)
      for (std::int32_t i = 0; i < pieces; ++i) {
        const std::int64_t* c = row(i);
        std::int32_t best = -1;
        int ways = 0;
        bool has = false;
        for (const std::int32_t j : columns_) {
          if (slack_[at(j)] > 0 || c[j] > offer_[at(i)]) continue;
          ++ways;
          has = has || in[at(j)];
          if (best < 0 || c[j] < c[best]) best = j;
        }
        if (best >= 0 && !has && (turn == 1 || ways == 1)) take(best);
      }
    drop();
    note();
  }

  /// Sends units away as long as that saves something.
  void drop() {
    for (;;) {
      std::int64_t most = 0;
      std::size_t gone = chosen_.size();
      assign_two();
      for (std::size_t k = 0; k < chosen_.size(); ++k) {
        if (state_[at(chosen_[k])] == open) continue;
        std::int64_t saved = charge[at(chosen_[k])];
        for (std::int32_t i = 0; i < pieces && saved > most; ++i)
          if (nearest_[at(i)] == chosen_[k])
            saved -= second_[at(i)] >= closed ? closed : second_[at(i)] - row(i)[chosen_[k]];
        if (saved > most) {
          most = saved;
          gone = k;
        }
      }
      if (gone == chosen_.size()) return;
      chosen_.erase(chosen_.begin() + static_cast<std::ptrdiff_t>(gone));
    }
  }
  /// Of each piece: the cheapest chosen unit, the first of those that cost the same, and what the
  /// next one costs.
  void assign_two() {
    nearest_.assign(at(pieces), -1);
    second_.assign(at(pieces), closed);
    for (std::int32_t i = 0; i < pieces; ++i) {
      std::int64_t first = closed;
      for (const std::int32_t j : chosen_) {
        const std::int64_t c = row(i)[j];
        if (c < first || (c == first && c < closed && j < nearest_[at(i)])) {
          second_[at(i)] = first;
          first = c;
          nearest_[at(i)] = j;
        } else if (c < second_[at(i)]) {
          second_[at(i)] = c;
        }
      }
    }
  }
  void note() {
    std::int64_t sum = 0;
    for (const std::int32_t j : chosen_) sum += charge[at(j)];
    for (std::int32_t i = 0; i < pieces; ++i)
      if (nearest_[at(i)] >= 0)
        sum += row(i)[nearest_[at(i)]];
      else if (!none_may(i))
        return;
    if (sum >= value) return;
    value = sum;
    choice = nearest_;
  }

  /// Where an offer helps to pay two units, it is lowered, so that others may rise by more.
  void improve_offers(int rounds) {
    for (; rounds > 0; --rounds) {
      bool better = false;
      for (std::int32_t i = 0; i < pieces; ++i) {
        const std::int64_t* c = row(i);
        std::int64_t& v = offer_[at(i)];
        std::int64_t lower = -1;
        int paid = 0;
        for (const std::int32_t j : columns_) {
          if (c[j] >= v) continue;
          paid += slack_[at(j)] == 0;
          lower = std::max(lower, c[j]);
        }
        if (paid < 2) continue;
        const std::int64_t before = bound_of_offers(), by = v - lower;
        kept_offer_ = offer_;
        kept_slack_ = slack_;
        for (const std::int32_t j : columns_) slack_[at(j)] += c[j] < v ? by : 0;
        v = lower;
        // Those that only now can rise come first, then this one, then whoever still can.
        rising_.clear();
        for (std::int32_t k = 0; k < pieces; ++k)
          if (k != i && !none_may(k)) rising_.push_back(k);
        raise();
        rising_.assign(1, i);
        raise();
        const std::int64_t now = bound_of_offers();
        if (now < before) {
          offer_.swap(kept_offer_);
          slack_.swap(kept_slack_);
        } else if (now > before) {
          better = true;
          choose();
          if (now >= value) return;
        }
      }
      if (!better) return;
    }
  }

  /// The unit comes: it is paid for, and no piece offers more than what it costs there.
  void accept(std::int32_t on) {
    paid_ += charge[at(on)];
    for (std::int32_t i = 0; i < pieces; ++i) {
      const std::int64_t* c = row(i);
      const std::int64_t before = offer_[at(i)], now = c[on];
      if (before <= now) continue;
      for (const std::int32_t j : columns_)
        if (c[j] < before) slack_[at(j)] += before - std::max(now, c[j]);
      offer_[at(i)] = now;
    }
    slack_[at(on)] = 0;
  }
  /// Whether each piece that a unit may take has one among those left.
  bool all_may() const {
    for (std::int32_t i = 0; i < pieces; ++i)
      if (std::none_of(columns_.begin(), columns_.end(),
                       [&](std::int32_t j) { return row(i)[j] < closed; }) &&
          !none_may(i))
        return false;
    return true;
  }
  void rise_again() {
    rising_.clear();
    for (std::int32_t i = 0; i < pieces; ++i)
      if (!none_may(i)) rising_.push_back(i);
    raise();
  }

  /// The rest of the tree below the present offers: units that cannot pay go, one comes or not.
  void branch() {
    const std::int64_t lower = bound_of_offers();
    if (lower >= value) return;
    if (nodes_-- <= 0) {
      unseen_ = std::min(unseen_, lower);
      return;
    }
    const std::vector<signed char> kept_state = state_;
    const std::vector<std::int32_t> kept_columns = columns_;
    // A unit that is not paid costs at least its slack more if it comes.
    for (const std::int32_t j : kept_columns)
      if (state_[at(j)] == free && lower + slack_[at(j)] >= value) state_[at(j)] = shut;
    // The unit on which offers disagree most with a choice.
    std::int32_t on = -1;
    std::int64_t most = -1;
    for (const std::int32_t j : kept_columns) {
      if (state_[at(j)] != free || slack_[at(j)] > 0) continue;
      std::int64_t weight = 0;
      for (std::int32_t i = 0; i < pieces; ++i) {
        if (row(i)[j] >= offer_[at(i)]) continue;
        int others = 0;
        for (const std::int32_t k : kept_columns)
          others += k != j && slack_[at(k)] == 0 && row(i)[k] < offer_[at(i)];
        if (others > 0) weight += offer_[at(i)] - row(i)[j];
      }
      if (weight > most) {
        most = weight;
        on = j;
      }
    }
    if (on < 0)
      for (const std::int32_t j : kept_columns)
        if (state_[at(j)] == free && (on < 0 || slack_[at(j)] < slack_[at(on)])) on = j;
    const std::vector<signed char> narrowed = state_;
    const std::vector<std::int64_t> offer = offer_, slack = slack_;
    const std::int64_t paid = paid_;
    for (const signed char way : {open, shut}) {
      if (on < 0 && way == shut) break;
      state_ = narrowed;
      if (on >= 0) state_[at(on)] = way;
      columns_.clear();
      for (const std::int32_t j : kept_columns)
        if (state_[at(j)] != shut) columns_.push_back(j);
      offer_ = offer;
      slack_ = slack;
      paid_ = paid;
      if (on >= 0 && way == open) accept(on);
      if (!all_may()) continue;
      rise_again();
      if (bound_of_offers() >= value) continue;
      choose();
      // Where every unit is decided, the choice just noted is the cheapest of them.
      if (on >= 0) branch();
    }
    state_ = kept_state;
    columns_ = kept_columns;
  }

  std::vector<signed char> state_;
  std::vector<std::int32_t> in_, taken_, alone_, columns_, chosen_, rising_, nearest_;
  std::vector<std::int64_t> offer_, slack_, second_, kept_offer_, kept_slack_, saved_, loss_,
      together_;
  std::int64_t paid_ = 0, nodes_ = 0, unseen_ = 0;
};

} // namespace irisan

#pragma once

#include <irisan/core/text.hpp>

#include <cassert>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// Distinct texts, each stored once and numbered from 0 in the order they came; number 0 is "".
///
/// An open-addressing index of 8 bytes a slot finds a text again; it can be dropped when no more
/// texts come, which halves the memory of a column of keys.
class text_pool {
public:
  text_pool() : ends_{0} {}

  std::int32_t size() const noexcept { return static_cast<std::int32_t>(ends_.size()); }

  std::string_view operator[](std::int32_t number) const noexcept {
    assert(number >= 0 && number < size());
    const auto i = static_cast<std::size_t>(number);
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return {bytes_.data() + begin, ends_[i] - begin};
  }

  /// The number of a text, which is added if it is new.
  std::int32_t add(std::string_view text) {
    if (text.empty()) return 0;
    if (slots_.empty() || (ends_.size() + 1) * 4 > slots_.size() * 3) grow();
    const std::uint64_t h = hash_bytes(text);
    const auto tag = static_cast<std::uint32_t>(h >> 32);
    for (std::size_t at = h & mask();; at = (at + 1) & mask()) {
      slot& s = slots_[at];
      if (s.number < 0) {
        if (ends_.size() >= std::numeric_limits<std::int32_t>::max())
          throw std::length_error("more than 2 147 483 647 distinct texts in a column");
        s = {tag, size()};
        bytes_.insert(bytes_.end(), text.begin(), text.end());
        ends_.push_back(bytes_.size());
        return s.number;
      }
      if (s.tag == tag && (*this)[s.number] == text) return s.number;
    }
  }

  /// The number of a text, −1 if it is not here.
  std::int32_t find(std::string_view text) const {
    if (text.empty()) return 0;
    if (slots_.empty()) rebuild();
    if (slots_.empty()) return -1;
    const std::uint64_t h = hash_bytes(text);
    const auto tag = static_cast<std::uint32_t>(h >> 32);
    for (std::size_t at = h & mask();; at = (at + 1) & mask()) {
      const slot& s = slots_[at];
      if (s.number < 0) return -1;
      if (s.tag == tag && (*this)[s.number] == text) return s.number;
    }
  }

  /// Frees what finding needs; a later `add` or `find` builds it again.
  void drop_index() noexcept {
    std::vector<slot>().swap(slots_);
    bytes_.shrink_to_fit();
    ends_.shrink_to_fit();
  }

  std::size_t bytes() const noexcept {
    return bytes_.capacity() + ends_.capacity() * sizeof(std::size_t) +
           slots_.capacity() * sizeof(slot);
  }

private:
  struct slot {
    std::uint32_t tag = 0;
    std::int32_t number = -1;
  };

  std::size_t mask() const noexcept { return slots_.size() - 1; }

  void grow() {
    if (slots_.empty()) return rebuild();
    fill(slots_.size() * 2);
  }

  void rebuild() const {
    std::size_t wanted = 64;
    while ((ends_.size() + 1) * 4 > wanted * 3) wanted *= 2;
    fill(wanted);
  }

  void fill(std::size_t count) const {
    std::vector<slot> slots(count);
    for (std::int32_t i = 1; i < size(); ++i) {
      const std::uint64_t h = hash_bytes((*this)[i]);
      std::size_t at = h & (count - 1);
      while (slots[at].number >= 0) at = (at + 1) & (count - 1);
      slots[at] = {static_cast<std::uint32_t>(h >> 32), i};
    }
    slots_.swap(slots);
  }

  std::vector<char> bytes_;
  std::vector<std::size_t> ends_; // where each text ends in bytes_
  mutable std::vector<slot> slots_;
};

/// How the values of one column are written, where the package declares it.
struct value_format {
  std::vector<std::string> missing; ///< texts that stand for unknown, besides the empty one
  char group_mark = 0;              ///< between groups of digits, as in 1.250.000
  char decimal_mark = '.';
  bool bare_number = true; ///< false: text around a number ("Rp 500") is passed over
  std::string date_form;   ///< of %d %m %Y; empty: ISO 8601
  bool code = false;       ///< an id whose trailing `.0` comes from a spreadsheet
  int width = 0;           ///< of a code: shorter ones have lost zeros at the front

  bool empty() const { return *this == value_format{}; }
  friend bool operator==(const value_format&, const value_format&) = default;
};

/// One column as it was written: a number per row into the distinct texts.
///
/// Each distinct text is parsed, repaired and checked once, however many rows have it.
class column {
public:
  explicit column(std::string column_name) : name(std::move(column_name)) {}

  std::string name;
  value_format format;

  std::size_t size() const noexcept { return codes_.size(); }
  std::int32_t code(std::size_t row) const noexcept { return codes_[row]; }
  std::string_view text(std::size_t row) const noexcept { return (*pool_)[codes_[row]]; }
  const std::vector<std::int32_t>& codes() const noexcept { return codes_; }
  const text_pool& pool() const noexcept { return *pool_; }
  std::shared_ptr<const text_pool> shared_pool() const noexcept { return pool_; }

  /// Adds a value and tells whether it was seen for the first time.
  bool push_back(std::string_view text) {
    // Neighbouring rows often say the same.
    if (!codes_.empty() && (*pool_)[codes_.back()] == text) {
      codes_.push_back(codes_.back());
      return false;
    }
    // A copied column shares its texts until one of the two grows.
    if (pool_.use_count() > 1) pool_ = std::make_shared<text_pool>(*pool_);
    const std::int32_t before = pool_->size();
    codes_.push_back(pool_->add(text));
    return pool_->size() != before;
  }

  /// Takes texts and a number per row into them, in place of what was here. The first text is "".
  void adopt(std::shared_ptr<text_pool> texts, std::vector<std::int32_t> numbers) noexcept {
    assert(texts);
    pool_ = std::move(texts);
    codes_ = std::move(numbers);
  }

  /// Makes the column as long as `rows` with empty values.
  void pad(std::size_t rows) { codes_.resize(rows, 0); }

  void finish() noexcept { pool_->drop_index(); }

private:
  std::vector<std::int32_t> codes_;
  std::shared_ptr<text_pool> pool_ = std::make_shared<text_pool>();
};

} // namespace irisan

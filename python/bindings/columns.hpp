#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace irisan::python {

/// Memory that changes hands without a copy.
struct buffer {
  std::shared_ptr<const void> owner;
  const void* bytes = nullptr;
  std::size_t size = 0;
};

template <class T>
buffer give(std::vector<T> values) {
  auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  return {owner, owner->data(), owner->size() * sizeof(T)};
}

/// A column in Arrow's memory layout. Made without Python, so without its lock; Python wraps the
/// buffers.
struct arrow_column {
  std::string type; ///< Arrow's word: `int32`, `large_string`, …
  std::int64_t length = 0;
  std::vector<std::optional<buffer>> buffers; ///< which values are there first, nothing if all are
  std::vector<arrow_column> inner; ///< of `dictionary` its texts, of `large_list` its values
};

/// Columns with their names, in order.
using arrow_columns = std::vector<std::pair<std::string, arrow_column>>;

/// One bit per row, set where `of(i)` holds: Arrow's booleans and its mark of what is there.
template <class Of>
std::vector<std::uint8_t> bits(std::size_t rows, const Of& of) {
  std::vector<std::uint8_t> packed((rows + 7) / 8, 0);
  for (std::size_t i = 0; i < rows; ++i)
    if (of(i)) packed[i / 8] = static_cast<std::uint8_t>(packed[i / 8] | 1U << i % 8);
  return packed;
}

template <class Of>
std::optional<buffer> present(std::size_t rows, const Of& is_there) {
  for (std::size_t i = 0; i < rows; ++i)
    if (!is_there(i)) return give(bits(rows, is_there));
  return std::nullopt;
}

template <class T>
constexpr const char* arrow_type() {
  if constexpr (std::is_same_v<T, double>)
    return "float64";
  else if constexpr (sizeof(T) == 8)
    return "int64";
  else
    return "int32";
}

/// Numbers that are all known.
template <class T, class Of>
arrow_column numbers(std::size_t rows, const Of& of, const char* type = arrow_type<T>()) {
  std::vector<T> values(rows);
  for (std::size_t i = 0; i < rows; ++i) values[i] = of(i);
  return {type, static_cast<std::int64_t>(rows), {std::nullopt, give(std::move(values))}, {}};
}

/// Numbers of which those for which `known(value)` does not hold are null.
template <class T, class Of, class Known>
arrow_column numbers_known(std::size_t rows, const Of& of, const Known& known,
                           const char* type = arrow_type<T>()) {
  arrow_column c = numbers<T>(rows, of, type);
  c.buffers[0] = present(rows, [&](std::size_t i) { return known(of(i)); });
  return c;
}

template <class Of>
arrow_column flags(std::size_t rows, const Of& of) {
  return {"bool", static_cast<std::int64_t>(rows), {std::nullopt, give(bits(rows, of))}, {}};
}

/// Texts; an empty one is null, since empty means unknown.
template <class Of>
arrow_column texts(std::size_t rows, const Of& of, bool empty_is_null = true) {
  std::vector<std::int64_t> offsets(rows + 1, 0);
  std::vector<char> bytes;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::string_view text = of(i);
    bytes.insert(bytes.end(), text.begin(), text.end());
    offsets[i + 1] = static_cast<std::int64_t>(bytes.size());
  }
  std::optional<buffer> there;
  if (empty_is_null)
    there = present(rows, [&](std::size_t i) { return offsets[i] != offsets[i + 1]; });
  return {"large_string",
          static_cast<std::int64_t>(rows),
          {std::move(there), give(std::move(offsets)), give(std::move(bytes))},
          {}};
}

/// A list of texts per row.
template <class Of>
arrow_column lists_of_texts(std::size_t rows, const Of& of) {
  std::vector<std::int64_t> offsets(rows + 1, 0);
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < rows; ++i) {
    for (const std::string& text : of(i)) all.push_back(text);
    offsets[i + 1] = static_cast<std::int64_t>(all.size());
  }
  arrow_column values = texts(
      all.size(), [&](std::size_t i) { return all[i]; }, false);
  return {"large_list",
          static_cast<std::int64_t>(rows),
          {std::nullopt, give(std::move(offsets))},
          {std::move(values)}};
}

/// A list of whole numbers per row.
template <class Of>
arrow_column lists_of_numbers(std::size_t rows, const Of& of) {
  std::vector<std::int64_t> offsets(rows + 1, 0), all;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::vector<std::int64_t>& list = of(i);
    all.insert(all.end(), list.begin(), list.end());
    offsets[i + 1] = static_cast<std::int64_t>(all.size());
  }
  arrow_column values = numbers<std::int64_t>(all.size(), [&](std::size_t i) { return all[i]; });
  return {"large_list",
          static_cast<std::int64_t>(rows),
          {std::nullopt, give(std::move(offsets))},
          {std::move(values)}};
}

/// Numbers into a list of words; those below 0 are null.
template <class Of>
arrow_column words(std::size_t rows, const Of& of, std::span<const std::string_view> list) {
  arrow_column c = numbers_known<std::int32_t>(
      rows, [&](std::size_t i) { return static_cast<std::int32_t>(of(i)); },
      [](std::int32_t code) { return code >= 0; }, "dictionary");
  c.inner.push_back(texts(
      list.size(), [&](std::size_t i) { return list[i]; }, false));
  return c;
}

} // namespace irisan::python

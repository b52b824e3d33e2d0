#pragma once

#include "bindings.hpp"

#include <irisan/model/column.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace irisan::python {

/// A column as it comes from Python: name, codes, offsets and bytes of the distinct texts, and
/// whether it holds codes that were numbers.
using given_column = std::tuple<std::string, py::array_t<std::int32_t, py::array::c_style>,
                                py::array_t<std::int64_t, py::array::c_style>,
                                py::array_t<std::uint8_t, py::array::c_style>, bool>;

/// level, table, file, line, column, value, English, Indonesian, rows, lines
using given_problem =
    std::tuple<std::string, std::string, std::string, std::int64_t, std::string, std::string,
               std::string, std::string, std::int64_t, std::vector<std::int64_t>>;

/// What was found wrong on the way here.
std::vector<problem> problems_from(const std::vector<given_problem>& given);

/// A column as Arrow dictionary-encodes it: a number per row, −1 for null, into distinct texts.
struct encoded_column {
  std::string name;
  std::span<const std::int32_t> codes;
  std::span<const std::int64_t> offsets;
  std::span<const char> bytes;
  bool code = false;

  std::string_view text(std::int32_t i) const {
    if (i < 0) return {};
    const auto begin = static_cast<std::size_t>(offsets[static_cast<std::size_t>(i)]);
    const auto end = static_cast<std::size_t>(offsets[static_cast<std::size_t>(i) + 1]);
    return {bytes.data() + begin, end - begin};
  }
};

/// The same memory, seen from here.
encoded_column encoded_from(const given_column& c);

/// Each distinct text is looked at once; a row costs its number.
void fill(column& to, const encoded_column& from, const progress& watch);

} // namespace irisan::python

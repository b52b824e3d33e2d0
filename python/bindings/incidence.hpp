#pragma once

#include "bindings.hpp"

#include <irisan/graph/incidence.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace irisan::python {

/// An incidence: a matrix of its own, or the caller's arrays, kept alive where they lie.
class held_incidence {
public:
  explicit held_incidence(incidence_matrix own) : own_(std::move(own)), seen_(own_) {}
  held_incidence(incidence_view seen, py::object offsets, py::object targets)
      : seen_(seen), offsets_(std::move(offsets)), targets_(std::move(targets)) {}
  held_incidence(const held_incidence&) = delete;
  held_incidence& operator=(const held_incidence&) = delete;

  const incidence_view& view() const noexcept { return seen_; }

private:
  incidence_matrix own_;
  incidence_view seen_;
  py::object offsets_, targets_;
};

/// `targets[7] is -1`: where, and which value.
inline std::string at(const char* name, std::size_t i, std::int64_t value) {
  return std::string(name) + "[" + std::to_string(i) + "] is " + std::to_string(value);
}

/// Throws where offsets do not cut so many entries into rows.
void check_offsets(std::span<const std::int64_t> offsets, std::size_t entries);

} // namespace irisan::python

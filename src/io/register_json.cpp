#include <irisan/io/write_json.hpp>

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <string>
#include <type_traits>
#include <variant>

namespace irisan {

namespace {

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add(std::string& out, const std::string& text) {
  out += quoted(text);
}

template <class Number>
void add(std::string& out, Number n) {
  if constexpr (std::is_floating_point_v<Number>) {
    if (!std::isfinite(n)) {
      out += "null";
      return;
    }
  } else if (n == unknown_money) {
    out += "null";
    return;
  }
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, n).ptr);
}

} // namespace

// Written as it goes: a tree of values would take many times the room of the columns.
std::string to_json(const report_register& r) {
  std::string out = "{";
  for (const listed_table& t : r.tables) {
    out += (out.size() > 1 ? ",\n" : "\n") + quoted(t.name) +
           ":{\"rows\":" + std::to_string(t.rows) + ",\"refers\":{";
    bool first = true;
    for (const listed_column& c : t.columns) {
      if (c.refers.empty()) continue;
      out += (first ? "" : ",") + quoted(c.name) + ":" + quoted(c.refers);
      first = false;
    }
    out += "},\"columns\":{";
    for (const listed_column& c : t.columns) {
      out += (&c == &t.columns.front() ? "\n" : ",\n") + quoted(c.name) + ":[";
      std::visit(
          [&](const auto& values) {
            for (std::size_t i = 0; i < values.size(); ++i) {
              if (i > 0) out += ',';
              add(out, values[i]);
            }
          },
          c.values);
      out += ']';
    }
    out += "}}";
  }
  return out + "\n}\n";
}

} // namespace irisan

#pragma once

#include <irisan/report/listed_table.hpp>
#include <irisan/report/register.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace irisan {

/// What the deliveries of a register are called: their rows, and the ids of what they name. A view
/// of the register, which must live as long.
class delivery_names {
public:
  explicit delivery_names(const report_register& r)
      : keys_(texts(r, "deliveries", "key")), program_(r, "program", "programs"),
        unit_(r, "unit", "units"), target_(r, "target", "targets"),
        activity_(r, "activity", "activities") {}

  /// The row as findings name it.
  std::string_view row(std::int32_t delivery) const { return text(keys_, delivery); }
  std::string_view program(std::int32_t delivery) const { return program_.of(delivery); }
  std::string_view unit(std::int32_t delivery) const { return unit_.of(delivery); }
  std::string_view target(std::int32_t delivery) const { return target_.of(delivery); }
  /// Empty if none was recorded.
  std::string_view activity(std::int32_t delivery) const { return activity_.of(delivery); }

private:
  using text_list = std::vector<std::string>;

  template <class Values>
  static const Values* values(const report_register& r, std::string_view table,
                              std::string_view column) {
    const listed_table* t = r.find(table);
    const listed_column* c = t ? t->find(column) : nullptr;
    return c ? std::get_if<Values>(&c->values) : nullptr;
  }
  static const text_list* texts(const report_register& r, std::string_view table,
                                std::string_view column) {
    return values<text_list>(r, table, column);
  }
  static std::string_view text(const text_list* list, std::int32_t i) {
    return list && i >= 0 && static_cast<std::size_t>(i) < list->size()
               ? std::string_view((*list)[static_cast<std::size_t>(i)])
               : std::string_view{};
  }

  /// One thing that deliveries name, by its position in a table of its own.
  struct named {
    const std::vector<std::int32_t>* positions;
    const text_list* ids;

    named(const report_register& r, std::string_view column, std::string_view table)
        : positions(values<std::vector<std::int32_t>>(r, "deliveries", column)),
          ids(texts(r, table, "id")) {}
    std::string_view of(std::int32_t delivery) const {
      return positions ? text(ids, (*positions)[static_cast<std::size_t>(delivery)])
                       : std::string_view{};
    }
  };

  const text_list* keys_;
  named program_, unit_, target_, activity_;
};

} // namespace irisan

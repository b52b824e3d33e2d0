#pragma once

#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace irisan {

/// What has been reported at all, by the table `sources`: whose work, in which regions.
///
/// A row without a program speaks of all that its unit does, one without a region of everywhere. A
/// row counts if what it covers may lie in the time that is asked for. Without the table nothing is
/// known of reporting, and all is taken as reported.
class reported_work {
public:
  /// `asked` is the time that is looked at; unbounded where it is not given.
  explicit reported_work(const portfolio& p, const period& asked = {}) : p_(p) {
    for (const reporting& r : p.sources())
      if (possibly_meet(r.covers, asked)) rows_[r.by].push_back(&r);
  }

  /// Whether the table was given.
  bool known() const noexcept { return !p_.sources().empty(); }
  /// Whether a unit takes part: it has reported something.
  bool takes_part(unit_index by) const { return rows_.contains(by); }

  /// Of each region, whether what a unit does in a program there was reported. An unknown program
  /// asks for all that the unit does. Without regions there is one place: everywhere.
  std::vector<bool> of(unit_index by, program_index program) const {
    std::vector<bool> reported(std::max<std::size_t>(1, p_.regions().size()), !known());
    const auto it = rows_.find(by);
    if (it == rows_.end()) return reported;
    for (const reporting* r : it->second) {
      if (r->of.known() && r->of != program) continue;
      if (!r->in.known()) return std::vector<bool>(reported.size(), true);
      for (std::size_t i = 0; i < reported.size(); ++i)
        if (p_.tree_of_regions().covers(r->in.value, static_cast<std::int32_t>(i)))
          reported[i] = true;
    }
    return reported;
  }

private:
  const portfolio& p_;
  std::map<unit_index, std::vector<const reporting*>> rows_;
};

} // namespace irisan

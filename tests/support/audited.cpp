#include <support/audited.hpp>

#include <irisan/report/audit.hpp>

namespace irisan::test {

report audited(const portfolio& p, const rules& r, const audit_options& options) {
  return audit(p, r, options);
}

} // namespace irisan::test

#include <irisan/irisan.hpp>
#ifdef IRISAN_COMPILED
#include <irisan/io/write_text.hpp>
#endif

int main() {
  using namespace irisan;
  const portfolio p(bare_tables({{"tablet", "SD 1"}, {"library", "SD 1"}}));
  const report r = audit(p, {});
#ifdef IRISAN_COMPILED
  if (summary_text(r).empty()) return 1;
#endif
  return r.findings.size() == 1 ? 0 : 1;
}

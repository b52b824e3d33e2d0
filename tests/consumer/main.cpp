#include <irisan/io/write_text.hpp>
#include <irisan/irisan.hpp>

int main() {
  using namespace irisan;
  const portfolio p(bare_tables({{"tablet", "SD 1"}, {"library", "SD 1"}}));
  const report r = audit(p, {});
  return r.findings.size() == 1 && !summary_text(r).empty() ? 0 : 1;
}

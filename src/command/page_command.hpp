#pragma once

#include <string>

namespace irisan {

/// What `irisan page` was asked.
struct page_arguments {
  std::string folder, reader, out;
};

/// Writes a page from what an audit wrote, for everybody or for one reader.
void run_page(const page_arguments& a);

/// The outlines beside the tables of a folder, `regions.geojson`; empty if there are none. Throws
/// `error` if they are no JSON.
std::string outlines_beside(const std::string& path);

} // namespace irisan

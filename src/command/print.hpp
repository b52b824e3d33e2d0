#pragma once

#include <irisan/core/error.hpp>

#include <cerrno>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace irisan {

/// Writes to standard output; throws `write_error` if it does not take all.
inline void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    throw write_error("standard output: " + std::generic_category().message(errno));
}

} // namespace irisan

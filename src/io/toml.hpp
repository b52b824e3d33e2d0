#pragma once

// The one place that includes toml++: Debian's target links a shared library, the header alone does
// as well.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <irisan/core/error.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace irisan {

/// The whole of a small text file; throws `error` with the reason if it cannot be read.
inline std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (std::filesystem::is_directory(path)) throw error(path.string() + ": is a folder");
  if (!in) throw error(path.string() + ": " + std::generic_category().message(errno));
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

/// A text as TOML writes it, in quotes.
inline std::string toml_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\r')
      out += "\\r";
    else
      out += c;
  }
  return out + "\"";
}

/// A parsed TOML text; throws `rule_error` with line and column where it is no TOML.
inline toml::table parse_toml_text(const std::string& text, const std::string& name) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& e) {
    throw rule_error(name + ", line " + std::to_string(e.source().begin.line) + ", column " +
                     std::to_string(e.source().begin.column) + ": " + std::string(e.description()));
  }
}

/// A parsed TOML file; throws as `parse_toml_text`.
inline toml::table parse_toml(const std::filesystem::path& path) {
  return parse_toml_text(read_whole(path), path.filename().string());
}

} // namespace irisan

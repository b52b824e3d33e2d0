#include <irisan/io/csv.hpp>

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace irisan {

namespace {

enum class charset { utf8, cp1252, latin1 };

charset charset_of(std::string_view name) {
  std::string plain;
  for (const char c : lower(name))
    if (c != '-' && c != '_' && c != ' ') plain += c;
  if (plain == "utf8" || plain == "utf8sig" || plain == "ascii" || plain == "usascii")
    return charset::utf8;
  if (plain == "cp1252" || plain == "windows1252") return charset::cp1252;
  if (plain == "iso88591" || plain == "latin1") return charset::latin1;
  throw rule_error("encoding '" + std::string(name) + "' is not one of utf-8, cp1252, iso-8859-1");
}

// Code points of the bytes 0x80 to 0x9F in cp1252; 0 where it has none.
constexpr std::array<unsigned, 32> cp1252_high = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_utf8(std::string& out, unsigned point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

/// How many lines end in a text: at LF, CRLF or CR.
std::int64_t line_ends(std::string_view text) {
  std::int64_t n = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    n += text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
  return n;
}

bilingual not_text(unsigned char byte, std::int64_t position) {
  char hex[8];
  std::snprintf(hex, sizeof hex, "0x%02X", byte);
  return {std::string("byte ") + hex + " (byte " + std::to_string(position) +
              " of the file) is not UTF-8; save the file as UTF-8 or declare its encoding",
          std::string("byte ") + hex + " (byte ke-" + std::to_string(position) +
              " dari berkas) bukan UTF-8; simpan berkas sebagai UTF-8 atau nyatakan encoding-nya"};
}

} // namespace

struct csv_reader::state {
  static constexpr std::size_t block = std::size_t{4} << 20;
  static constexpr std::size_t longest_record = std::size_t{256} << 20;

  std::filesystem::path path;
  csv_dialect dialect;
  charset encoding = charset::utf8;
  std::FILE* file = nullptr;
  std::string buffer;      // decoded, from the start of the current record on
  std::size_t at = 0;      // where the next record begins in it
  std::int64_t offset = 0; // of the buffer in the file; of the decoded text for other encodings
  std::int64_t line = 1;   // on which the next record begins
  bool ended = false;
  std::string raw;
  std::deque<std::string> unescaped; // cells that had doubled quotes

  ~state() {
    if (file) std::fclose(file);
  }

  /// Reads more; false if there was nothing more.
  bool more() {
    if (ended) return false;
    if (at > 0) {
      buffer.erase(0, at);
      offset += static_cast<std::int64_t>(at);
      at = 0;
    }
    if (buffer.size() > longest_record)
      throw csv_error{line,
                      {},
                      {"a record is longer than 256 MB; is a quote left open?",
                       "satu baris lebih dari 256 MB; apakah tanda kutip belum ditutup?"}};
    const std::size_t before = buffer.size();
    if (encoding == charset::utf8) {
      buffer.resize(before + block);
      const std::size_t n = std::fread(buffer.data() + before, 1, block, file);
      buffer.resize(before + n);
    } else {
      raw.resize(block);
      raw.resize(std::fread(raw.data(), 1, block, file));
      for (const char c : raw) {
        const auto byte = static_cast<unsigned char>(c);
        unsigned point = byte;
        if (encoding == charset::cp1252 && byte >= 0x80 && byte < 0xA0) {
          point = cp1252_high[byte - 0x80U];
          if (point == 0) {
            const auto lines = std::count(buffer.begin(), buffer.end(), '\n');
            throw csv_error{
                line + lines,
                {},
                {"a byte has no meaning in cp1252", "ada byte tanpa arti dalam cp1252"}};
          }
        }
        append_utf8(buffer, point);
      }
    }
    if (std::ferror(file))
      throw error(path.string() + ": " + std::generic_category().message(errno));
    if (buffer.size() == before) ended = true;
    return !ended;
  }
};

csv_reader::csv_reader(csv_reader&&) noexcept = default;
csv_reader& csv_reader::operator=(csv_reader&&) noexcept = default;
csv_reader::~csv_reader() = default;

char csv_reader::delimiter() const noexcept {
  return state_->dialect.delimiter;
}

csv_reader::csv_reader(const std::filesystem::path& path, csv_dialect dialect)
    : state_(std::make_unique<state>()) {
  state& s = *state_;
  s.path = path;
  s.dialect = std::move(dialect);
  s.encoding = charset_of(s.dialect.encoding);
  if (std::filesystem::is_directory(path)) throw error(path.string() + ": is a folder");
  s.file = std::fopen(path.c_str(), "rb");
  if (!s.file) throw error(path.string() + ": " + std::generic_category().message(errno));
  s.more();
  if (s.buffer.starts_with("\xFF\xFE") || s.buffer.starts_with("\xFE\xFF"))
    throw csv_error{1,
                    {},
                    {"the file is UTF-16, as Excel's \"Unicode text\"; save it as CSV UTF-8",
                     "berkas ini UTF-16 (\"Unicode text\" Excel); simpan sebagai CSV UTF-8"}};
  if (s.buffer.starts_with("\xEF\xBB\xBF")) s.at = 3;
  // Excel writes `sep=;` to tell itself the delimiter.
  if (const std::string_view first = std::string_view(s.buffer).substr(s.at);
      first.size() >= 5 && first.starts_with("sep=") &&
      (first.size() == 5 || first[5] == '\n' || first[5] == '\r')) {
    if (s.dialect.delimiter == 0) s.dialect.delimiter = first[4];
    s.at += 5;
    if (s.at < s.buffer.size() && s.buffer[s.at] == '\r') ++s.at;
    if (s.at < s.buffer.size() && s.buffer[s.at] == '\n') ++s.at;
    ++s.line;
  }
  if (s.dialect.delimiter == 0) {
    // The mark that stands most often in the first line, outside of quotes.
    std::array<std::size_t, 4> seen{};
    constexpr std::string_view marks = ",;\t|";
    bool quoted = false;
    for (std::size_t i = s.at; i < s.buffer.size(); ++i) {
      const char c = s.buffer[i];
      if (c == s.dialect.quote) quoted = !quoted;
      if (!quoted && (c == '\n' || c == '\r')) break;
      if (const auto mark = marks.find(c); !quoted && mark != std::string_view::npos) ++seen[mark];
    }
    s.dialect.delimiter =
        marks[static_cast<std::size_t>(std::max_element(seen.begin(), seen.end()) - seen.begin())];
  }
}

bool csv_reader::next() {
  state& s = *state_;
  const char delimiter = s.dialect.delimiter, quote = s.dialect.quote;
  bool last_try = false;
  for (;;) {
    if (s.at == s.buffer.size() && !s.more()) return false;
    cells_.clear();
    s.unescaped.clear();
    std::int64_t lines = 0;
    std::size_t i = s.at;
    bool complete = false, broken_off = false, was_quoted = false;
    // Reads cells until the line ends; if the buffer ends first, reads more and begins the record
    // anew.
    while (!complete && !broken_off) {
      if (i < s.buffer.size() && s.buffer[i] == quote && quote != 0) {
        was_quoted = true;
        std::size_t begin = ++i;
        std::string* joined = nullptr;
        for (;;) {
          const char* found = static_cast<const char*>(
              std::memchr(s.buffer.data() + i, quote, s.buffer.size() - i));
          if (!found) {
            broken_off = true;
            break;
          }
          const auto end = static_cast<std::size_t>(found - s.buffer.data());
          lines += line_ends(std::string_view(s.buffer).substr(i, end - i));
          if (end + 1 == s.buffer.size() && !s.ended) {
            broken_off = true; // is it a doubled quote?
            break;
          }
          if (end + 1 < s.buffer.size() && s.buffer[end + 1] == quote) {
            if (!joined) joined = &s.unescaped.emplace_back();
            joined->append(s.buffer, begin, end + 1 - begin);
            begin = i = end + 2;
            continue;
          }
          if (joined) {
            joined->append(s.buffer, begin, end - begin);
            cells_.push_back(*joined);
          } else {
            cells_.emplace_back(s.buffer.data() + begin, end - begin);
          }
          i = end + 1;
          break;
        }
        if (broken_off) break;
        if (i < s.buffer.size() && s.buffer[i] != delimiter && s.buffer[i] != '\n' &&
            s.buffer[i] != '\r')
          throw csv_error{
              s.line + lines,
              std::string(cells_.back().substr(0, 60)),
              {"text stands behind a closing quote", "ada teks di belakang tanda kutip penutup"}};
      } else {
        const std::size_t begin = i;
        while (i < s.buffer.size() && s.buffer[i] != delimiter && s.buffer[i] != '\n' &&
               s.buffer[i] != '\r')
          ++i;
        cells_.emplace_back(s.buffer.data() + begin, i - begin);
      }
      if (i == s.buffer.size()) {
        if (!s.ended)
          broken_off = true;
        else
          complete = true;
      } else if (s.buffer[i] == delimiter) {
        ++i;
        // A delimiter as the very last byte: one more, empty cell.
        if (i == s.buffer.size() && !s.ended) broken_off = true;
      } else {
        if (s.buffer[i] == '\r') {
          if (i + 1 == s.buffer.size() && !s.ended) {
            broken_off = true; // is a line feed behind it?
            break;
          }
          if (i + 1 < s.buffer.size() && s.buffer[i + 1] == '\n') ++i;
        }
        ++i;
        ++lines;
        complete = true;
      }
    }
    if (broken_off) {
      if (s.more()) continue;
      // The end of the file: read once more, as a record that ends here. If it breaks off again, a
      // quote is open.
      if (last_try)
        throw csv_error{s.line,
                        std::string(std::string_view(s.buffer).substr(s.at, 60)),
                        {"a quote is opened here and never closed",
                         "tanda kutip dibuka di sini dan tidak pernah ditutup"}};
      last_try = true;
      continue;
    }
    line_ = s.line;
    s.line += lines;
    s.at = i;
    const bool blank = cells_.size() == 1 && cells_.front().empty() && !was_quoted;
    const bool comment = s.dialect.comment != 0 && !cells_.front().empty() &&
                         cells_.front().front() == s.dialect.comment;
    if (!blank && !comment) return true;
  }
}

void csv_reader::check_utf8(std::string_view cell) const {
  const state& s = *state_;
  std::size_t bad = find_invalid_utf8(cell);
  if (bad == std::string_view::npos) {
    bad = cell.find('\0');
    if (bad == std::string_view::npos) return;
  }
  const bool in_buffer =
      cell.data() >= s.buffer.data() && cell.data() < s.buffer.data() + s.buffer.size();
  const std::int64_t position =
      s.offset + (in_buffer ? cell.data() - s.buffer.data() : static_cast<std::int64_t>(s.at)) +
      static_cast<std::int64_t>(bad) + 1;
  const std::int64_t line =
      line_ + std::count(cell.begin(), cell.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
  std::string shown;
  for (const char c : cell.substr(0, 60)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte >= 0x7F ? '?' : c;
  }
  throw csv_error{line, shown, not_text(static_cast<unsigned char>(cell[bad]), position)};
}

bool is_known_encoding(std::string_view name) {
  try {
    charset_of(name);
    return true;
  } catch (const rule_error&) {
    return false;
  }
}

void append_csv(std::string& out, std::string_view value, char delimiter) {
  const bool plain = value.find_first_of("\"\n\r") == std::string_view::npos &&
                     value.find(delimiter) == std::string_view::npos;
  if (plain) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string neutralised(std::string_view value) {
  const auto first = value.find_first_not_of('\'');
  if (first == std::string_view::npos ||
      std::string_view("=+-@\t\r").find(value[first]) == std::string_view::npos)
    return std::string(value);
  return "'" + std::string(value);
}

} // namespace irisan

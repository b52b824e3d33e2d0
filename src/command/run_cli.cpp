#include "run_cli.hpp"

#include "groups_command.hpp"
#include "interrupt.hpp"
#include "page_command.hpp"
#include "pairs_command.hpp"
#include "print.hpp"
#include "template_package.hpp"
#include "write_tables.hpp"

#include <irisan/io/atomic_file.hpp>
#include <irisan/io/csv.hpp>
#include <irisan/io/mapping.hpp>
#include <irisan/io/read_report.hpp>
#include <irisan/io/read_rules.hpp>
#include <irisan/io/read_tables.hpp>
#include <irisan/io/write_change.hpp>
#include <irisan/io/write_csv.hpp>
#include <irisan/io/write_json.hpp>
#include <irisan/io/write_report.hpp>
#include <irisan/io/write_text.hpp>
#include <irisan/irisan.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

namespace irisan {

namespace fs = std::filesystem;

namespace {

constexpr int nothing_found = 0, something_found = 1, could_not_run = 2;

/// What all subcommands share.
struct common {
  std::string path, mapping, lang;
  unsigned threads = 0;
  progress watch;
  const tables* given = nullptr;

  bool indonesian() const { return lang == "id"; }
};

/// A line of progress on a terminal, rewritten in place; nothing elsewhere.
class progress_line {
public:
  explicit progress_line(const std::stop_token& stop) {
    watch_.stop = stop;
    if (::isatty(STDERR_FILENO))
      watch_.report = [this](std::string_view stage, double share) {
        shown_ = true;
        std::fprintf(stderr, "\r\033[K%.*s %3.0f %%", static_cast<int>(stage.size()), stage.data(),
                     100 * share);
      };
  }
  ~progress_line() { clear(); }
  void clear() {
    if (shown_) std::fputs("\r\033[K", stderr);
    shown_ = false;
  }
  const progress& watch() const { return watch_; }

private:
  progress watch_;
  bool shown_ = false;
};

void say_problems(const std::vector<problem>& problems, bool indonesian, std::FILE* to,
                  std::size_t most = 1000) {
  static constexpr const char* level_en[] = {"error", "repair", "warning"};
  static constexpr const char* level_id[] = {"kesalahan", "perbaikan", "peringatan"};
  std::size_t said = 0;
  for (const problem& p : problems) {
    if (++said > most) {
      std::fprintf(to,
                   indonesian ? "dan %zu lagi; 'irisan check' menampilkan semuanya\n"
                              : "and %zu more; 'irisan check' lists them all\n",
                   problems.size() - most);
      break;
    }
    const char* level = (indonesian ? level_id : level_en)[static_cast<int>(p.level)];
    std::fprintf(to, "%s (%s)\n", to_text(p, indonesian).c_str(), level);
  }
}

tables read(const common& c, std::optional<bool> header = {}) {
  if (c.given) return *c.given;
  read_options o;
  o.mapping = c.mapping;
  o.watch = c.watch;
  o.header = header;
  return read_tables(c.path, o);
}

// --- audit --------------------------------------------------------------------------------------

struct audit_arguments {
  std::string out, rules_file, from, to, as_of, region, unit, since;
  std::vector<std::string> fail_on, without, with;
  bool excel = false, print_rules = false;
};

struct limit {
  std::optional<finding_kind> kind;
  severity_level severity = severity_level::low;
};

limit limit_argument(const std::string& text) {
  const auto colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  limit l;
  std::vector<std::string_view> known(std::begin(finding_kinds), std::end(finding_kinds));
  known.push_back("any");
  const auto k = std::find(known.begin(), known.end(), kind);
  if (k == known.end()) {
    const std::string near = nearest(kind, known);
    throw rule_error("--fail-on '" + text + "': unknown kind '" + kind + "'" +
                     (near.empty() ? "" : "; the nearest is '" + near + "'"));
  }
  if (*k != "any") l.kind = static_cast<finding_kind>(k - known.begin());
  if (colon == std::string::npos) return l;
  const std::string severity = text.substr(colon + 1);
  const auto* s = std::find(std::begin(severity_levels), std::end(severity_levels), severity);
  if (s == std::end(severity_levels))
    throw rule_error("--fail-on '" + text + "': severity is low, medium or high");
  l.severity = static_cast<severity_level>(s - std::begin(severity_levels));
  return l;
}

/// A file or folder as a report names it: without the way to it, which differs from machine to
/// machine.
std::string name_of(const fs::path& path) {
  const fs::path plain = path.lexically_normal();
  return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

/// The file of rules given, else the one beside the tables; empty if there is none.
fs::path rules_file_of(const common& c, const std::string& given) {
  if (!given.empty()) return given;
  if (c.path.empty()) return {};
  const fs::path tables(c.path);
  const fs::path beside =
      (fs::is_directory(tables) ? tables : tables.parent_path()) / "irisan.toml";
  return fs::exists(beside) ? beside : fs::path();
}

int run_audit(common& c, const audit_arguments& a) {
  rules r;
  if (const fs::path file = rules_file_of(c, a.rules_file); !file.empty()) {
    r = read_rules(file);
    if (c.lang.empty()) c.lang = r.language == language::id ? "id" : "en";
  }
  if (!c.lang.empty()) r.language = c.indonesian() ? language::id : language::en;
  if (a.print_rules) {
    print(to_toml(r));
    return nothing_found;
  }
  if (c.path.empty()) throw rule_error("audit needs a folder or a file");
  std::vector<limit> limits;
  for (const std::string& text : a.fail_on) limits.push_back(limit_argument(text));
  audit_options options;
  options.threads = c.threads;
  options.watch = c.watch;
  options.as_of = to_date("as-of", a.as_of);
  const scope_words words{a.from, a.to, a.region, a.unit};
  check_dates(words);
  // Read first: an earlier report that cannot be read is told before the work.
  std::optional<report_texts> earlier;
  if (!a.since.empty()) earlier = read_report(a.since);

  const portfolio p(read(c), c.watch);
  // What if: beside the report stands what differs from all that is, on the same day.
  std::optional<report_change> change;
  if (!options.as_of.known()) options.as_of = p.latest_date();
  std::optional<portfolio> more;
  for (const std::string& path : a.with) {
    read_options part;
    part.part = true;
    part.watch = c.watch;
    more = with(more ? *more : p, read_tables(path, part));
    options.with.push_back(name_of(path));
  }
  options.without = a.without;
  options.scope = to_scope(more ? *more : p, words);
  const report out = audit(more ? *more : p, r, options);
  if (more || !a.without.empty()) {
    audit_options whole = options;
    whole.scope = to_scope(p, words);
    whole.without.clear(), whole.with.clear();
    whole.to_compare = true;
    change = compare(audit(p, r, whole), out);
  } else if (earlier) {
    change = change_since(*earlier, out);
  }

  if (change) print(change_text(*change, r.language));
  if (a.out.empty()) {
    print((change ? "\n" : "") + summary_text(out));
  } else {
    const fs::path folder = a.out;
    write_report(out, folder, {a.excel}, c.watch, change ? &*change : nullptr,
                 outlines_beside(c.path));
    std::fprintf(stderr, "%s\n",
                 (in_language({"findings: ", "temuan: "}, r.language) +
                  std::to_string(out.findings.size()) + "; " + (folder / "summary.txt").string())
                     .c_str());
  }
  const bool found = std::any_of(out.findings.begin(), out.findings.end(), [&](const finding& f) {
    return is_open(f) && !f.planned &&
           std::any_of(limits.begin(), limits.end(), [&](const limit& l) {
             return (!l.kind || *l.kind == f.kind) && f.severity >= l.severity;
           });
  });
  return found ? something_found : nothing_found;
}

// --- check --------------------------------------------------------------------------------------

int run_check(const common& c, const std::string& format) {
  const std::vector<problem> problems = check(read(c), c.watch);
  const auto count = [&](problem_level level) {
    return std::count_if(problems.begin(), problems.end(),
                         [&](const problem& p) { return p.level == level; });
  };
  const auto errors = count(problem_level::error);
  if (format == "json") {
    print(to_json(problems));
  } else {
    say_problems(problems, c.indonesian(), stdout, problems.size());
    const auto repairs = count(problem_level::repair), warnings = count(problem_level::warning);
    print(c.indonesian()
              ? grouped(errors, language::id) + " kesalahan, " + grouped(repairs, language::id) +
                    " perbaikan, " + grouped(warnings, language::id) + " peringatan\n"
              : counted(errors, "error") + ", " + counted(repairs, "repair") + ", " +
                    counted(warnings, "warning") + "\n");
  }
  return errors > 0 ? something_found : nothing_found;
}

// --- map ----------------------------------------------------------------------------------------

struct map_arguments {
  bool suggest = false;
  std::string out;
  int header = 1;
};

int run_map(const common& c, const map_arguments& a) {
  if (!a.suggest) {
    if (c.mapping.empty() || a.out.empty())
      throw rule_error("map needs --suggest, or --mapping FILE and -o FOLDER");
    const tables t = read(c);
    const std::vector<problem> problems = check(t);
    say_problems(problems, c.indonesian(), stderr);
    if (std::any_of(problems.begin(), problems.end(),
                    [](const problem& p) { return p.level == problem_level::error; }))
      return could_not_run;
    write_tables(t, a.out);
    return nothing_found;
  }
  sheet_head head;
  try {
    head = read_head(c.path, a.header);
  } catch (const csv_error& e) {
    throw error(fs::path(c.path).filename().string() + ", line " + std::to_string(e.line) + ": " +
                e.what.en);
  }
  std::vector<std::string> unused;
  mapping m = head.tags.empty() ? mapping{} : map_hxl(head.header, head.tags);
  if (m.sheets.empty()) m = suggest_mapping(head.header, unused);
  if (!m.sheets.empty()) {
    m.sheets.front().header = a.header;
    guess_counts(m, c.path, unused);
  }
  std::vector<std::string> comments{
      "A guess from the header of " + fs::path(c.path).filename().string() +
          ": read it, correct it, then",
      "irisan audit " + fs::path(c.path).filename().string() + " --mapping THIS_FILE -o OUT",
      "Dugaan dari kepala tabel: periksa dan perbaiki dahulu."};
  for (const std::string& column : unused) comments.push_back("not used: " + column);
  if (m.sheets.empty())
    throw rule_error(
        fs::path(c.path).filename().string() +
        ": no column was recognised as who or what, and where; write the mapping by hand");
  m.sheets.front().path = fs::path(c.path).filename().string();
  guess_formats(m, c.path);
  const std::string text = to_toml(m, comments);
  if (a.out.empty()) {
    print(text);
  } else {
    atomic_files files;
    files.open(a.out);
    files.write(text);
    files.commit();
  }
  return nothing_found;
}

void add_common(CLI::App& app, common& c, const char* what) {
  app.add_option("path", c.path, what)->required();
  app.add_option("--mapping", c.mapping, "mapping (TOML) from a sheet's columns to the tables")
      ->check(CLI::ExistingFile);
  app.add_option("--lang", c.lang, "language of messages and summary")
      ->check(CLI::IsMember({"id", "en"}));
}

int dispatch(std::vector<std::string> arguments, const std::stop_token& stop, const tables* given) {
  CLI::App app{
      "Finds where programs overlap, duplicate and leave gaps, and proposes who should do what.",
      "irisan"};
  app.set_version_flag("--version", "irisan " IRISAN_VERSION);
  app.require_subcommand(1);
  common c;
  c.given = given;
  audit_arguments a;
  pairs_arguments pa;
  groups_arguments ga;
  map_arguments ma;
  page_arguments ya;
  std::string format = "text", folder;

  CLI::App& audit_app = *app.add_subcommand("audit", "from tables to findings");
  audit_app.add_option("path", c.path, "folder of tables, datapackage.json, or a sheet");
  audit_app
      .add_option("--mapping", c.mapping, "mapping (TOML) from a sheet's columns to the tables")
      ->check(CLI::ExistingFile);
  audit_app
      .add_option("--lang", c.lang, "language of messages and summary; the rules' own otherwise")
      ->check(CLI::IsMember({"id", "en"}));
  audit_app.add_option(
      "-o,--out", a.out,
      "folder for page.html, findings.csv, pairs.csv, coverage.csv, "
      "deliveries_needed.csv, redundancy.json, division.csv, workplan.csv, raci.csv, report.json, "
      "register.json, summary.txt; without it the summary is printed");
  audit_app
      .add_option("--rules", a.rules_file, "rules (TOML); irisan.toml beside the tables otherwise")
      ->check(CLI::ExistingFile);
  audit_app.add_flag("--print-rules", a.print_rules,
                     "print every rule with its value and reason, and stop");
  audit_app.add_option("--from", a.from, "only deliveries that may end on or after this date");
  audit_app.add_option("--to", a.to, "only deliveries that may start on or before this date");
  audit_app.add_option(
      "--as-of", a.as_of,
      "the day that decides validity and expiry; the latest delivery date otherwise");
  audit_app.add_option("--region", a.region, "only deliveries at targets in this region");
  audit_app.add_option("--unit", a.unit, "only findings that concern this unit");
  auto* since = audit_app.add_option(
      "--since", a.since,
      "an earlier report (what audit -o wrote): says what has changed since, in the summary, the "
      "page, report.json and change.csv");
  since->check(CLI::ExistingDirectory);
  audit_app
      .add_option("--without", a.without,
                  "what if: as if this program, and those inside it, delivered nothing; says what "
                  "changes, and writes change.csv (may be given several times)")
      ->excludes(since)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  audit_app
      .add_option("--with", a.with,
                  "what if: as if the rows of this file (deliveries.csv) or folder were there too; "
                  "says what changes, and writes change.csv (may be given several times)")
      ->excludes(since)
      ->expected(1)
      ->check(CLI::ExistingPath)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  audit_app
      .add_option(
          "--fail-on", a.fail_on,
          "exit 1 if a finding of KIND[:SEVERITY] is open and not yet planned; KIND may be 'any'")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  audit_app.add_option("--threads", c.threads, "threads; all of the machine's otherwise")
      ->check(CLI::Range(0, 1024));
  audit_app.add_flag("--excel", a.excel,
                     "CSV with BOM, ';' and decimal comma, formulas neutralised");

  CLI::App& page_app = *app.add_subcommand("page", "the page of an audit, for one reader if asked");
  page_app.add_option("folder", ya.folder, "what audit -o wrote")
      ->required()
      ->check(CLI::ExistingDirectory);
  page_app.add_option(
      "--for", ya.reader,
      "unit=ID, region=CODE or target=ID: own rows in full, of partners the program, "
      "activity and dates at shared targets, of the region aggregates");
  page_app.add_option("-o,--out", ya.out, "file to write; page.html in the folder otherwise");

  CLI::App& check_app = *app.add_subcommand("check", "every problem in the tables");
  add_common(check_app, c, "folder of tables, datapackage.json, or a sheet");
  check_app.add_option("--format", format, "text or json")->check(CLI::IsMember({"text", "json"}));

  CLI::App& pairs_app =
      *app.add_subcommand("pairs", "every pair of interventions that share a target, as CSV");
  add_common(pairs_app, c,
             "folder of tables, or a file of two columns (intervention, target), .gmt or .dat");
  add_pairs_options(pairs_app, pa);
  pairs_app.add_option("--threads", c.threads, "threads; all of the machine's otherwise")
      ->check(CLI::Range(0, 1024));

  CLI::App& groups_app = *app.add_subcommand(
      "groups", "every group of interventions that share targets, as large as it can be, as CSV");
  add_common(groups_app, c,
             "folder of tables, or a file of two columns (intervention, target), .gmt or .dat");
  add_groups_options(groups_app, ga);
  groups_app.add_option("--threads", c.threads, "threads; all of the machine's otherwise")
      ->check(CLI::Range(0, 1024));

  CLI::App& map_app =
      *app.add_subcommand("map", "a mapping for a sheet, or the tables that a mapping makes of it");
  add_common(map_app, c, "a sheet (CSV)");
  map_app.add_flag("--suggest", ma.suggest,
                   "write a mapping guessed from the header, to be corrected");
  map_app.add_option("--header-row", ma.header, "which row is the header")
      ->check(CLI::Range(1, 1000));
  map_app.add_option("-o,--out", ma.out,
                     "where to write; standard output otherwise (with --mapping: a folder)");

  CLI::App& template_app = *app.add_subcommand("template", "an empty package to fill in");
  template_app.add_option("folder", folder, "where to write it")->required();

  try {
    std::reverse(arguments.begin(), arguments.end());
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? nothing_found : could_not_run;
  }

  progress_line line(stop);
  c.watch = line.watch();
  const auto fail = [&](const std::string& text) {
    line.clear();
    std::fprintf(stderr, "irisan: %s\n", text.c_str());
    return could_not_run;
  };
  try {
    if (audit_app.parsed()) return run_audit(c, a);
    if (page_app.parsed()) {
      run_page(ya);
      return nothing_found;
    }
    if (check_app.parsed()) return run_check(c, format);
    const auto portfolio_with = [&](const std::string& header) {
      return portfolio(read(c, header == "auto" ? std::nullopt : std::optional(header == "yes")),
                       c.watch);
    };
    if (pairs_app.parsed()) {
      run_pairs(portfolio_with(pa.header), pa, c.threads, c.watch);
      return nothing_found;
    }
    if (groups_app.parsed()) {
      const fs::path file = rules_file_of(c, ga.rules_file);
      const finding_rules r = file.empty() ? finding_rules() : read_rules(file).finding;
      if (!run_groups(portfolio_with(ga.header), ga, r, c.threads, c.watch)) return nothing_found;
      line.clear();
      const std::string most = grouped(ga.most, c.indonesian() ? language::id : language::en);
      std::fprintf(stderr,
                   c.indonesian()
                       ? "irisan: lebih dari %s kelompok; ini yang pertama ditemukan, bukan yang "
                         "terbesar (lihat --top, --min-targets, --most)\n"
                       : "irisan: more than %s groups; these are the first found, not the largest "
                         "(see --top, --min-targets, --most)\n",
                   most.c_str());
      return nothing_found;
    }
    if (map_app.parsed()) return run_map(c, ma);
    write_template(folder);
    return nothing_found;
  } catch (const input_error& e) {
    line.clear();
    std::vector<problem> errors;
    std::copy_if(e.problems.begin(), e.problems.end(), std::back_inserter(errors),
                 [](const problem& p) { return p.level == problem_level::error; });
    say_problems(errors, c.indonesian(), stderr, 20);
    return fail(c.indonesian() ? std::to_string(errors.size()) +
                                     " kesalahan dalam tabel; tidak ada yang ditulis"
                               : counted(static_cast<std::int64_t>(errors.size()), "error") +
                                     " in the tables; nothing was written");
  } catch (const error& e) {
    return fail(e.what());
  } catch (const csv_error& e) {
    return fail("line " + std::to_string(e.line) + ": " + e.what.en);
  } catch (const std::bad_alloc&) {
    return fail("out of memory");
  } catch (const std::exception& e) {
    return fail(e.what());
  }
}

} // namespace

int run_cli(const std::vector<std::string>& arguments, const tables* given) {
  const interrupt_watch watch;
  const int code = dispatch(arguments, watch.token(), given);
  // What could not be written to standard output is not done.
  if (std::fflush(stdout) != 0) return could_not_run;
  return code;
}

} // namespace irisan

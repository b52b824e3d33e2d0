#include <irisan/overlap/fold_text.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace irisan;

namespace {

using words = std::vector<std::string>;

words words_of(std::string_view text) {
  return fold_text(text).words;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("fold_text: numbers and years are set apart from the words") {
    CHECK(fold_text("BOS 2023") == folded_text{{"bos"}, {"2023"}});
    CHECK(fold_text("BOS 2024").words == fold_text("BOS 2023").words);
    CHECK(fold_text("BOS TA 2023/2024") == folded_text{{"bos", "ta"}, {"2023", "2024"}});
    CHECK(fold_text("Angkatan 02, 2 kelas") == folded_text{{"angkatan", "kelas"}, {"2"}});
    CHECK(fold_text("000") == folded_text{{}, {"0"}});
  }

  TEST_CASE("fold_text: a year at the end of a word is set apart and other digits stay in it") {
    CHECK(fold_text("BOS2023") == folded_text{{"bos"}, {"2023"}});
    CHECK(fold_text("P5") == folded_text{{"p5"}, {}});
    CHECK(fold_text("K13") == folded_text{{"k13"}, {}});
    CHECK(fold_text("abc1899") == folded_text{{"abc1899"}, {}});
    CHECK(fold_text("abc12023") == folded_text{{"abc12023"}, {}});
    CHECK(fold_text("2023a") == folded_text{{"2023a"}, {}});
    CHECK(fold_text("a2023") == folded_text{{"a"}, {"2023"}});
  }

  TEST_CASE("fold_text: case and accents have no effect") {
    CHECK(words_of("PELATIHAN Guru") == words{"pelatihan", "guru"});
    CHECK(words_of("Élève ÀÖŽŞŁøđ") == words{"eleve", "aozslod"});
    // The accent behind its letter is the same as the letter with it.
    CHECK(words_of("e\xCC\x81l\xC3\xA8ve") == words_of("\xC3\xA9le\xCC\x80ve"));
    CHECK(words_of("ẠắễỹẞÆŒ") == words{"aaeyssaeoe"});
    CHECK(words_of("ШКОЛА Ёж") == words{"школа", "ёж"});
    CHECK(words_of("ΣΧΟΛΕΙΟΣ") == words_of("σχολειος"));
  }

  TEST_CASE("fold_text: compatibility forms are their plain letters") {
    CHECK(words_of("ＢＯＳ　ｋｉｎ") == words{"bos", "kin"}); // full width, ideographic space
    CHECK(words_of("eﬃcient ﬁne") == words{"efficient", "fine"});
    CHECK(fold_text("２０２３ m²") == folded_text{{"m2"}, {"2023"}});
    CHECK(words_of("x₁ 1ª") == words{"x1", "1a"});
  }

  TEST_CASE("fold_text: apostrophes vanish and other punctuation separates") {
    CHECK(words_of("Jum'at Qur’an Ma`had") == words{"jumat", "quran", "mahad"});
    CHECK(words_of("guru-guru") == words{"guru", "guru"});
    CHECK(words_of("(IKM) – SD/MI: “baru”…") == words{"ikm", "sd", "mi", "baru"});
    CHECK(words_of("a\xC2\xA0"
                   "b\xE2\x80\x8B"
                   "c") == words{"a", "bc"}); // no-break space, zero-width space
    CHECK(words_of("lembur\xC2\xADkan") == words{"lemburkan"});
    CHECK(words_of("📚 buku → baca") == words{"buku", "baca"});
  }

  TEST_CASE("fold_text: without a letter there is no word") {
    CHECK(fold_text("") == folded_text{});
    CHECK(fold_text(" \t\n–…") == folded_text{});
    CHECK(fold_text("'") == folded_text{});
    CHECK(fold_text("x") == folded_text{{"x"}, {}});
  }

  TEST_CASE("fold_text: other scripts stay as they are") {
    CHECK(words_of("学校 ᮞᮊᮧᮜ") == words{"学校", "ᮞᮊᮧᮜ"});
    CHECK(words_of("𠀀") == words{"𠀀"});
  }

  TEST_CASE("fold_text: bytes that are no characters separate and folding twice changes nothing") {
    CHECK(words_of("a\xFF"
                   "b\xC3") == words{"a", "b"});
    CHECK(words_of("\xE2\x82") == words{});
    std::mt19937 random(1);
    const std::vector<std::string> pieces{"a", "B",        "É",        "7", "2023", " ", "-", "'",
                                          "ﬁ", "\xCC\x81", "\xF0\x9F", "Σ", "ς",    "Ж", "0", "²"};
    for (int round = 0; round < 5000; ++round) {
      std::string text;
      for (auto n = random() % 8; n > 0; --n) text += pieces[random() % pieces.size()];
      CAPTURE(text);
      const folded_text once = fold_text(text);
      std::string back;
      for (const std::string& w : once.words) back += w + " ";
      for (const std::string& n : once.numbers) back += n + " ";
      CHECK(fold_text(back) == once);
    }
  }
}

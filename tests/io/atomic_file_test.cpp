#include <irisan/io/atomic_file.hpp>

#include <support/builders.hpp>
#include <support/folder.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace irisan;
using namespace irisan::test;

using names = std::vector<std::string>;

TEST_SUITE("io") {
  TEST_CASE("atomic_file: files appear at the commit and not before") {
    const folder f;
    {
      atomic_files files;
      files.open(f / "a.txt");
      files.write("one");
      files.open(f / "b.txt");
      files.write("two");
      CHECK_FALSE(std::filesystem::exists(f / "a.txt"));
      CHECK_FALSE(std::filesystem::exists(f / "b.txt"));
      files.commit();
    }
    CHECK(f.names() == names{"a.txt", "b.txt"});
    CHECK(whole(f / "a.txt") == "one");
    CHECK(whole(f / "b.txt") == "two");
  }

  TEST_CASE("atomic_file: without a commit nothing is left and what stood there stays") {
    const folder f;
    f.write("a.txt", "before");
    {
      atomic_files files;
      files.open(f / "a.txt");
      files.write("after");
      files.open(f / "new.txt");
    }
    CHECK(f.names() == names{"a.txt"});
    CHECK(whole(f / "a.txt") == "before");
  }

  TEST_CASE("atomic_file: a missing folder is made") {
    const folder f;
    atomic_files files;
    files.open(f / "deep/er/a.txt");
    files.write("x");
    files.commit();
    CHECK(whole(f / "deep/er/a.txt") == "x");
  }

  TEST_CASE("atomic_file: an empty file is a file") {
    const folder f;
    atomic_files files;
    files.open(f / "empty");
    files.commit();
    CHECK(std::filesystem::file_size(f / "empty") == 0);
  }

  TEST_CASE("atomic_file: many megabytes in many pieces arrive whole") {
    const folder f;
    std::string wanted;
    atomic_files files;
    files.open(f / "big");
    for (int i = 0; i < 400'000; ++i) {
      const std::string line = "line " + std::to_string(i) + "\n";
      files.write(line);
      wanted += line;
    }
    files.commit();
    CHECK(whole(f / "big") == wanted);
  }

  TEST_CASE("atomic_file: where a folder stands nothing is written and no other file is") {
    const folder f;
    std::filesystem::create_directories(f / "b.txt");
    const std::string said = thrown<write_error>([&] {
      atomic_files files;
      files.open(f / "a.txt");
      files.write("one");
      files.open(f / "b.txt");
      files.write("two");
      files.commit();
    });
    CHECK(said.find("b.txt") != std::string::npos);
    CHECK(said.find("directory") != std::string::npos);
    CHECK(f.names() == names{"b.txt"});
  }

  TEST_CASE("atomic_file: a file in place of a folder is a clear error") {
    const folder f;
    f.write("out", "I am a file");
    CHECK(thrown<write_error>([&] {
            atomic_files files;
            files.open(f / "out/a.txt");
            files.write("x");
            files.commit();
          }).find("out") != std::string::npos);
    CHECK(f.names() == names{"out"});
  }

  TEST_CASE("atomic_file: a full disk is a clear error and leaves nothing") {
    // A file whose writes fail as on a full disk: its temporary name is a link to /dev/full.
    const folder f;
    const std::string temporary = (f / "a.txt").string() + ".part-" + std::to_string(::getpid());
    std::filesystem::create_symlink("/dev/full", temporary);
    const std::string said = thrown<write_error>([&] {
      atomic_files files;
      files.open(f / "a.txt");
      files.write("one");
      files.commit();
    });
    CHECK(said.find("a.txt") != std::string::npos);
    CHECK(said.find("No space left") != std::string::npos);
    CHECK(f.names().empty());
    CHECK(std::filesystem::exists("/dev/full"));
  }

  TEST_CASE("atomic_file: a full disk is noticed while writing and not only at the end") {
    const folder f;
    std::filesystem::create_symlink("/dev/full",
                                    (f / "a.txt").string() + ".part-" + std::to_string(::getpid()));
    atomic_files files;
    files.open(f / "a.txt");
    CHECK_THROWS_AS(files.write(std::string(3 << 20, 'x')), write_error);
  }

  TEST_CASE("atomic_file: what was written before stays when a later set fails") {
    const folder f;
    {
      atomic_files files;
      files.open(f / "a.txt");
      files.write("first");
      files.commit();
    }
    std::filesystem::create_directories(f / "b.txt");
    CHECK_THROWS_AS(
        [&] {
          atomic_files files;
          files.open(f / "a.txt");
          files.write("second");
          files.open(f / "b.txt");
          files.commit();
        }(),
        write_error);
    CHECK(whole(f / "a.txt") == "first");
  }

  TEST_CASE("atomic_file: a pipe or device is refused and stays what it is") {
    // As root a rename would turn /dev/null into a file. A named pipe stands for it.
    const folder f;
    REQUIRE(::mkfifo((f / "pipe").c_str(), 0600) == 0);
    CHECK_THROWS_AS(
        [&] {
          atomic_files files;
          files.open(f / "pipe");
          files.write("x");
          files.commit();
        }(),
        write_error);
    CHECK(std::filesystem::is_fifo(f / "pipe"));
    CHECK(f.names() == names{"pipe"});
  }
}

#include "checkpoint/zip_archive.h"

#include <gmock/gmock.h>

#include "core/byte_order.h"
#include "core/error.h"
#include "core/files.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

class Zip : public ::testing::Test {
 protected:
  ZipArchive open_text(const std::string& text) {
    write_file(folder_ / "a.zip", text);
    return ZipArchive::open(MappedFile::open(folder_ / "a.zip"));
  }

  void expect_refused(const std::string& text, const std::string& reason) {
    EXPECT_THAT(refusal_of([&] { open_text(text); }), HasSubstr(reason));
  }

  TemporaryFolder folder_;
};

// The place of the k-th field of the end record.
std::size_t in_end_record(const std::string& text, std::size_t field) {
  return text.size() - 22 + field;
}

std::string with(std::string text, std::size_t place, std::uint64_t value, int count) {
  return text.replace(place, static_cast<std::size_t>(count), little_endian_text(value, count));
}

const std::vector<ZipEntry> kTwoEntries = {{"a/one", "first"}, {"a/two", "second"}};

TEST_F(Zip, stored_entries_are_found_by_name) {
  for (const bool zip64 : {false, true}) {
    const ZipArchive archive = open_text(zip_text(kTwoEntries, zip64));
    ASSERT_EQ(archive.entries().size(), 2);
    EXPECT_EQ(text_of(archive.bytes(*archive.find("a/two"))), "second");
    EXPECT_EQ(archive.find("a/one")->offset % 64, 0);
    EXPECT_EQ(archive.find("a/three"), nullptr);
  }
}

TEST_F(Zip, comment_at_the_end_is_skipped) {
  std::string text = zip_text(kTwoEntries);
  text = with(text, text.size() - 2, 7, 2) + "comment";
  EXPECT_EQ(open_text(text).entries().size(), 2);
}

TEST_F(Zip, every_truncation_is_refused) {
  for (const bool zip64 : {false, true}) {
    const std::string text = zip_text(kTwoEntries, zip64);
    for (std::size_t size = 0; size < text.size(); ++size) {
      EXPECT_THROW(open_text(text.substr(0, size)), InputError) << size;
    }
  }
}

TEST_F(Zip, absurd_tables_are_refused) {
  const std::string text = zip_text(kTwoEntries);
  expect_refused(with(text, in_end_record(text, 16), 0x7FFFFFFF, 4), "truncated");
  expect_refused(with(text, in_end_record(text, 12), 0x7FFFFFFF, 4), "truncated");
  expect_refused(with(text, in_end_record(text, 10), 60000, 2), "too few for 60000 entries");
  expect_refused(with(text, in_end_record(text, 10), 0xFFFF, 2), "no zip64 end record");
  expect_refused(with(text, in_end_record(text, 4), 1, 2), "several parts");
  expect_refused(with(text, in_end_record(text, 16), 1, 4), "no entry");
}

TEST_F(Zip, absurd_entries_are_refused) {
  const std::string text = zip_text(kTwoEntries);
  const std::size_t central = text.find("PK\x01\x02");
  expect_refused(with(text, central + 20, 0x7FFFFFFF, 4), "begins at byte");
  expect_refused(with(text, central + 42, 0x7FFFFFFF, 4), "truncated");
  expect_refused(with(text, central + 42, 1, 4), "is not at byte 1");
  expect_refused(with(text, central + 20, 4, 4), "sizes differ");
  expect_refused(with(text, central + 20, 0xFFFFFFFF, 4), "begins at byte");
  expect_refused(with(text, central + 28, 0xFFFF, 2), "ends inside an entry");
  const std::string large = zip_text(kTwoEntries, true);
  const std::size_t extra = large.find("PK\x01\x02") + 46 + 5 + 4;
  expect_refused(with(large, extra, ~std::uint64_t{0}, 8), "sizes differ");
  expect_refused(with(with(large, extra, ~std::uint64_t{0}, 8), extra + 8, ~std::uint64_t{0}, 8), "begins at byte");
  expect_refused(with(large, extra + 16, ~std::uint64_t{0} - 3, 8), "truncated");
}

TEST_F(Zip, entries_that_overlap_or_repeat_are_refused) {
  expect_refused(zip_text({{"a", "one"}, {"a", "two"}}), "two entries 'a'");
  const std::string inner = zip_text({{"b", std::string(100, 'x')}});
  const std::string text = zip_text({{"a", inner}, {"b", "own"}});
  const std::size_t central = text.rfind("PK\x01\x02");
  const std::size_t nested = text.find(inner);
  std::string overlapping = with(text, central + 42, nested, 4);
  overlapping = with(with(overlapping, central + 20, 100, 4), central + 24, 100, 4);
  expect_refused(overlapping, "overlaps");
  const std::string after = zip_text({{"a", "one"}, {"b", ""}});
  const std::size_t last = after.rfind("PK\x01\x02");
  expect_refused(with(with(after, last + 20, 20, 4), last + 24, 20, 4), "the table of contents overlaps entry 'b'");
}

TEST_F(Zip, headers_that_disagree_are_refused) {
  const std::string text = zip_text({{"a", "one"}});
  expect_refused(with(text, 8, 8, 2), "'a' has two methods");
  expect_refused(with(text, 30, 'b', 1), "entry 'a' is not at byte 0");
}

TEST_F(Zip, compressed_and_encrypted_entries_are_refused) {
  const ZipArchive archive = open_text(zip_text({{"a", "xx", 8}}));
  EXPECT_THAT(refusal_of([&] { archive.bytes(*archive.find("a")); }), HasSubstr("'a' is compressed"));
  expect_refused(zip_text({{"a", "xx", 0, 1}}), "'a' is encrypted");
}

}  // namespace
}  // namespace syncdreamer

// A file that a user named, to be written.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace proofgauge::claim {

/// Where the symbolic links of a path lead; the last one may lead to a file that is not there yet.
/// Empty where they lead in a circle.
[[nodiscard]] std::filesystem::path without_links(const std::filesystem::path&);
/// A character device or a FIFO: it takes data, and no file takes its place.
[[nodiscard]] bool takes_data(const std::filesystem::path&);

/// A regular file is written under another name beside it and takes its place in `commit`: a reader
/// sees the old file or the new one. Through a symbolic link, the file it leads to is replaced and
/// the link stays. Character devices, FIFOs and the file that standard output goes into are written
/// straight into. Every failure is an InputError that names `field`, the option or field with the
/// path.
class OutputFile {
 public:
  /// Whether `commit` waits until the file is on the disk.
  enum class Durable : bool { no, yes };

  OutputFile(std::string field, const std::filesystem::path& path, Durable durable = Durable::no);
  ~OutputFile();  ///< without commit, nothing of a new file stays
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(const void* bytes, std::size_t n);
  void write(std::string_view text) { write(text.data(), text.size()); }
  void commit();

 private:
  [[noreturn]] void fail(int error) const;

  std::string field_;
  std::filesystem::path path_;    ///< as it was given
  std::filesystem::path target_;  ///< where its links lead
  std::filesystem::path part_;    ///< the name until commit; empty: written straight into
  bool durable_;
  int file_ = -1;
};

}  // namespace proofgauge::claim

#include "claim/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "claim/error.h"
#include "claim/pipe_signal.h"

namespace proofgauge::claim {
namespace {

namespace fs = std::filesystem;

/// What is at a path, if anything is.
struct Place {
  struct stat about {};
  bool there;

  explicit Place(const fs::path& path) : there(::stat(path.c_str(), &about) == 0) {}
  [[nodiscard]] bool takes_data() const {
    return there && (S_ISCHR(about.st_mode) || S_ISFIFO(about.st_mode));
  }
  [[nodiscard]] bool takes_no_file() const {
    return there && !takes_data() && !S_ISREG(about.st_mode);
  }
  /// Standard output or error, where it goes into this file (`-o /dev/stdout > file`): what others
  /// write there stays. -1 if neither does.
  [[nodiscard]] int stream() const {
    if (!there || !S_ISREG(about.st_mode)) return -1;
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
      struct stat of_stream {};
      if (::fstat(stream, &of_stream) == 0 && of_stream.st_dev == about.st_dev &&
          of_stream.st_ino == about.st_ino && (::fcntl(stream, F_GETFL) & O_ACCMODE) != O_RDONLY)
        return stream;
    }
    return -1;
  }
};

}  // namespace

fs::path without_links(const fs::path& path) {
  constexpr int kMostLinks = 40;  // as the system
  fs::path at = path;
  std::error_code none;
  for (int i = 0; i < kMostLinks; ++i) {
    const fs::path to = fs::read_symlink(at, none);
    if (none) return at;
    at = at.parent_path() / to;  // an absolute `to` replaces what is before it
  }
  return {};
}

bool takes_data(const fs::path& path) { return Place(path).takes_data(); }

OutputFile::OutputFile(std::string field, const fs::path& path, Durable durable)
    : field_(std::move(field)), path_(path), durable_(durable == Durable::yes) {
  int flags = O_WRONLY | O_CLOEXEC;
  const Place place(path);
  if (place.takes_no_file()) fail(S_ISDIR(place.about.st_mode) ? EISDIR : ENOTSUP);
  if (const int stream = place.stream(); stream >= 0) {
    file_ = ::fcntl(stream, F_DUPFD_CLOEXEC, 0);
    if (file_ < 0) fail(errno);
    return;
  }
  if (place.takes_data()) {
    target_ = path;
  } else {
    target_ = without_links(path);
    if (target_.empty()) fail(ELOOP);
    part_ = target_;
    // A run that is killed leaves its part; of large files the next run takes it over.
    part_ += durable_ ? ".part" : ".part" + std::to_string(::getpid());
    flags |= O_CREAT | O_TRUNC;
  }
  file_ = ::open((part_.empty() ? target_ : part_).c_str(), flags, 0666);
  if (file_ < 0) fail(errno);
  // Of a new file the mode of the old one; where the owner is another, what there is must do.
  if (!part_.empty() && place.there) (void)!::fchmod(file_, place.about.st_mode & 07777U);
}

OutputFile::~OutputFile() {
  if (file_ >= 0) ::close(file_);
  if (!part_.empty()) ::unlink(part_.c_str());
}

void OutputFile::write(const void* bytes, std::size_t n) {
  const NoPipeSignal guard;  // of a FIFO whose reader leaves
  const auto* at = static_cast<const char*>(bytes);
  while (n > 0) {
    const ssize_t done = ::write(file_, at, n);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) fail(done < 0 ? errno : EIO);
    at += done;
    n -= static_cast<std::size_t>(done);
  }
}

void OutputFile::commit() {
  // A device may have nothing to synchronise.
  if (durable_ && !part_.empty() && ::fsync(file_) != 0) fail(errno);
  if (::close(std::exchange(file_, -1)) != 0) fail(errno);
  if (part_.empty()) return;
  if (::rename(part_.c_str(), target_.c_str()) != 0) fail(errno);
  part_.clear();
}

void OutputFile::fail(int error) const {
  throw InputError(
      field_, path_.string(),
      std::string("a place that can be written, with room for the file: ") + std::strerror(error));
}

}  // namespace proofgauge::claim

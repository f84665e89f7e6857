// proofgauge-check CERTIFICATE
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "check.h"

namespace {

using namespace proofgauge_check;

constexpr const char* kHelp =
    "proofgauge-check CERTIFICATE\n\n"
    "Proves the claim of a certificate again, in exact integer and rational\n"
    "arithmetic. Prints for each part: proved, absent, not checked or rejected, and\n"
    "the theorem proved.\n"
    "Exit codes: 0 proved, 1 rejected or out of memory, 2 not a certificate (says\n"
    "which field), 3 no such file, or standard output cannot be written.\n\n"
    "Example: proofgauge-check reports/certificates/step.json\n";

std::string status_text(Status s) {
  switch (s) {
    case Status::absent:
      return "absent";
    case Status::proved:
      return "proved";
    case Status::not_checked:
      return "not checked";
    case Status::rejected:
      break;
  }
  return "rejected";
}

/// A message may quote the file: only printable ASCII of it reaches a terminal.
std::string plain(std::string message) {
  for (char& c : message)
    if (c < ' ' || c > '~') c = '?';
  return message;
}

/// GMP ends the process by abort() where it gets no memory: the verdict is given here.
[[noreturn]] void out_of_memory() {
  std::fputs("proofgauge-check: out of memory: nothing was proved\nREJECTED\n", stderr);
  std::_Exit(1);
}
extern "C" void* allocate(std::size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) out_of_memory();
  return memory;
}
extern "C" void* reallocate(void* old, std::size_t, std::size_t size) {
  void* const memory = std::realloc(old, size);
  if (memory == nullptr) out_of_memory();
  return memory;
}
extern "C" void release(void* memory, std::size_t) { std::free(memory); }

Outcome check(const Object& certificate) {
  certificate.require(certificate.text("format") == "proofgauge-certificate", "format",
                      "proofgauge-certificate");
  certificate.require(certificate.count("version", 1) == 1, "version", "1");
  const std::string claim = certificate.text("claim");
  if (claim == "step_polynomial/least_degree") return check_step_polynomial(certificate);
  if (claim == "step_network/radius") return check_step_network(certificate);
  certificate.require(false, "claim", "step_polynomial/least_degree or step_network/radius");
  return {};
}

/// What was said did not arrive: a success becomes 3, a rejection stays what it is.
int end_with(int code) {
  if (std::cout.flush()) return code;
  std::cerr << "proofgauge-check: standard output cannot be written\n";
  return code == 0 ? 3 : code;
}

/// 0 if all that could be checked was proved, and something was.
int report(const Outcome& outcome) {
  bool proved = false, rejected = false;
  for (const Part& part : outcome.parts) {
    std::cout << part.name << ": " << status_text(part.status)
              << (part.reason.empty() ? "" : ": " + part.reason) << "\n";
    proved = proved || part.status == Status::proved;
    rejected = rejected || part.status == Status::rejected;
  }
  if (proved) std::cout << "theorem: " << outcome.theorem << ".\n";
  const bool accepted = proved && !rejected;
  std::cout << (accepted ? "accepted\n" : "REJECTED\n");
  return end_with(accepted ? 0 : 1);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 1 && (arguments[0] == "--help" || arguments[0] == "-h")) {
    std::cout << kHelp;
    return end_with(0);
  }
  if (arguments.size() == 1 && arguments[0] == "--version") {
    std::cout << "proofgauge-check " PROOFGAUGE_VERSION "\n";
    return end_with(0);
  }
  if (arguments.size() != 1 || arguments[0].starts_with("-")) {
    const std::string got = arguments.size() == 1
                                ? "option: got " + plain(arguments[0])
                                : "got " + std::to_string(arguments.size()) + " arguments";
    std::cerr << "proofgauge-check: " << got << ", expected one certificate\n\n" << kHelp;
    return 2;
  }
  mp_set_memory_functions(allocate, reallocate, release);
  try {
    const Json json = read_certificate(arguments[0]);
    if (!json.is_object()) throw Malformed(arguments[0], json.type_name(), "a JSON object");
    return report(check({json, ""}));
  } catch (const Malformed& e) {
    std::cerr << "proofgauge-check: " << plain(e.what()) << "\n";
    return 2;
  } catch (const Unreadable& e) {
    std::cerr << "proofgauge-check: " << plain(e.what()) << "\n";
    return 3;
  } catch (const std::bad_alloc&) {
    out_of_memory();
  } catch (const std::exception& e) {  // nothing was proved
    std::cerr << "proofgauge-check: " << plain(e.what()) << "\nREJECTED\n";
    return 1;
  }
}

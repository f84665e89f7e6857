#include "claim/parameters.h"

#include <algorithm>
#include <stdexcept>

namespace proofgauge::claim {

std::string shell_word(const std::string& text) {
  if (!text.empty() && text.find_first_of(" \t\n!'\"$&;|<>()*?#~`\\[]{}") == std::string::npos)
    return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string option_words(const std::string& name, const std::string& text) {
  const bool on = text == "true" && (name == "center" || name == "synthetic");
  if (on) return " --" + name;
  return " --" + name + (text.starts_with('-') ? "=" : " ") + shell_word(text);
}

void Parameters::put(Parameter p) {
  const auto it = std::find_if(list_.begin(), list_.end(),
                               [&](const Parameter& q) { return q.name == p.name; });
  if (it == list_.end())
    list_.push_back(std::move(p));
  else
    *it = std::move(p);
}

void Parameters::set(std::string name, std::string text) {
  put({std::move(name), std::move(text), 0, false});
}

void Parameters::set_number(std::string name, std::string text, double value) {
  put({std::move(name), std::move(text), value, true});
}

void Parameters::set_integer(std::string name, unsigned long long value) {
  put({std::move(name), std::to_string(value), static_cast<double>(value), true});
}

const Parameter* Parameters::find(std::string_view name) const {
  for (const Parameter& p : list_)
    if (p.name == name) return &p;
  return nullptr;
}

double Parameters::number(std::string_view name) const {
  const Parameter* p = find(name);
  if (p == nullptr || !p->is_number)
    throw std::logic_error("no number named " + std::string(name) + " in this cell");
  return p->number;
}

const std::string& Parameters::text(std::string_view name) const {
  const Parameter* p = find(name);
  if (p == nullptr)
    throw std::logic_error("no parameter named " + std::string(name) + " in this cell");
  return p->text;
}

std::string Parameters::key() const {
  std::string key;
  for (const Parameter& p : list_) key += (key.empty() ? "" : ",") + p.name + "=" + p.text;
  return key;
}

std::string Parameters::command_line() const {
  std::string line;
  for (const Parameter& p : list_) line += option_words(p.name, p.text);
  return line;
}

}  // namespace proofgauge::claim

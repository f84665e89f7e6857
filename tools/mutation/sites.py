"""Where a bound can be wrong: constants, exponents, signs and comparisons of a C++ source, and the text that holds them all.

The sources are clang-formatted, and the search leans on it: a binary operator has white space on both sides, a template
bracket and a unary minus do not.
"""
import dataclasses
import re

M = "::proofgauge::mutation::"
OPERATORS = {"+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "<": [">", "<="], "<=": [">=", "<"], ">": ["<", ">="],
             ">=": ["<=", ">"], "==": ["!="], "!=": ["=="]}
NAMES = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "<": "less", "<=": "less_equal", ">": "greater",
         ">=": "greater_equal", "==": "equal", "!=": "unequal"}
TOKEN = re.compile(
    r"(?<=\s)(?P<assign>[-+*/]=)(?=\s)"
    r"|(?<=\s)(?P<binary><=|>=|==|!=|[-+*/<>])(?=\s)"
    r"|(?:(?<=[(,={])|(?<=[(,=] )|(?<=return )|(?<=[?:] ))(?P<minus>-)(?=[\w(])"
    r"|\b(?P<root>(?:std::)?sqrt)(?=\()"
    r"|(?<![\w.'{\"])(?P<number>\d+)(?![\w.'>\"])")
# What holds no judged expression: comments, strings, directives, template heads, constants' types; and the false twins,
# which state something false on purpose.
SKIPPED = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|^\s*#[^\n]*|^\s*template <[^\n]*|^\s*(?:using|static_assert)\b[^\n]*"
                     r"|^namespace twin \{.*?^\}  // namespace twin", re.M | re.S)


@dataclasses.dataclass
class Mutant:
    number: int
    file: str
    line: int
    column: int
    code: str    # the line, without white space at its ends
    change: str  # "2 -> 3"
    nth: int     # which of the same changes on that line, from 1

    @property
    def key(self):
        return self.file, self.code, self.change, self.nth


def joins_strings(text, at):
    """A `+` in a statement with a string literal: not arithmetic."""
    start = max(text.rfind(c, 0, at) for c in ";{}")
    end = min((e for e in (text.find(c, at) for c in ";{}") if e >= 0), default=len(text))
    return text[at] == "+" and '"' in text[start + 1:end]


def changes_of(kind, text):
    """What the token may become, as shown."""
    if kind == "number":
        k = int(text)
        return [str(k + 1)] + ([str(k - 1)] if k >= 2 else [])
    if kind == "binary":
        return OPERATORS[text]
    return {"assign": [text[0] + "= -" if text[0] in "+-" else text[0] + "= 1 /"], "minus": ["+"], "root": [""]}[kind]


def call(kind, text, number):
    """The text that stands for the token, its first mutant having this number."""
    if kind == "number":
        return f"{M}constant({number}, {', '.join([text] + changes_of(kind, text))})"
    if kind == "binary":
        return f"{text} {M}Swap<{number}, {', '.join(M + 'To::' + NAMES[c] for c in OPERATORS[text])}>() {text}"
    return {"assign": f"{text} {M}Assign<{number}>() {text}", "minus": f"{M}Negate<{number}>() ->* ",
            "root": f"{M}root<{number}>"}[kind]


def instrument(text, file, first):
    """The source with every mutant in it, and the list of them; numbers count from `first`."""
    skipped = [m.span() for m in SKIPPED.finditer(text)]
    out, mutants, end, seen = [], [], 0, {}
    for match in TOKEN.finditer(text):
        if any(a <= match.start() < b for a, b in skipped) or joins_strings(text, match.start()):
            continue
        kind, token = match.lastgroup, match.group()
        number = first + len(mutants)
        start_of_line = text.rfind("\n", 0, match.start()) + 1
        code = text[start_of_line:text.find("\n", match.start())].strip()
        for change in changes_of(kind, token):
            shown = f"{token} -> {change or 'its argument'}"
            line = text.count("\n", 0, match.start()) + 1
            seen[line, shown] = seen.get((line, shown), 0) + 1
            mutants.append(Mutant(first + len(mutants), file, line, match.start() - start_of_line + 1, code, shown,
                                  seen[line, shown]))
        out += [text[end:match.start()], call(kind, token, number)]
        end = match.end()
    return '#include "mutation/mutant.h"\n#line 1\n' + "".join(out) + text[end:], mutants

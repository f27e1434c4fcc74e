#!/usr/bin/env python3
"""Writes a synthetic Japanese mdBook, the same bytes for the same number.

    make_book.py FOLDER N_CHAPTERS

Each chapter has about 3,000 bytes: four headings, paragraphs, a task list, a table, a note and links to its neighbours.
Ten chapters stand under one group, ten groups under one part, as a real guide would have it. A chapter has a few topics
that its sentences come back to; the other words are picked from words.py, the first of a list more often than the last,
and joined into compounds, so that common words, rare words and words of one chapter only occur as in real text. There is
no randomness: a small linear congruential generator starts from the chapter's number.
"""

import pathlib
import sys

import words as vocabulary


class Words:
    """Picks words in an order that depends on the seed only."""

    def __init__(self, seed):
        self.state = seed * 2654435761 % 2**32
        self.topics = [self.compound(), self.compound(), self.noun()]

    def below(self, n):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 8) % n

    def pick(self, words):
        """Any word, all equally often."""
        return words[self.below(len(words))]

    def pick_skewed(self, words):
        """The first word most often: the square of an even choice between 0 and 1."""
        return words[self.below(4096) ** 2 * len(words) // 4096**2]

    def noun(self):
        return self.pick_skewed((vocabulary.KANJI, vocabulary.KANJI, vocabulary.KATAKANA)[self.below(3)])

    def compound(self):
        return self.noun() + self.noun()

    def fill(self, slot):
        if slot == "N":
            return self.topics[2] if self.below(6) == 0 else self.noun()
        if slot == "C":
            return self.topics[self.below(2)] if self.below(3) == 0 else self.compound()
        if slot == "L":
            return self.pick_skewed(vocabulary.LATIN)
        if slot == "D":
            return str(self.below(30) + 1)
        return self.pick_skewed(vocabulary.VERBS) if slot == "V" else self.pick(vocabulary.PLACES)

    def sentence(self):
        return "".join(self.fill(char) if char in "NCLVPD" else char for char in self.pick(vocabulary.SENTENCES))

    def paragraph(self, n_sentences):
        return "\n".join(self.sentence() for _ in range(n_sentences))


def chapter(number, n_chapters):
    words = Words(number)
    nearby = (number + 3) % n_chapters
    title = f"{words.topics[0]}の{words.noun()}"
    parts = [f"# 第{number}章 {title}", words.paragraph(6)]
    for heading in (words.pick(vocabulary.HEADINGS), "手順", f"{words.topics[1]}の{words.pick(vocabulary.HEADINGS)}"):
        parts += [f"## {heading}", words.paragraph(6)]
    parts.append("\n".join(f"- [ ] {words.sentence()}" for _ in range(4)))
    rows = "\n".join(f"| {words.compound()} | {words.fill('P')} | {words.fill('V')} |" for _ in range(4))
    parts.append(f"| 対象 | 場所 | すること |\n|---|---|---|\n{rows}")
    parts.append(f"> [!NOTE]\n> {words.sentence()}")
    link = f"../g{nearby // 10:04}/c{nearby:05}.md"
    parts.append(f"[次に読む章]({link})と[その手順]({link}#手順)も見てください。{words.sentence()}")
    return "\n\n".join(parts) + "\n", title


def main():
    folder, n_chapters = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    src = folder / "src"
    src.mkdir(parents=True)
    (folder / "book.toml").write_text(
        '[book]\ntitle = "見本の手引き"\nlanguage = "ja"\n\n[build]\ncreate-missing = false\n\n'
        '[output.html]\nsearch.enable = false\n',
        encoding="utf-8",
    )
    (src / "index.md").write_text("# 見本の手引き\n\n合成した本です。\n", encoding="utf-8")
    summary = ["# 目次", "", "[ホーム](index.md)", ""]
    for number in range(n_chapters):
        group = src / f"g{number // 10:04}"
        if number % 100 == 0:
            summary += ["", f"# 第{number // 100}部", ""]
        if number % 10 == 0:
            group.mkdir()
            (group / "index.md").write_text(f"# 第{number // 10}群\n\n十の章があります。\n", encoding="utf-8")
            summary.append(f"- [第{number // 10}群]({group.name}/index.md)")
        text, title = chapter(number, n_chapters)
        (group / f"c{number:05}.md").write_text(text, encoding="utf-8")
        summary.append(f"  - [第{number}章 {title}]({group.name}/c{number:05}.md)")
    (src / "SUMMARY.md").write_text("\n".join(summary) + "\n", encoding="utf-8")


main()

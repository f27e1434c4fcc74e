#!/usr/bin/env python3
"""Writes a synthetic Japanese mdBook, the same bytes for the same number.

    make_book.py FOLDER N_CHAPTERS

Each chapter has about 3,000 bytes: four headings, paragraphs, a task list, a table, a note and links to its neighbours.
Ten chapters stand under one group, ten groups under one part, as a real guide would have it. There is no randomness:
words are picked by a small linear congruential generator that starts from the chapter's number.
"""

import pathlib
import sys

NOUNS = "端末 利用者 記録 事業者 契約 手順 管理者 装置 回線 画面 権限 設定 点検 台帳 職員 通信 更新 認証 保守 復元".split()
VERBS = "確かめます 記録します 見直します 知らせます 切り離します 保管します 更新します 試します".split()
PLACES = "診療所 病院 薬局 事務室 受付 検査室 サーバ室 会議".split()


class Words:
    """Picks words in an order that depends on the seed only."""

    def __init__(self, seed):
        self.state = seed * 2654435761 % 2**32

    def pick(self, words):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return words[(self.state >> 16) % len(words)]

    def sentence(self):
        return (
            f"{self.pick(PLACES)}では、{self.pick(NOUNS)}の{self.pick(NOUNS)}について、"
            f"{self.pick(NOUNS)}と{self.pick(NOUNS)}を{self.pick(VERBS)}。"
        )

    def paragraph(self, n_sentences):
        return "\n".join(self.sentence() for _ in range(n_sentences))


def chapter(number, n_chapters):
    words = Words(number)
    nearby = (number + 3) % n_chapters
    parts = [f"# 第{number}章 {words.pick(NOUNS)}の{words.pick(NOUNS)}", words.paragraph(6)]
    for heading in ("目的", "手順", "記録"):
        parts += [f"## {heading}", words.paragraph(6)]
    parts.append("\n".join(f"- [ ] {words.sentence()}" for _ in range(4)))
    rows = "\n".join(f"| {words.pick(NOUNS)} | {words.pick(PLACES)} | {words.pick(VERBS)} |" for _ in range(4))
    parts.append(f"| 対象 | 場所 | すること |\n|---|---|---|\n{rows}")
    parts.append(f"> [!NOTE]\n> {words.sentence()}")
    link = f"../g{nearby // 10:04}/c{nearby:05}.md"
    parts.append(f"[次に読む章]({link})と[その手順]({link}#手順)も見てください。{words.sentence()}")
    return "\n\n".join(parts) + "\n"


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
        (group / f"c{number:05}.md").write_text(chapter(number, n_chapters), encoding="utf-8")
        summary.append(f"  - [第{number}章]({group.name}/c{number:05}.md)")
    (src / "SUMMARY.md").write_text("\n".join(summary) + "\n", encoding="utf-8")


main()

//! The mistakes only this program sees: in the settings, in the form of `SUMMARY.md`, in the theme, in the list of
//! judged queries, and in what mdBook complains of.

use checklist::Code;

/// All of them, for `jissen explain`.
pub(crate) static CODES: &[&Code] =
    &[&BOOK_TOML, &SUMMARY_SYNTAX, &THEME, &MDBOOK_WARNING, &JUDGED_LINE, &JUDGED_PLACE];

/// `book.toml` cannot be used.
pub(crate) static BOOK_TOML: Code = Code {
    name: "book-toml",
    title: "book.toml の書き方に誤りがある",
    explanation: "\
本の設定ファイル `book.toml` を読めないか、知らないキー・使えない値があります。よくあるのは、キーの綴りの誤りと、
文字列を引用符で囲んでいないことです。

誤:

```toml
[book]
titel = 手引き
```

正:

```toml
[book]
title = \"手引き\"
```
",
};

/// `SUMMARY.md` cannot be understood.
pub(crate) static SUMMARY_SYNTAX: Code = Code {
    name: "summary-syntax",
    title: "目次 SUMMARY.md の書き方に誤りがある",
    explanation: "\
目次 `SUMMARY.md` を読み取れません。章は `- [題名](ファイル名)` の形で1行にひとつ書き、下の階層は字下げします。
同じファイルを2回は書けません。

誤:

```markdown
- [項目](items/index.md)
- [項目の一覧](items/index.md)
```

正:

```markdown
- [項目](items/index.md)
  - [二要素認証](items/guide.md)
```
",
};

/// A template or style sheet of `theme/` cannot be used.
pub(crate) static THEME: Code = Code {
    name: "theme",
    title: "テーマのファイルに誤りがある",
    explanation: "\
`theme/` に置いたテンプレートや CSS を使えません。テンプレートで使える名前は決まっていて、ない名前を使うと
空欄にせずに止まります。

誤:

```html
<h1>{{ page.titel }}</h1>
```

正:

```html
<h1>{{ page.title }}</h1>
```

直せないときは、そのファイルを `theme/` から外すと、もとの見た目に戻ります。
",
};

/// mdBook logged a warning or an error.
pub(crate) static MDBOOK_WARNING: Code = Code {
    name: "mdbook-warning",
    title: "mdBook が注意を出した",
    explanation: "\
本を読み込む mdBook が注意やエラーを記録しました。mdBook だけならそのまま進むところですが、壊れたページを
公開しないために jissen は止まります。文面は mdBook の英語のままです。

誤(`after` に、ない前処理の名前がある):

```toml
[preprocessor.revision]
after = [\"checklists\"]
```

正:

```toml
[preprocessor.revision]
after = [\"checklist\"]
```

`Stack depth exceeded` は、`{{#include}}` で互いを取り込み合っているときに出ます。
",
};

/// A line of the judged list says nothing an evaluation can use.
pub(crate) static JUDGED_LINE: Code = Code {
    name: "judged-line",
    title: "検索の問いの一覧に、読めない行がある",
    explanation: "\
検索の出来を測る一覧 `search-eval.jsonl` の行が、決まった形になっていません。1行に1つの JSON で、`query`(打つ言葉)、
`kind`(種類)、`relevant`(見せたいところ)を書きます。同じ問いは1度だけ書きます。

誤:

```json
{\"query\": \"体制図\", \"kind\": \"一部\", \"relevant\": \"items/incident-contact-chart.html\"}
```

正:

```json
{\"query\": \"体制図\", \"kind\": \"part\", \"relevant\": [{\"page\": \"items/incident-contact-chart.html\", \"grade\": 3}]}
```

`kind` に使える語と、`grade` の意味は README.ja.md の「検索の問いを足す」にあります。
",
};

/// The judged list speaks of a place the book does not have.
pub(crate) static JUDGED_PLACE: Code = Code {
    name: "judged-place",
    title: "検索の問いの答えが、本にないところを指している",
    explanation: "\
検索の出来を測る一覧 `search-eval.jsonl` の `page` か `anchor` が、本にありません。ページや見出しの名を変えたときは、
一覧も直します。`page` はできたサイトのアドレスで、`anchor` はその中の見出しや用語の名(アドレスの `#` のあと)です。

誤:

```json
{\"page\": \"items/access-log.md\", \"anchor\": \"進め方\", \"grade\": 3}
```

正:

```json
{\"page\": \"items/access-log.html\", \"anchor\": \"steps\", \"grade\": 3}
```
",
};

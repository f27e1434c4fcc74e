//! The mistakes only this program sees: in the settings, in the form of `SUMMARY.md`, in the theme, and in what mdBook
//! complains of.

use checklist::Code;

/// All of them, for `jissen explain`.
pub(crate) static CODES: &[&Code] = &[&BOOK_TOML, &SUMMARY_SYNTAX, &THEME, &MDBOOK_WARNING];

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

//! Every kind of problem found in hand-written Markdown and templates, with what `jissen explain` says about it.

use checklist::Code;

/// Declares the codes of this module and lists them in [`CODES`].
///
/// The explanation is made of why it matters, a wrong example and a right one.
macro_rules! codes {
    ($($name:ident $code:literal $title:literal $why:literal $wrong:literal $right:literal)*) => {
        $(
            #[doc = concat!("`", $code, "`: ", $title)]
            pub(crate) static $name: Code = Code {
                name: $code,
                title: $title,
                explanation: concat!($why, "\n\n誤:\n\n```markdown\n", $wrong, "\n```\n\n正:\n\n```markdown\n", $right, "\n```\n"),
            };
        )*

        /// Every code of this crate. A file that is not UTF-8 or has a BOM carries the codes of the data files.
        pub const CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    MISSING_SUMMARY_FILE "missing-summary-file" "目次にあるファイルがない"
    "`SUMMARY.md` は本の目次です。そこに名前があるのにファイルがないと、目次から開けないページができます。空のページを勝手に作ることはしません。"
    "- [シート](sheets/indx.md)"
    "- [シート](sheets/index.md)"

    BAD_PAGE_PATH "bad-page-path" "ページの置き場所が使えない"
    "ページの場所は `src/` からの相対で書きます。英小文字・数字・`-`・`_` だけを使うと、どのパソコンでも、ZIP にしても、アドレスが変わりません。`print.md`・`toc.md`・`404.md` は別の用途に使われます。"
    "- [シート](../Sheets/一覧.md)"
    "- [シート](sheets/index.md)"

    PAGE_CLASH "page-clash" "2つのページが同じ場所になる"
    "あとのページが先のページを上書きし、先のページは読めなくなります。大文字と小文字の違いだけの名前も、Windows では同じ場所です。データから作るページ（`items/` や `sheets/` など）とも重ねられません。"
    "- [甲](about.md)\n- [乙](About.md)"
    "- [甲](about.md)\n- [乙](about-us.md)"

    MISSING_CHAPTER "missing-chapter" "項目の解説がない"
    "項目のページは、データから作る部分と、手で書く解説でできています。解説がないあいだは「まだ書かれていません」と表示します。公開はできます。"
    "<!-- src/items/security-patch.md がない -->"
    "<!-- src/items/security-patch.md -->\n## 30秒で要点 {#summary}"

    UNUSED_TERM "unused-term" "どのページにも出てこない用語がある"
    "用語集は、読者がページで出会う言葉を説明します。どのページにも出てこない用語は、目を通す量を増やすだけです。検索の助けになる言葉なら `search_only: true` と書きます。公開はできます。"
    "- id: fax\n  term: ファクス\n  reading: ふぁくす\n  explanation: どのページにも出てきません。"
    "- id: fax\n  term: ファクス\n  reading: ふぁくす\n  explanation: 検索の助けにします。\n  search_only: true"

    UNKNOWN_DIRECTIVE "unknown-directive" "知らない命令がある"
    "`{{#checklist items}}` のような命令は、決まったものだけを、単独の行に書きます。間違えると命令の文字がそのままページに出ます。項目の解説（`src/items/`）の中では使えません。文字として見せたいときは、前後をバッククォートで囲みます。"
    "一覧は {{#checklist item}} です。"
    "一覧です。\n\n{{#checklist items}}"

    MISSING_INCLUDE "missing-include" "取り込むファイルがない"
    "`{{#include}}` で指すファイルがないと、命令の文字がそのままページに出ます。場所は、書いてあるファイルのフォルダーから数えます。"
    "{{#include part/note.md}}"
    "{{#include parts/note.md}}"

    UNKNOWN_REFERENCE "unknown-reference" "参照の相手がない"
    "`[[…]]` の中には、項目の ID、`版:様式:番号`、`版..版`、ガイドラインの箇所、用語のどれかを書きます。相手がないと、どこへも進めません。"
    "詳しくは[[securty-patch]]へ。"
    "詳しくは[[security-patch]]へ。"

    DEAD_LINK "dead-link" "リンクの先がない"
    "リンクの先のページやファイルがありません。場所は、書いてあるファイルのフォルダーから数えます。ファイルがあっても `SUMMARY.md` に載っていなければページになりません。"
    "[シート](sheet/index.md)"
    "[シート](sheets/index.md)"

    DEAD_ANCHOR "dead-anchor" "リンクの先の見出しがない"
    "ページはありますが、`#` のあとの名前を持つ見出しや行がありません。見出しの文字から作られる名前は、見出しを直すと変わります。`## 見出し {#name}` のように名前を付けると変わりません。"
    "[始め方](index.md#hajimekata)"
    "[始め方](index.md#start)\n\n<!-- index.md -->\n## 始め方 {#start}"

    MISSING_IMAGE "missing-image" "画像のファイルがない"
    "画像のファイルが `src/` の下にありません。場所は、書いてあるファイルのフォルダーから数えます。"
    "![設定の画面](setting.png)"
    "![設定の画面](images/setting.png)"

    IMAGE_WITHOUT_ALT "image-without-alt" "画像の説明がない"
    "画像が見えない人や、画像が表示されないときのために、何が写っているかを書きます。"
    "![](images/setting.png)"
    "![二要素認証を有効にする画面](images/setting.png)"

    EMPHASIS_BESIDE_PUNCTUATION "emphasis-beside-punctuation" "強調の印が効かない"
    "Markdown の決まりでは、`**` の内側が「」（）。などの記号で、外側がすぐ文字のとき、強調になりません。`**` がそのままページに出るか、別の場所が太字になります。記号を外に出すか、`<strong>` で囲みます。"
    "これは**「重要」**です。"
    "これは「**重要**」です。\n\nこれは<strong>「重要」</strong>です。"

    EMPTY_HEADING "empty-heading" "文字のない見出しがある"
    "見出しに文字がないと、目次に空の行ができ、名前のないリンクになります。記号だけの見出しにも、リンクのための名前が作れません。"
    "## \n\n## ❗"
    "## 注意 {#caution}"

    CHAPTER_SHAPE "chapter-shape" "項目の解説の見出しが型と違う"
    "項目の解説は、どれも同じ順に読めるように、`templates/chapter.md` の見出しを、その順に、同じ文字と名前で持ちます。見出しの中は `### ` で分けられます。"
    "## 要点 {#summary}\n\n## なぜ必要か {#why}\n\n## 何を聞かれているか {#question}"
    "## 30秒で要点 {#summary}\n\n## 何を聞かれているか {#question}\n\n## なぜ必要か {#why}"

    DEAD_FOOTNOTE "dead-footnote" "注の印と注の中身が合わない"
    "本文の `[^1]` には、同じファイルに `[^1]: …` が1つ要ります。中身がないと印の文字がそのままページに出て、印がないと注はどこからも読めません。"
    "8文字以上とします[^1]。\n\n[^2]: マニュアル（確認済）"
    "8文字以上とします[^1]。\n\n[^1]: マニュアル（確認済）"

    SOURCE_WITHOUT_CERTAINTY "source-without-certainty" "出典に確からしさがない"
    "注には、その出典でどこまで確かめたかを書きます。確認済（その文書で確かめた）、二次情報（解説や報道）、推定、未確認のどれかです。"
    "[^1]: 解説の記事、<https://example.org/>"
    "[^1]: 解説の記事、<https://example.org/>（二次情報）"

    SECOND_H1 "second-h1" "ページの題が2つある"
    "`# ` で始まる題は、1ページに1つです。2つあると、画面を読み上げて使う人が、ページの始まりを見失います。"
    "# 題\n\n# つぎの題"
    "# 題\n\n## つぎの見出し"

    BOOK_DATE "book-date" "手引きの日付がない"
    "窓口の情報がどれだけ古いかは、`book.toml` に書いた日から数えます。パソコンの時計を使わないのは、同じ内容からいつも同じページを作るためです。"
    "[preprocessor.checklist]\n# date がない"
    "[preprocessor.checklist]\ndate = \"2026-11-22\""

    STALE_CONTACT "stale-contact" "窓口を長く確かめていない"
    "電話番号や受付の時間は変わります。`contacts.yaml` の `limit_days` の日数を過ぎたら、公式のページを見て、内容と `checked` を新しくします。公開はできます。"
    "checked: \"2024-04-01\""
    "checked: \"2026-11-22\""

    FILE_NOT_MADE "file-not-made" "持ち帰るファイルを作れない"
    "ページには Word や Excel のファイルを付けます。Excel の1つのセルに入るのは32,767文字までなので、それより長い文があるとファイルを作れません。ファイルが要らない本では、`book.toml` で止められます。"
    "- text: （32,767文字より長い文）"
    "- text: 最新の更新プログラムを当てている。\n\n# ファイルが要らないとき（book.toml）\n[preprocessor.checklist]\nfiles = false"

    TEMPLATE_ERROR "template-error" "テンプレートを組み立てられない"
    "`templates/` のテンプレートに書き方の誤りがあるか、渡されていない変数を使っています。使える変数は、もとのテンプレートの先頭に書いてあります。"
    "<p>{{ lineage.titel }}</p>"
    "<p>{{ lineage.summary }}</p>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique_in_both_crates() {
        let names: Vec<&str> = CODES.iter().chain(checklist::codes::CODES).map(|code| code.name).collect();
        for name in &names {
            assert!(
                name.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-'),
                "{name}"
            );
            assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name}");
        }
    }
}

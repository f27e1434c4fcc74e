use mdbook_renderer::book::{Book, BookItem, Chapter};
use mdbook_renderer::config::Config;
use search_index::{Section, Word};

use super::*;

fn sections_of(markdown: &str) -> search_index::Book {
    let chapter = Chapter::new("題", markdown.to_owned(), "a/page.md", Vec::new());
    let config: Config = "[output.guide]\nedition = \"令和7年度版\"\n".parse().unwrap();
    let options = Options::from_config(&config).unwrap();
    sections(&Book::new_with_items(vec![BookItem::Chapter(chapter)]), &options)
}

/// `anchor|heading|body` of every section, line ends as ` / `.
fn outline(markdown: &str) -> Vec<String> {
    let line = |section: &Section| format!("{}|{}|{}", section.anchor, section.heading, section.body);
    sections_of(markdown).sections.iter().map(line).map(|line| line.replace('\n', " / ")).collect()
}

#[test]
fn a_section_begins_at_every_heading() {
    assert_eq!(
        outline("前\n\n# 題\n\n一\n\n## 二 `x` {#b}\n\n### 同じ\n三\n### 同じ\n"),
        ["||前", "題|題|一", "b|二 x|", "同じ|同じ|三", "同じ-1|同じ|"]
    );
    assert_eq!(outline("# 題\n\n一"), ["題|題|一"], "no text before the first heading, no section");
    assert_eq!(outline("<h2>名前なし</h2>\n\n一"), ["||名前なし / 一"]);
    assert_eq!(outline(""), [""; 0]);
}

#[test]
fn pages_say_where_they_stand() {
    let child = Chapter::new("子", "# こ\n\n文".into(), "a/child.md", vec!["親".into()]);
    let mut parent = Chapter::new("親", "親の文".into(), "a/README.md", Vec::new());
    parent.path = Some("a/index.md".into());
    parent.sub_items.push(BookItem::Chapter(child));
    let draft = BookItem::Chapter(Chapter::new_draft("まだ", Vec::new()));
    let book = Book::new_with_items(vec![BookItem::Chapter(parent), draft]);
    let options = Options::from_config(&Config::default()).unwrap();
    let [parent, child] = &sections(&book, &options).sections[..] else { panic!() };
    assert_eq!((parent.page.as_str(), parent.title.as_str()), ("a/index.html", "親"));
    assert_eq!(child.address(), "a/child.html#こ");
    assert_eq!((child.title.as_str(), &child.breadcrumb[..]), ("子", &["親".to_owned()][..]));
}

#[test]
fn blocks_are_lines_and_inline_elements_add_nothing() {
    assert_eq!(
        outline("**二**要素`a b`認証<br>次<wbr>の\n行\n\n- 一\n- 二\n\n用語\n: 説明\n\n> 引用"),
        ["||二要素a b認証 / 次の行 / 一 / 二 / 用語 / 説明 / 引用"]
    );
    assert_eq!(outline("| a | b |\n|---|---|\n| 一 | 二 |\n"), ["||a / b / 一 / 二"]);
    assert_eq!(
        outline("<table>\n<caption>題</caption>\n<tr><td>一</td><td> 二 </td></tr>\n</table>\n"),
        ["||題 / 一 / 二"]
    );
    assert_eq!(outline("R&amp;D &lt;b&gt;　全角"), ["||R&D <b>　全角"]);
}

#[test]
fn code_is_searched_without_its_hidden_lines() {
    assert_eq!(outline("文\n\n```rust\n# use x;\nfn  a() {\n    1\n}\n```\n"), ["||文 / fn a() { / 1 / }"]);
}

#[test]
fn pictures_are_searched_by_what_they_say() {
    assert_eq!(outline("前![図の*説明*](a.svg)後"), ["||前 / 図の説明 / 後"]);
    assert_eq!(
        outline("<svg role=\"img\"><title>題</title><desc>説明</desc><text>札</text></svg>\n"),
        ["||題 / 説明"]
    );
}

#[test]
fn what_is_not_read_is_not_found() {
    assert_eq!(
        outline(
            "<p>一<span hidden>x</span><span aria-hidden=\"true\">x</span></p>\n<nav><h2 id=\"n\">x</h2></nav>\n\
             <div data-search=\"no\">x<p>x</p></div>\n<button>x</button>\n<template><p>x</p></template>\n<p>二</p>\n"
        ),
        ["||一 / 二"]
    );
    assert_eq!(outline("<h2 id=\"x\" data-search=\"no\">表</h2>\n<p>一</p>"), ["||一"]);
    assert_eq!(
        outline("- [x] 端<span class=\"guide-visually-hidden\">改正</span>末"),
        ["||端末"],
        "words for screen readers only do not cut others in two"
    );
}

#[test]
fn ruby_gives_a_word_and_its_text_once() {
    let book = sections_of(
        "<ruby>所有<rp>(</rp><rt>しょゆう</rt><rp>)</rp>権<rt>けん</rt></ruby>と<ruby>所<rt></rt></ruby>有",
    );
    assert_eq!(book.sections[0].body, "所有権と所有");
    let word = Word { term: "所有権".into(), reading: "しょゆうけん".into(), aliases: Vec::new() };
    assert_eq!(book.words, [word]);
}

#[test]
fn the_footnotes_of_a_page_are_one_section() {
    assert_eq!(
        outline("## 一\n\n文[^a]です。[^a]\n\n## 二\n\n文[^b]\n\n[^a]: 注の**文**\n\n[^b]: 次の文\n"),
        ["一|一|文です。", "二|二|文", "footnote-a|注|注の文 / 次の文"]
    );
}

#[test]
fn an_element_with_a_title_is_a_section_to_its_end() {
    assert_eq!(
        outline(
            "## あ {#a}\n\n<div id=\"t\" data-search-title=\"暗号\"><p>説明</p><h3 id=\"i\">内</h3><p>深</p></div>\n<p>後</p>\n"
        ),
        ["a|あ|後", "t|暗号|説明", "i|内|深"]
    );
    assert_eq!(
        outline("<h2 id=\"a\" data-search-title=\"長い題\">題</h2>\n<p>文</p>\n"),
        ["a|長い題|題 / 文"]
    );
    assert_eq!(outline("<p data-search-title=\"x\">名前がない</p>\n"), ["||名前がない"]);
}

#[test]
fn marks_say_kind_edition_aliases_and_words() {
    let book = sections_of(
        "<div data-search-kind=\"用語\" data-search-edition=\"令和6年度版\" hidden></div>\n\n# 題\n\n一\n\n\
         <div id=\"a\" data-search-title=\"甲\" data-search-kind=\"窓口\" data-search-edition=\"令和5年度版\" data-search-aliases=\"乙 | 丙|\">二</div>\n\
         <p data-search-aliases=\"丁\">三</p>\n\
         <span hidden data-search-term=\"規程\" data-search-reading=\"きてい\" data-search-aliases=\"ルール|規定\"></span>\n",
    );
    let [page, element] = &book.sections[..] else { panic!("{book:?}") };
    assert_eq!((page.kind.as_str(), page.edition.as_deref()), ("用語", Some("令和6年度版")));
    assert_eq!(page.aliases, ["丁"]);
    assert_eq!((element.kind.as_str(), element.edition.as_deref()), ("窓口", Some("令和5年度版")));
    assert_eq!(element.aliases, ["乙", "丙"]);
    let aliases = vec!["ルール".to_owned(), "規定".to_owned()];
    assert_eq!(book.words, [Word { term: "規程".into(), reading: "きてい".into(), aliases }]);
    assert_eq!(book.current_edition.as_deref(), Some("令和7年度版"));
}

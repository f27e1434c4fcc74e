use checklist::Term;
use proptest::{prelude::*, test_runner::RngSeed};

use super::*;
use crate::pages::{Pages, Pairs};
use mdbook_preprocessor::book::{Book, BookItem, Chapter};

fn term(id: &str, name: &str, aliases: &[&str]) -> Term {
    Term {
        id: id.into(),
        term: name.into(),
        reading: String::new(),
        english: None,
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        avoid: vec![],
        explanation: String::new(),
        see: vec![],
        search_only: false,
        certainty: None,
        sources: vec![],
        span: checklist::Span::default(),
    }
}

fn rewritten(content: &str) -> Rewritten {
    let glossary = vec![
        term("two-factor", "二要素認証", &["2要素認証"]),
        term("auth", "認証", &[]),
        term("server", "サーバ", &[]),
        term("vpn", "VPN", &[]),
    ];
    let library = Library { glossary, ..Library::default() };
    let chapter = Chapter::new("用語", "{{#crosslink glossary}}\n".into(), "glossary.md", vec![]);
    let book = Book::new_with_items(vec![BookItem::Chapter(chapter)]);
    let pages = Pages::of(&book, &library, Pairs::All);
    rewrite(Resolver { library: &library, pages: &pages }, &Terms::of(&library), "items/a.md", content)
}

fn link(id: &str, text: &str) -> String {
    format!("<a class=\"guide-term-link\" href=\"../glossary.html#{id}\">{text}</a>")
}

fn reference(id: &str, text: &str) -> String {
    link(id, text).replace("guide-term-link", "guide-reference")
}

#[test]
fn the_first_use_of_a_term_in_a_section_becomes_a_link() {
    let two = link("two-factor", "二要素認証");
    assert_eq!(
        rewritten("二要素認証と2要素認証と二要素認証。\n\n## 節\n\n二要素認証。\n").content,
        format!("{two}と2要素認証と二要素認証。\n\n## 節\n\n{two}。\n")
    );
}

#[test]
fn a_term_is_never_cut_out_of_a_longer_word() {
    for text in ["多要素認証システム\n", "ファイルサーバ\n", "サーバー\n", "OpenVPN\n"] {
        assert_eq!(rewritten(text).content, text);
    }
    assert_eq!(rewritten("VPNの機器\n").content, format!("{}の機器\n", link("vpn", "VPN")));
}

#[test]
fn links_code_headings_and_html_are_left_alone() {
    for text in [
        "# 二要素認証\n",
        "[二要素認証](x.md)\n",
        "`二要素認証`\n",
        "```\n二要素認証 [[二要素認証]]\n```\n",
        "<p title=\"二要素認証\">二要素認証</p>\n",
        "文の中の<span title=\"二要素認証\"></span>\n",
        "<a href=\"x\">二要素認証</a>\n",
        "![二要素認証](x.png)\n",
        "\\[[未知]]\n",
        "&#x4E8C;要素認証ではない&lt;\n",
    ] {
        assert_eq!(rewritten(text).content.replace("<p>", ""), text.replace("<p>", ""), "{text}");
    }
}

#[test]
fn references_become_links_with_the_words_asked_for() {
    assert_eq!(
        rewritten("[[二要素認証]]を。\n").content,
        format!("{}を。\n", reference("two-factor", "二要素認証"))
    );
    assert_eq!(
        rewritten("[[2要素認証|これ]]を。\n").content,
        format!("{}を。\n", reference("two-factor", "これ"))
    );
    assert_eq!(
        rewritten("| a |\n|---|\n| [[VPN\\|線]] |\n").content,
        format!("| a |\n|---|\n| {} |\n", reference("vpn", "線"))
    );
    assert_eq!(rewritten("## [[VPN]] {#x}\n").content, format!("## {} {{#x}}\n", reference("vpn", "VPN")));
}

#[test]
fn words_of_a_reference_are_text() {
    let shown = rewritten("[[VPN|x\"'&]]\n").content;
    assert_eq!(shown, format!("{}\n", reference("vpn", "x\\\"\\'&amp;")));
}

#[test]
fn an_unknown_reference_is_named_and_kept() {
    let result = rewritten("[[VNP]]へ。\n");
    assert_eq!(result.content, "[[VNP]]へ。\n");
    assert_eq!(result.unknown.into_iter().collect::<Vec<_>>(), ["VNP"]);
}

#[test]
fn emphasis_around_a_link_stays_emphasis() {
    assert_eq!(
        rewritten("これは**二要素認証**を使う。\n").content,
        format!("これは<strong>{}</strong>を使う。\n", link("two-factor", "二要素認証"))
    );
    assert_eq!(rewritten("これは**大切**です。\n").content, "これは**大切**です。\n");
}

#[test]
fn line_breaks_between_wide_characters_go() {
    let cases = [
        ("一行め\n二行め\n", "一行め二行め\n"),
        ("一行め。\n「二行め」\n", "一行め。「二行め」\n"),
        ("> 一\n> 二\n", "> 一二\n"),
        ("- 一\n  二\n", "- 一二\n"),
        ("一\r\n二\r\n", "一二\r\n"),
        ("**一**\n**二**\n", "<strong>一</strong><strong>二</strong>\n"),
        ("[一](a)\n二\n", "[一](a)二\n"),
    ];
    for (before, after) in cases {
        assert_eq!(join_lines(before), after, "{before:?}");
    }
}

#[test]
fn other_line_breaks_stay() {
    for text in [
        "one\n二\n",
        "一\ntwo\n",
        "一  \n二\n",
        "一\\\n二\n",
        "```\n一\n二\n```\n",
        "한\n국\n",
        "一\n\n二\n",
        "<p>一\n二</p>\n",
    ] {
        assert_eq!(join_lines(text), text, "{text:?}");
    }
}

/// Pieces of Markdown that are awkward together.
const PIECES: [&str; 40] = [
    "二要素認証",
    "サーバ",
    "認証",
    "VPN",
    "あ",
    "「",
    "」",
    "、",
    "（注）",
    "a",
    " ",
    "　",
    "\n",
    "\n\n",
    "\n> ",
    "\n- ",
    "\n  ",
    "\n    ",
    "\n# ",
    "**",
    "*",
    "~~",
    "_",
    "`",
    "\n```\n",
    "[[",
    "]]",
    "[[VPN]]",
    "[[VPN|",
    "|",
    "\\",
    "[",
    "](x.md)",
    "<b>",
    "</b>",
    "<a href=\"x\">",
    "</a>",
    "&amp;",
    "[^1]",
    "\n|a|b|\n|-|-|\n|",
];

fn awkward() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)
        .prop_map(|pieces| pieces.concat())
        // A line that grows may become the head of a table. The parser itself shows or hides a backslash at the end of a line by what stands before it.
        .prop_filter("a line of a table", |content| !(content.contains("\n-") && content.contains('|')))
        .prop_filter("a backslash at the end of a line", |content| !content.contains("\\\n"))
}

/// What a reader sees, without white space.
fn visible(content: &str) -> String {
    let events = new_cmark_parser(content, &options());
    let text = events.map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.to_string(),
        _ => String::new(),
    });
    text.collect::<String>().split_whitespace().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn joining_lines_changes_no_visible_text(content in awkward()) {
        prop_assert_eq!(visible(&join_lines(&content)), visible(&content));
    }

    #[test]
    fn linking_changes_no_visible_text(content in awkward()) {
        let without_references = content.replace("[[[", "[").replace("[[", "");
        prop_assume!(!without_references.contains("[["));
        prop_assert_eq!(visible(&rewritten(&without_references).content), visible(&without_references));
        rewritten(&content);
    }
}

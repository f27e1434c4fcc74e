use super::*;
use crate::pages::PageTable;
use mdbook_renderer::book::{Book, BookItem, Chapter};
use mdbook_renderer::config::Config;

fn options() -> Options {
    let mut options = Options::from_config(&Config::default()).unwrap();
    options.smart_punctuation = false;
    options
}

/// The body of a chapter `a/page.md` in a book that also has `index.md`.
fn body_of(markdown: &str) -> Body {
    let chapter = |path: &str| BookItem::Chapter(Chapter::new(path, String::new(), path, Vec::new()));
    let book = Book::new_with_items(vec![chapter("index.md"), chapter("a/page.md")]);
    let options = options();
    let (table, bad_paths) = PageTable::new(&book, &options);
    assert!(bad_paths.is_empty());
    body(markdown, "a/page.html", "a/", &Linker { table: &table }, &options)
}

fn html_of(markdown: &str) -> String {
    let body = body_of(markdown);
    format!("{}{}", body.lead, body.html).trim_end().to_owned()
}

fn codes_of(markdown: &str) -> Vec<Code> {
    body_of(markdown).problems.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn a_line_end_between_wide_characters_is_no_space() {
    assert_eq!(html_of("一行目\n二行目。\n「三」"), "<p>一行目二行目。「三」</p>");
    assert_eq!(html_of("one\ntwo"), "<p>one\ntwo</p>");
    assert_eq!(html_of("版\nR7"), "<p>版\nR7</p>");
    assert_eq!(html_of("한국\n어"), "<p>한국\n어</p>");
    assert_eq!(html_of("一**二**\n**三**"), "<p>一<strong>二</strong><strong>三</strong></p>");
}

#[test]
fn emphasis_beside_japanese_punctuation_is_emphasis() {
    assert_eq!(html_of("これは**「重要」**です"), "<p>これは<strong>「重要」</strong>です</p>");
    assert_eq!(html_of("*（例）*を"), "<p><em>（例）</em>を</p>");
    assert_eq!(
        html_of("**注意！**次\n**「二」**で"),
        "<p><strong>注意！</strong>次<strong>「二」</strong>で</p>"
    );
    assert_eq!(html_of("\\*\\*「星」\\*\\*"), "<p>**「星」**</p>");
    assert_eq!(html_of("2 ** 3、4 ** 5"), "<p>2 ** 3、4 ** 5</p>");
    assert_eq!(html_of("- 一**「二」\n- 三」**四"), "<ul>\n<li>一**「二」</li>\n<li>三」**四</li>\n</ul>");
}

#[test]
fn emphasis_in_a_heading_leaves_no_stars_in_lists_of_headings() {
    let body = body_of("## **「重要」**な話");
    assert_eq!(body.headings[0].title, "「重要」な話");
    assert_eq!(body.headings[0].id, "重要な話");
}

#[test]
fn links_to_chapters_become_links_to_pages() {
    assert_eq!(html_of("[a](../index.md#x%20y)"), "<p><a href=\"../index.html#x%20y\">a</a></p>");
    assert_eq!(html_of("[a](page.md?q=1#z)"), "<p><a href=\"page.html?q=1#z\">a</a></p>");
    assert_eq!(html_of("<a href='../index.md'>a</a>"), "<p><a href=\"../index.html\">a</a></p>");
    assert_eq!(html_of("[a](x.mdx)"), "<p><a href=\"x.mdx\">a</a></p>");
    assert_eq!(html_of("[a](HTTPS://e.jp/a.md)"), "<p><a href=\"HTTPS://e.jp/a.md\">a</a></p>");
}

#[test]
fn the_copy_at_the_top_has_links_from_there() {
    let book =
        Book::new_with_items(vec![BookItem::Chapter(Chapter::new("p", String::new(), "a/p.md", Vec::new()))]);
    let options = options();
    let (table, _) = PageTable::new(&book, &options);
    let body =
        body("[自分](p.md) ![図](f.svg) [節](#x)", "a/p.html", "", &Linker { table: &table }, &options);
    assert!(body.html.contains("href=\"a/p.html\""), "{}", body.html);
    assert!(body.html.contains("src=\"a/f.svg\""), "{}", body.html);
    assert!(body.html.contains("href=\"#x\""), "{}", body.html);
}

#[test]
fn hostile_text_never_becomes_markup() {
    let html =
        html_of("[x](<a\"onmouseover=\"b>) ![\"><script>](f.svg \"t'\\\"<\") `<script>` &lt;script&gt;");
    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains("\"onmouseover"), "{html}");
    assert!(html.contains("&lt;script&gt;"), "{html}");
}

#[test]
fn what_a_page_may_not_do_is_found() {
    assert_eq!(codes_of("<script>x</script>"), [Code::InlineScript]);
    assert_eq!(codes_of("<p onclick='x'>a</p>"), [Code::InlineHandler]);
    assert_eq!(codes_of("<p style='color:red'>a</p>"), [Code::InlineStyle]);
    assert_eq!(codes_of("<style>p{}</style>"), [Code::InlineStyle]);
    assert_eq!(codes_of("[a](javascript:alert(1))"), [Code::InlineHandler]);
    assert_eq!(codes_of("![a](https://e.jp/a.png)"), [Code::OutsideRequest]);
    assert_eq!(codes_of("<img srcset='//e.jp/a.png 2x'>"), [Code::OutsideRequest]);
    assert_eq!(codes_of("<iframe src='https://e.jp'></iframe>"), [Code::OutsideRequest]);
    assert_eq!(codes_of("## a {onclick=x}"), [Code::InlineHandler]);
    assert_eq!(codes_of("[a](../../x.html)"), [Code::DeadLink]);
    assert_eq!(codes_of("[a](/x.html)"), [Code::DeadLink]);
    assert_eq!(codes_of("[外](https://e.jp) ![](data:image/png;base64,AA)"), []);
}

#[test]
fn tags_that_do_not_pair_up_are_found_and_closed() {
    let body = body_of("段落 <b>太字\n\n<div>\n\n次\n\n</section>\n");
    let codes: Vec<Code> = body.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::UnbalancedHtml; 3]);
    assert_eq!(body.html, "<p>段落 <b>太字</b></p>\n<div>\n<p>次</p>\n\n</div>");
    assert_eq!(codes_of("<ul><li>一<li>二</ul>"), []);
}

#[test]
fn double_ids_are_found() {
    assert_eq!(codes_of("## 一 {#x}\n\n<p id=\"x\">a</p>"), [Code::DuplicateId]);
}

#[test]
fn a_heading_without_text_is_found() {
    assert_eq!(codes_of("## \n"), [Code::EmptyHeading]);
}

#[test]
fn tables_scroll_in_a_box_with_a_name() {
    let html = html_of("## 見出し\n\n|a|\n|-|\n|b|");
    assert!(
        html.contains("<div class=\"guide-table\" role=\"region\" tabindex=\"0\" aria-label=\"表1 見出し\">"),
        "{html}"
    );
    let html = html_of("<div class=\"table-wrapper\">\n<table><tr><td>a</td></tr></table>\n</div>");
    assert_eq!(html.matches("guide-table").count(), 1, "{html}");
    let html = html_of("<table><tr><td>a</td></tr></table>\n\n後");
    assert!(html.contains("</table></div>"), "{html}");
}

#[test]
fn the_lead_ends_with_the_first_h1() {
    let body = body_of("# 題\n\n本文");
    assert_eq!(body.lead.trim_end(), "<h1 id=\"題\">題</h1>");
    assert_eq!(body.html, "<p>本文</p>\n");
    assert!(body_of("<div>\n\n# 題\n\n</div>").lead.is_empty());
}

#[test]
fn raw_headings_with_an_id_are_listed() {
    let body = body_of("<h2 id=\"x\">生の<b>見出し</b></h2>");
    let expected = Heading { level: 2, id: "x".into(), title: "生の見出し".into() };
    assert_eq!(body.headings, [expected]);
    assert_eq!(body.ids, ["x"]);
}

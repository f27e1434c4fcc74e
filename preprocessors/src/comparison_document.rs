//! One comparison as a file of its own, to be sent or printed.

use checklist::Comparison;
use mdbook_markdown::new_cmark_parser;
use minijinja::{Environment, context};
use pulldown_cmark::html::push_html;

use crate::{
    comparison_page, directive::options, markdown, pages::Pages, shared::Shared, take_away, view::Scene,
};

const DOCUMENT: &str = r#"<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.7; font-family: sans-serif; line-break: strict; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem .6rem; border: 1px solid; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
caption { padding: .4rem; font-weight: bold; }
ins, del { text-decoration: underline; text-underline-offset: .2em; }
.guide-visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
</style>
</head>
<body>
{{ body | safe }}</body>
</html>
"#;

/// A comparison as an HTML document that needs nothing beside it: no page to link to, no style sheet.
pub fn comparison_document(shared: &Shared, comparison: &Comparison<'_>) -> anyhow::Result<String> {
    let pages = Pages::default();
    let scene = Scene { library: shared.library(), pages: &pages, from: "comparison.md" };
    let tables = take_away::comparison_tables(comparison).into();
    let page = comparison_page::render(shared, scene, comparison, tables);
    let text = [markdown::title(&comparison.title(), "top"), page];
    let mut body = String::new();
    push_html(&mut body, new_cmark_parser(&text.join("\n\n"), &options()));
    let environment = Environment::new();
    let document = environment.template_from_named_str("comparison-document.html", DOCUMENT)?;
    Ok(document.render(context! { title => comparison.title(), body })?)
}

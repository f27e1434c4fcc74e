//! Footnotes: marks where they stand, notes at the end of the page.

use std::collections::HashSet;

use mdbook_markdown::pulldown_cmark::CowStr;

use super::{Footnote, Writer};
use crate::finding::Code;
use crate::html::push_attribute;

impl<'a> Writer<'a> {
    pub(super) fn footnote_reference(&mut self, name: CowStr<'a>) {
        let next_number = self.footnotes.len() + 1;
        let footnote =
            self.footnotes.entry(name.clone()).or_insert(Footnote { number: next_number, n_uses: 0 });
        footnote.n_uses += 1;
        let (number, nth) = (footnote.number, footnote.n_uses);
        let id = format!("fr-{name}-{nth}");
        self.out.push_str("<sup class=\"guide-footnote-reference\"");
        push_attribute(&mut self.out, "id", &id);
        self.out.push_str("><a");
        push_attribute(&mut self.out, "href", &format!("#footnote-{name}"));
        self.out.push_str(&format!(" aria-label=\"脚注{number}\">{number}</a></sup>"));
        self.body.ids.push(id);
        if let Some(heading) = &mut self.heading {
            heading.id_text.push_str(&number.to_string());
        }
    }

    /// A definition is written aside and comes at the end of the page.
    pub(super) fn start_definition(&mut self, name: CowStr<'a>) {
        self.definitions.push((name, String::new()));
        self.outer.push(std::mem::take(&mut self.out));
        self.block("", "");
    }

    pub(super) fn end_definition(&mut self) {
        self.close();
        let outer = self.outer.pop().unwrap_or_default();
        let definition = std::mem::replace(&mut self.out, outer);
        if let Some(open) = self.definitions.iter_mut().rev().find(|(_, html)| html.is_empty()) {
            open.1 = definition;
        }
    }

    pub(super) fn write_footnotes(&mut self) {
        let mut definitions = std::mem::take(&mut self.definitions);
        let mut seen = HashSet::new();
        definitions.retain(|(name, _)| seen.insert(name.clone()));
        for (name, _) in &definitions {
            if !self.footnotes.contains_key(name) {
                let message = format!("脚注 `{name}` の説明がありますが、本文に参照がありません");
                self.problem(Code::UnusedFootnote, &format!("[^{name}]:"), message, None);
            }
        }
        definitions.retain(|(name, _)| self.footnotes.contains_key(name));
        if definitions.is_empty() {
            return;
        }
        definitions.sort_by_key(|(name, _)| self.footnotes[name].number);
        self.out.push_str("<section class=\"guide-footnotes\" aria-label=\"脚注\">\n<ol>\n");
        for (name, html) in definitions {
            self.write_definition(&name, &html);
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn write_definition(&mut self, name: &str, html: &str) {
        let id = format!("footnote-{name}");
        self.out.push_str("<li");
        push_attribute(&mut self.out, "id", &id);
        self.out.push('>');
        self.body.ids.push(id);
        let (html, end) = match html.strip_suffix("</p>\n") {
            Some(html) => (html, "</p>\n"),
            None => (html, ""),
        };
        self.out.push_str(html);
        for nth in 1..=self.footnotes[name].n_uses {
            self.out.push_str(" <a");
            push_attribute(&mut self.out, "href", &format!("#fr-{name}-{nth}"));
            let label = if nth == 1 { String::new() } else { nth.to_string() };
            self.out.push_str(&format!(" aria-label=\"本文へ戻る{label}\">↩{label}</a>"));
        }
        self.out.push_str(end);
        self.out.push_str("</li>\n");
    }
}

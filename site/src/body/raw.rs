//! HTML in Markdown: passed on, with links resolved and what the site cannot have reported.

use super::{Open, OpenHeading, Raw, Writer};
use crate::address::folder;
use crate::finding::Code;
use crate::html::{self, Piece, push_attribute};
use crate::links::Request;

impl Writer<'_> {
    pub(super) fn raw_html(&mut self, html: &str) {
        for piece in html::pieces(html) {
            match piece {
                Piece::Start(tag) => self.raw_start(&tag),
                Piece::End(tag) => self.raw_end(&tag.name),
                Piece::Text(text) => self.text(&text),
                Piece::Raw(text) => self.out.push_str(&text),
            }
        }
    }

    fn raw_start(&mut self, tag: &html5ever::tokenizer::Tag) {
        let name: &str = &tag.name;
        let level = html::heading_level(name);
        let name = match level.map(|level| self.heading_tag(level).0) {
            Some(2) if name == "h1" => "h2",
            _ => name,
        };
        self.inspect_element(tag);
        if is_table_box(tag) {
            // mdBook's box; ours can be reached by keyboard and has a name.
            let start = self.table_box();
            self.out.push_str(&start);
            return self.open.push(Open::Raw(Raw { name: name.to_owned(), is_table_box: true, end: "" }));
        }
        let in_box = matches!(self.open.last(), Some(Open::Raw(raw)) if raw.is_table_box);
        let mut end = "";
        if name == "table" && !in_box {
            let start = self.table_box();
            self.out.push_str(&start);
            end = "</div>";
        }
        let start = self.out.len();
        self.write_raw_tag(name, tag);
        if html::is_void(name) {
            return;
        }
        self.open.push(Open::Raw(Raw { name: name.to_owned(), is_table_box: false, end }));
        if tag.self_closing {
            return self.close_raw();
        }
        if let Some(level) = level {
            let id = html::attribute(tag, "id").map(str::to_owned);
            let (attributes, id_text, title) = (String::new(), String::new(), String::new());
            self.heading = Some(OpenHeading { start, level, id, attributes, id_text, title, is_raw: true });
        }
    }

    fn write_raw_tag(&mut self, name: &str, tag: &html5ever::tokenizer::Tag) {
        self.out.push('<');
        self.out.push_str(name);
        let attachment = self.attachment(tag);
        self.body.desk_parts.extend(html::attribute(tag, "data-desk").map(str::to_owned));
        for attribute in &tag.attrs {
            let attribute_name: &str = &attribute.name.local;
            let value = match (attribute_name, &attachment) {
                ("href", Some(address)) => address.clone(),
                _ => self.inspect_attribute(name, attribute_name, &attribute.value),
            };
            push_attribute(&mut self.out, attribute_name, &value);
        }
        self.out.push('>');
    }

    /// Notes what an attribute does and gives the value to write.
    pub(super) fn inspect_attribute(&mut self, element: &str, name: &str, value: &str) -> String {
        if name == "id" || name == "name" && element == "a" {
            self.body.ids.push(value.to_owned());
        }
        match html::role(element, name) {
            html::Role::Link => return self.request(Request::Link, value),
            html::Role::Fetched => return self.request(Request::Fetched, value),
            html::Role::FetchedList => {
                for address in html::addresses_of_list(value) {
                    self.request(Request::Fetched, address);
                }
            }
            html::Role::Style => {
                let message = format!("`style=\"{value}\"` がページの中に書かれています");
                let help = "theme/extra.css に書き、class で指定します";
                self.problem(Code::InlineStyle, value, message, Some(help.into()));
            }
            html::Role::Handler => {
                let message = format!("`{name}=\"…\"` という、動作する属性があります");
                self.problem(Code::InlineHandler, name, message, Some("取り除きます".into()));
            }
            html::Role::Plain => {}
        }
        value.to_owned()
    }

    fn inspect_element(&mut self, tag: &html5ever::tokenizer::Tag) {
        let (code, message) = match &*tag.name {
            "script" => (Code::InlineScript, "`<script>` がページの中に書かれています"),
            "style" => (Code::InlineStyle, "`<style>` がページの中に書かれています"),
            "base" | "meta" => (Code::OutsideRequest, "`<base>` や `<meta>` は本文に書けません"),
            _ => return,
        };
        self.problem(code, &format!("<{}", tag.name), message.into(), Some("取り除きます".into()));
    }

    /// The address of the file a `.guide-attachment` link carries.
    fn attachment(&mut self, tag: &html5ever::tokenizer::Tag) -> Option<String> {
        let is_attachment = html::attribute(tag, "class")
            .is_some_and(|class| class.split_whitespace().any(|name| name == "guide-attachment"));
        let address = html::attribute(tag, "href")?;
        if !is_attachment || !address.starts_with("data:") {
            return None;
        }
        let name = html::attribute(tag, "download").unwrap_or_default();
        match crate::links::attachment(folder(self.path), name, address) {
            Ok(attachment) => {
                let address = crate::address::relative(self.base, &attachment.path);
                if html::attribute(tag, "data-desk-data").is_some() {
                    self.body.desk_data = Some(attachment.path.clone());
                }
                if html::attribute(tag, "data-desk-script").is_some() {
                    self.body.desk_scripts.push(attachment.path.clone());
                }
                self.body.attachments.push(attachment);
                Some(address)
            }
            Err(message) => {
                self.problem(Code::Attachment, name, message, None);
                None
            }
        }
    }

    fn raw_end(&mut self, name: &str) {
        let floor =
            self.open.iter().rposition(|open| matches!(open, Open::Markdown(_))).map_or(0, |at| at + 1);
        let is_named = |open: &Open| matches!(open, Open::Raw(raw) if raw.name == name || name == "h1" && raw.name == "h2");
        let Some(at) = self.open[floor..].iter().rposition(is_named) else {
            let message = format!("対応する始まりのない `</{name}>` があります");
            return self.problem(Code::UnbalancedHtml, &format!("</{name}>"), message, None);
        };
        while self.open.len() > floor + at + 1 {
            if let Some(Open::Raw(inner)) = self.open.last()
                && !html::may_stay_open(&inner.name)
            {
                let inner = inner.name.clone();
                self.report_unclosed(&inner);
            }
            self.close_raw();
        }
        self.close_raw();
    }

    pub(super) fn close_raw(&mut self) {
        let Some(Open::Raw(Raw { name, end, .. })) = self.open.pop() else { return };
        self.out.push_str("</");
        self.out.push_str(&name);
        self.out.push('>');
        self.out.push_str(end);
        if html::heading_level(&name).is_some()
            && let Some(heading) = self.heading.take_if(|heading| heading.is_raw)
        {
            let id = heading.id.clone().unwrap_or_default();
            self.note_heading(heading, id);
        } else if self.body.has_h1 && self.lead_end == 0 && self.open.is_empty() && name == "header" {
            self.lead_end = self.out.len();
        }
    }

    pub(super) fn report_unclosed(&mut self, name: &str) {
        let message = format!("`<{name}>` が閉じられていません");
        let help = format!("同じ段落・同じ項目の中で `</{name}>` を書きます");
        self.problem(Code::UnbalancedHtml, &format!("<{name}"), message, Some(help));
    }
}

/// Whether a tag is the box mdBook puts around tables, written by hand or by a template.
fn is_table_box(tag: &html5ever::tokenizer::Tag) -> bool {
    &*tag.name == "div"
        && html::attribute(tag, "class") == Some("table-wrapper")
        && html::attribute(tag, "id").is_none()
}

//! Word and Excel files: what they fetch or run when somebody opens them. A link a reader may click is neither.

use std::io::{Cursor, Read as _};

use memchr::memmem;
use roxmltree::Document;
use zip::ZipArchive;

use super::drawing;
use super::limits::{MAX_OFFICE_BYTES, MAX_OFFICE_PARTS, MAX_TEXT_BYTES};
use crate::finding::Code;

/// Instructions of Word that fetch or run.
const FIELDS: [&str; 7] = ["INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE ", "DDEAUTO", "DDE ", "IMPORT ", "RD "];
/// Functions of Excel that do.
const FUNCTIONS: [&str; 5] = ["WEBSERVICE(", "IMAGE(", "RTD(", "CALL(", "REGISTER.ID("];
/// Parts that run or fetch, by what their path holds.
const PARTS: [(&str, &str); 6] = [
    ("vbaProject", "マクロ"),
    ("activeX/", "ActiveX"),
    ("externalLinks/", "ほかのファイルへの参照"),
    ("connections.xml", "データの接続"),
    ("queryTables/", "データの接続"),
    ("webextensions/", "アドイン"),
];

/// What is wrong in a Word or Excel file: kind and one Japanese sentence without 。.
pub(super) fn faults(bytes: &[u8]) -> Vec<(Code, String)> {
    if memmem::find_iter(bytes, b"PK\x01\x02").nth(MAX_OFFICE_PARTS).is_some() {
        return vec![(Code::TooLarge, format!("中のファイルが {MAX_OFFICE_PARTS} 個より多くあります"))];
    }
    let mut entries = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(entries) => entries,
        Err(error) => return vec![(Code::BrokenArchive, format!("zip として読めません({error})"))],
    };
    let (mut faults, mut left) = (Vec::new(), MAX_OFFICE_BYTES);
    for nth in 0..entries.len() {
        let mut part = Vec::new();
        let Ok(entry) = entries.by_index(nth) else {
            faults.push((Code::BrokenArchive, "中のファイルを取り出せません".to_owned()));
            continue;
        };
        let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
        let most = left.min(MAX_TEXT_BYTES);
        match entry.take(most + 1).read_to_end(&mut part) {
            Err(_) => faults.push((Code::BrokenArchive, format!("中の `{name}` を取り出せません"))),
            Ok(_) if part.len() as u64 > most => {
                faults.push((Code::TooLarge, format!("中の `{name}` が大きすぎるため、調べていません")));
                return faults;
            }
            Ok(_) => {
                left -= part.len() as u64;
                faults.extend(of_part(&name, &part));
            }
        }
    }
    faults
}

fn of_part(name: &str, bytes: &[u8]) -> Vec<(Code, String)> {
    if let Some((_, what)) = PARTS.iter().find(|(part, _)| name.contains(part)) {
        return vec![(Code::ActiveContent, format!("{what}(`{name}`)が入っています"))];
    }
    if ![".xml", ".rels", ".vml", ".svg"].iter().any(|ending| name.ends_with(ending)) {
        return Vec::new();
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![(Code::NotUtf8, format!("中の `{name}` が UTF-8 で書かれていません"))];
    };
    match drawing::parsed(text) {
        Err(message) => vec![(Code::BrokenMarkup, format!("中の `{name}`: {message}"))],
        Ok(document) if name.ends_with(".rels") => relations(name, &document),
        Ok(document) => instructions(name, &document),
    }
}

/// Relations to other places, but for links.
fn relations(name: &str, document: &Document<'_>) -> Vec<(Code, String)> {
    let relations = document.descendants().filter(|node| node.has_tag_name_of("Relationship"));
    let outside = relations.filter(|node| {
        let target = node.attribute("Target").unwrap_or_default();
        let is_external =
            node.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        let is_link = node.attribute("Type").is_some_and(|kind| kind.ends_with("/hyperlink"));
        let scheme = crate::address::scheme(target).unwrap_or_default();
        let is_readable = matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel");
        (is_external || crate::address::is_outside(target)) && !(is_link && is_readable)
    });
    outside
        .map(|node| {
            let target = node.attribute("Target").unwrap_or_default();
            (Code::OutsideRequest, format!("`{target}` を外へ取りに行きます(中の `{name}`)"))
        })
        .collect()
}

/// Fields and formulas that fetch.
fn instructions(name: &str, document: &Document<'_>) -> Vec<(Code, String)> {
    let text = |tag: &str| -> String {
        let nodes = document.descendants().filter(|node| node.has_tag_name_of(tag));
        nodes.filter_map(|node| node.text()).collect::<Vec<_>>().concat()
    };
    let simple = document.descendants().filter_map(|node| {
        node.attributes().find(|attribute| attribute.name() == "instr").map(|attribute| attribute.value())
    });
    let fields = text("instrText") + " " + &simple.collect::<Vec<_>>().join(" ");
    let fields = fields.to_uppercase();
    let formulas: Vec<&str> = document
        .descendants()
        .filter(|node| {
            ["f", "formula", "formula1", "definedName"].iter().any(|tag| node.has_tag_name_of(tag))
        })
        .filter_map(|node| node.text())
        .collect();
    let formulas = formulas.join(" ").to_uppercase();
    let found = FIELDS.iter().filter(|field| fields.contains(**field));
    let found = found.chain(FUNCTIONS.iter().filter(|function| formulas.contains(**function)));
    found
        .map(|word| {
            let word = word.trim_end_matches([' ', '(']);
            (Code::ActiveContent, format!("開いたときに外へ取りに行く `{word}` があります(中の `{name}`)"))
        })
        .collect()
}

/// Names without regard to the vocabulary they are of.
trait Named {
    fn has_tag_name_of(&self, name: &str) -> bool;
}

impl Named for roxmltree::Node<'_, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn file(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
            writer.write_all(text.as_bytes()).expect("a text");
        }
        writer.finish().expect("a zip").into_inner()
    }

    fn relation(kind: &str, target: &str, mode: &str) -> String {
        format!("<R><Relationship Type=\"http://x/{kind}\" Target=\"{target}\"{mode}/></R>")
    }

    #[test]
    fn what_is_fetched_or_run_on_opening_is_found() {
        let external = " TargetMode=\"External\"";
        for (name, text) in [
            ("word/_rels/document.xml.rels", relation("image", "https://e.jp/a.png", external)),
            ("word/_rels/settings.xml.rels", relation("attachedTemplate", "file:///c:/a.dot", external)),
            ("word/_rels/document.xml.rels", relation("hyperlink", "file://e.jp/a", external)),
            ("xl/externalLinks/externalLink1.xml", "<a/>".into()),
            ("word/vbaProject.bin", "x".into()),
            (
                "word/document.xml",
                "<d><instrText>INCLUDE</instrText><instrText>PICTURE \"x\"</instrText></d>".into(),
            ),
            ("word/document.xml", "<d><fldSimple instr=\"ddeauto x\"/></d>".into()),
            ("xl/worksheets/sheet1.xml", "<s><f>_xlfn.WEBSERVICE(\"x\")</f></s>".into()),
            ("word/document.xml", "<d>".into()),
        ] {
            assert_eq!(faults(&file(&[(name, &text)])).len(), 1, "{name}: {text}");
        }
    }

    #[test]
    fn links_for_a_reader_are_fine() {
        let link = relation("hyperlink", "https://e.jp/", " TargetMode=\"External\"");
        let parts = [
            ("word/_rels/document.xml.rels", &*link),
            ("word/document.xml", "<d><instrText>PAGE</instrText><f>SUM(A1:A2)</f></d>"),
            (
                "xl/_rels/workbook.xml.rels",
                "<R><Relationship Type=\"x/styles\" Target=\"/xl/styles.xml\"/></R>",
            ),
        ];
        assert_eq!(faults(&file(&parts)), []);
    }

    #[test]
    fn files_without_end_are_given_up() {
        let bomb = file(&[("word/document.xml", &" ".repeat(MAX_TEXT_BYTES as usize + 1))]);
        assert_eq!(faults(&bomb)[0].0, Code::TooLarge);
        assert_eq!(faults(&b"PK\x01\x02".repeat(MAX_OFFICE_PARTS + 1))[0].0, Code::TooLarge);
        assert_eq!(faults(b"no zip")[0].0, Code::BrokenArchive);
    }
}

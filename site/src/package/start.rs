//! The page a reader of the zip opens first. It needs nothing beside it: inside an archive there is nothing.

use minijinja::{Value, context};

use super::summary::japanese_date;
use crate::Manifest;
use crate::frame::HUB_PATH;
use crate::policy::source_of;
use crate::theme::environment;

const TEMPLATE: &str = include_str!("../../templates/start.html");
const STYLE: &str = include_str!("../../assets/start.css");

/// The page a reader of the zip opens first, as HTML. The same manifest gives the same text.
///
/// It says to unpack the zip, leads to the guide and helps where that fails. Its policy allows its one style, by hash,
/// and nothing else.
pub fn start_page(manifest: &Manifest) -> String {
    let style = format!("\n{STYLE}");
    let source = source_of(&style);
    let policy = format!("default-src 'none'; style-src {source}; base-uri 'none'; form-action 'none'");
    let has = |path: &str| manifest.files.iter().any(|file| file.path == path);
    let context = context! {
        policy => Value::from_safe_string(policy),
        style => Value::from_safe_string(style),
        title => if manifest.title.is_empty() { "手引き" } else { &manifest.title },
        edition => &manifest.edition,
        date => manifest.date.as_deref().map(japanese_date),
        disclaimer => &manifest.disclaimer,
        has_desk => has(HUB_PATH),
    };
    environment().render_named_str("start.html", TEMPLATE, context).expect("our own template is complete")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{FileKind, MANIFEST_FORMAT, ManifestFile};

    /// A manifest of files that say nothing.
    pub(crate) fn manifest(files: &[(&str, FileKind)]) -> Manifest {
        let file = |(path, kind): &(&str, FileKind)| ManifestFile {
            path: (*path).to_owned(),
            bytes: 0,
            sha256: String::new(),
            kind: *kind,
            page: None,
        };
        Manifest {
            format: MANIFEST_FORMAT,
            program: String::new(),
            title: String::new(),
            edition: None,
            date: None,
            disclaimer: None,
            build: String::new(),
            policy: String::new(),
            files: files.iter().map(file).collect(),
        }
    }

    #[test]
    fn the_first_page_shows_what_the_manifest_says_and_never_as_markup() {
        let page = start_page(&manifest(&[]));
        assert!(!page.contains("自己点検") && page.contains("「手引き」"), "{page}");
        let named = Manifest {
            title: "<b>表題</b>".into(),
            date: Some("2026-11-22".into()),
            disclaimer: Some("刊行物ではありません。".into()),
            ..manifest(&[("hub.html", FileKind::Page)])
        };
        let page = start_page(&named);
        for text in ["&lt;b&gt;表題&lt;/b&gt;", "2026年11月22日", "刊行物ではありません。", "自己点検"]
        {
            assert!(page.contains(text), "{text} in {page}");
        }
        assert!(!page.contains("<b>"), "{page}");
    }

    #[test]
    fn the_policy_allows_the_style_of_the_page() {
        let page = start_page(&manifest(&[]));
        let style = page.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next());
        assert!(page.contains(&format!("style-src {}", source_of(style.expect("a style")))), "{page}");
        assert!(!page.contains(" style=") && !page.contains("<script"), "{page}");
    }
}

//! 修正概要: what is new, as a draft in Markdown to send along with a guide.

use std::collections::BTreeSet;

use super::changes::{Changes, PageChanges};
use crate::{Manifest, ManifestPage, ManifestSection};

/// A part of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryPart {
    /// Its heading, as text; the draft puts its number before it.
    pub title: String,
    /// What stands below it, as Markdown with headings from the third level on.
    pub body: String,
}

/// The draft: `parts` in their order, then what became of the pages since an older manifest of the same guide.
///
/// Nothing but what was given is in it: the same parts and manifests give the same bytes.
pub fn summary(manifest: &Manifest, parts: Vec<SummaryPart>, since: Option<&Manifest>) -> String {
    let mut text = head(manifest);
    let pages = since.map(|older| pages_part(older, manifest));
    let parts: Vec<SummaryPart> = parts.into_iter().chain(pages).collect();
    if parts.is_empty() {
        text += "\nくらべる前の手引きも、前の版もありません。\n";
    }
    for (nth, part) in parts.iter().enumerate() {
        text += &format!(
            "\n## {}　{}\n\n{}\n",
            fullwidth(nth + 1),
            plain_markdown(&part.title),
            part.body.trim_end()
        );
    }
    text
}

/// Whether an older manifest is of the same guide: it has the title, or at least half of the older pages.
///
/// A guide may get another title, and a book that has just begun may change all its pages.
pub fn is_same_guide(older: &Manifest, newer: &Manifest) -> bool {
    let ids = |manifest: &Manifest| {
        let pages = manifest.files.iter().filter_map(|file| file.page.as_ref());
        pages.map(|page| page.id.clone()).collect::<BTreeSet<_>>()
    };
    let (old, new) = (ids(older), ids(newer));
    older.title == newer.title || !old.is_empty() && old.intersection(&new).count() * 2 >= old.len()
}

/// Text that Markdown shows as written, on one line.
pub fn plain_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => escaped.extend(['\\', char]),
            char if char.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// `2026年11月22日` for `2026-11-22`; another text as it is.
pub(super) fn japanese_date(date: &str) -> String {
    let numbers: Vec<Option<u32>> = date.split('-').map(|part| part.parse().ok()).collect();
    match numbers[..] {
        [Some(year), Some(month), Some(day)] => format!("{year}年{month}月{day}日"),
        _ => date.to_owned(),
    }
}

fn head(manifest: &Manifest) -> String {
    let title = if manifest.title.is_empty() { "手引き" } else { &manifest.title };
    let edition = manifest.edition.as_ref().map_or(String::new(), |edition| format!("（{edition}）"));
    let date = manifest.date.as_deref().map(|date| format!("{}の手引きです。", japanese_date(date)));
    format!(
        "# 【修正概要】{}\n\n{}この文は、手引きを配るときに添える下書きです。jissen がデータとページの一覧から作り、\
         件数は数えたものです。\n内容を確かめ、必要な言葉を足してからお使いください。\n",
        plain_markdown(&format!("{title}{edition}")),
        plain_markdown(&date.unwrap_or_default()),
    )
}

fn pages_part(older: &Manifest, newer: &Manifest) -> SummaryPart {
    let named = older.date.as_deref().map_or("前".to_owned(), japanese_date);
    SummaryPart {
        title: format!("ページの変更（{named}の手引きから）"),
        body: pages_body(&Changes::between(older, newer), older.date != newer.date),
    }
}

fn pages_body(changes: &Changes, is_day_other: bool) -> String {
    if changes.is_empty() {
        return "ページの文と持ち帰るファイルに、変更はありません。".to_owned();
    }
    let lists = [
        list("新しいページ", &changes.new_pages, |page| page_line(page)),
        list("なくなったページ", &changes.gone_pages, |page| page_line(page)),
        list("変わったページ", &changes.changed_pages, changed_page),
        list("新しいファイル", &changes.new_files, |path| plain_markdown(path)),
        list("なくなったファイル", &changes.gone_files, |path| plain_markdown(path)),
        list("変わったファイル", &changes.changed_files, |path| plain_markdown(path)),
    ];
    let mut parts: Vec<String> = lists.into_iter().flatten().collect();
    if is_day_other && !changes.changed_files.is_empty() {
        parts.push("変わったファイルには、中の日付だけが変わったものを含むことがあります。".to_owned());
    }
    parts.push("検索に入らないページ（目次、印刷用のページなど）は、この一覧に入れていません。".to_owned());
    parts.join("\n\n")
}

/// A heading with the number of things and a line for each; `None` when there is none.
fn list<T>(title: &str, things: &[T], line: impl Fn(&T) -> String) -> Option<String> {
    let lines: Vec<String> = things.iter().map(|thing| format!("- {}", line(thing))).collect();
    (!lines.is_empty()).then(|| format!("### {title}（{}件）\n\n{}", things.len(), lines.join("\n")))
}

fn page_line(page: &ManifestPage) -> String {
    plain_markdown(&format!("{}（{}.html）", page.title, page.id))
}

fn changed_page(page: &PageChanges) -> String {
    let mut text = page_line(page.newer);
    if page.older.title != page.newer.title {
        text += &format!("\n  - 題名を「{}」から改めた", plain_markdown(&page.older.title));
    }
    for (sections, what) in
        [(&page.new, "を加えた"), (&page.changed, "を書き直した"), (&page.gone, "を除いた")]
    {
        for section in sections {
            text += &format!("\n  - {}{what}", heading(section));
        }
    }
    text
}

fn heading(section: &ManifestSection) -> String {
    match &*section.heading {
        "" => "はじめの文".to_owned(),
        heading => format!("「{}」", plain_markdown(heading)),
    }
}

/// `１２` for 12.
fn fullwidth(number: usize) -> String {
    let digit = |char: char| char::from_u32(char as u32 - '0' as u32 + '０' as u32).unwrap_or(char);
    number.to_string().chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FileKind;
    use crate::package::start::tests::manifest;

    /// A guide whose pages have sections `(anchor, text)`.
    fn guide(pages: &[(&str, &[(&str, &str)])]) -> Manifest {
        let names: Vec<String> = pages.iter().map(|(id, _)| format!("{id}.html")).collect();
        let files: Vec<_> = names.iter().map(|name| (&**name, FileKind::Page)).collect();
        let mut guide = manifest(&files);
        for (file, (id, sections)) in guide.files.iter_mut().zip(pages) {
            let section = |(anchor, text): &(&str, &str)| ManifestSection {
                anchor: (*anchor).to_owned(),
                heading: anchor.to_uppercase(),
                text: (*text).to_owned(),
            };
            file.page = Some(ManifestPage {
                id: (*id).to_owned(),
                title: format!("題 {id}"),
                kind: String::new(),
                edition: None,
                sections: sections.iter().map(section).collect(),
            });
        }
        Manifest { title: "手引き".into(), date: Some("2026-11-22".into()), ..guide }
    }

    #[test]
    fn new_gone_and_changed_sections_are_told_by_heading() {
        let older =
            guide(&[("a", &[("", "1"), ("x", "1"), ("y", "1")]), ("b", &[]), ("same", &[("z", "1")])]);
        let newer =
            guide(&[("a", &[("", "2"), ("y", "1"), ("w", "1")]), ("c", &[]), ("same", &[("z", "1")])]);
        let text = summary(&newer, Vec::new(), Some(&older));
        let expected = "\
## １　ページの変更（2026年11月22日の手引きから）

### 新しいページ（1件）

- 題 c（c.html）

### なくなったページ（1件）

- 題 b（b.html）

### 変わったページ（1件）

- 題 a（a.html）
  - 「W」を加えた
  - はじめの文を書き直した
  - 「X」を除いた
";
        assert!(text.contains(expected), "{text}");
        let nothing = summary(&newer, Vec::new(), Some(&newer));
        assert!(nothing.contains("変更はありません"), "{nothing}");
    }

    #[test]
    fn files_to_take_away_are_compared_by_their_bytes() {
        let files = |files: &[(&str, &str)]| {
            let names: Vec<_> = files.iter().map(|(name, _)| (*name, FileKind::Attachment)).collect();
            let mut guide = manifest(&names);
            guide.files.iter_mut().zip(files).for_each(|(file, (_, sum))| file.sha256 = (*sum).to_owned());
            guide
        };
        let (older, newer) = (
            files(&[("a.csv", "1"), ("b.csv", "1"), ("desk-data.js", "1")]),
            files(&[("a.csv", "2"), ("c.csv", "1"), ("desk-data.js", "2")]),
        );
        let text = summary(&newer, Vec::new(), Some(&older));
        assert!(!text.contains("日付だけ"), "{text}");
        let redated = Manifest { date: Some("2027-05-01".into()), ..newer.clone() };
        assert!(summary(&redated, Vec::new(), Some(&older)).contains("日付だけが変わったもの"));
        for line in ["### 変わったファイル（1件）\n\n- a.csv", "（1件）\n\n- c.csv", "（1件）\n\n- b.csv"]
        {
            assert!(text.contains(line), "{line} in {text}");
        }
    }

    #[test]
    fn another_guide_has_another_title_and_other_pages() {
        let (first, second) = (guide(&[("a", &[]), ("b", &[])]), guide(&[("a", &[]), ("c", &[])]));
        let renamed = Manifest { title: "別の題".into(), ..second };
        assert!(is_same_guide(&first, &renamed));
        let other = Manifest { title: "別の題".into(), ..guide(&[("x", &[])]) };
        assert!(!is_same_guide(&first, &other) && !is_same_guide(&manifest(&[]), &first));
    }

    #[test]
    fn what_others_wrote_stays_text() {
        assert_eq!(plain_markdown("<b>*x*\n# [a](b)"), "&lt;b&gt;\\*x\\* \\# \\[a\\](b)");
        assert_eq!(fullwidth(12), "１２");
        assert_eq!((japanese_date("2026-11-02"), japanese_date("秋")), ("2026年11月2日".into(), "秋".into()));
    }
}

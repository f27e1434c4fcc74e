//! The guideline with the rows that rest on it, and the glossary.

use checklist::{Edition, Guideline, Library, Part, Row, Term};
use serde::Serialize;

use crate::{
    backlinks,
    pages::{self, Address},
    shared::Shared,
    view::{Link, Scene, source},
    words::{self, Word},
};

#[derive(Serialize)]
struct GuidelineView {
    versions: Vec<VersionView>,
}

#[derive(Serialize)]
struct VersionView {
    version: String,
    current: bool,
    parts: Vec<PartView>,
}

#[derive(Serialize)]
struct PartView {
    /// ASCII, for the heading.
    id: String,
    title: String,
    readers: String,
    clauses: Vec<ClauseView>,
}

#[derive(Serialize)]
struct ClauseView {
    anchor: String,
    number: String,
    title: String,
    certainty: Word,
    sources: Vec<Link>,
    referrers: Vec<Referrer>,
    backlinks: minijinja::Value,
}

/// A requirement that rests on a clause.
#[derive(Serialize)]
struct Referrer {
    lineage: Link,
    /// Newest edition first.
    uses: Vec<Use>,
}

/// In which edition it does, and why we say so.
#[derive(Serialize, PartialEq)]
struct Use {
    edition: String,
    basis: Word,
}

#[derive(Serialize)]
struct GlossaryView {
    /// By the first kana of the reading.
    groups: Vec<TermGroup>,
}

#[derive(Serialize)]
struct TermGroup {
    /// ASCII, for the heading.
    id: String,
    /// `あ行`.
    title: String,
    terms: Vec<TermView>,
}

#[derive(Serialize)]
struct TermView {
    id: String,
    term: String,
    reading: String,
    english: Option<String>,
    aliases: Vec<String>,
    avoid: Vec<String>,
    /// Everything readers may type for it, besides the term and its reading.
    words: Vec<String>,
    explanation: String,
    see: Vec<Link>,
    certainty: Option<Word>,
    sources: Vec<Link>,
    backlinks: minijinja::Value,
}

/// Parts and clauses of every version, the current one first.
pub(crate) fn guideline(shared: &Shared, scene: Scene<'_>) -> String {
    let current = scene.library.current_edition().map_or("", |edition| edition.guideline.as_str());
    let mut versions: Vec<VersionView> =
        scene.library.guidelines.iter().rev().map(|guideline| version(scene, guideline, current)).collect();
    versions.sort_by_key(|version| !version.current);
    shared.render("guideline.html", GuidelineView { versions })
}

fn version(scene: Scene<'_>, guideline: &Guideline, current: &str) -> VersionView {
    let part = |part: &Part| PartView {
        id: if guideline.version == current {
            part.id.clone()
        } else {
            format!("v{}-{}", major(guideline), part.id)
        },
        title: part.title.clone(),
        readers: part.readers.clone(),
        clauses: part
            .clauses
            .iter()
            .map(|clause| {
                let anchor = pages::clause_anchor(current, &guideline.version, &part.id, &clause.number);
                ClauseView {
                    number: clause.number.clone(),
                    title: clause.title.clone(),
                    certainty: words::certainty_short(clause.certainty),
                    sources: clause.sources.iter().map(|url| source(url, &[])).collect(),
                    referrers: referrers(scene, guideline, part, &clause.number),
                    backlinks: mark(scene, &anchor),
                    anchor,
                }
            })
            .collect(),
    };
    VersionView {
        version: guideline.version.clone(),
        current: guideline.version == current,
        parts: guideline.parts.iter().map(part).collect(),
    }
}

fn major(guideline: &Guideline) -> &str {
    guideline.version.split('.').next().unwrap_or_default()
}

fn mark(scene: Scene<'_>, anchor: &str) -> minijinja::Value {
    minijinja::Value::from_safe_string(backlinks::mark(scene.from, anchor))
}

/// In the order in which the newest edition prints them; each edition and basis once.
fn referrers(scene: Scene<'_>, guideline: &Guideline, part: &Part, number: &str) -> Vec<Referrer> {
    let mut referrers: Vec<Referrer> = Vec::new();
    let editions =
        scene.library.editions.iter().rev().filter(|edition| edition.guideline == guideline.version);
    for (edition, row) in editions.flat_map(|edition| rows(edition).map(move |row| (edition, row))) {
        for reference in &row.guideline {
            if reference.part == part.id && reference.clause == number {
                let basis = words::basis(reference.basis);
                add(
                    &mut referrers,
                    scene.lineage(&row.lineage),
                    Use { edition: edition.title.clone(), basis },
                );
            }
        }
    }
    referrers
}

fn add(referrers: &mut Vec<Referrer>, lineage: Link, added: Use) {
    match referrers.iter_mut().find(|referrer| referrer.lineage == lineage) {
        Some(referrer) if referrer.uses.contains(&added) => {}
        Some(referrer) => referrer.uses.push(added),
        None => referrers.push(Referrer { lineage, uses: vec![added] }),
    }
}

fn rows(edition: &Edition) -> impl Iterator<Item = &Row> {
    edition.forms.iter().flat_map(|form| &form.rows)
}

/// Terms by reading, those in Latin letters last.
pub(crate) fn glossary(shared: &Shared, scene: Scene<'_>) -> String {
    let mut terms: Vec<&Term> = scene.library.glossary.iter().collect();
    terms.sort_by_cached_key(|term| (kana_row(&term.reading).0, sort_key(&term.reading), term.id.clone()));
    let groups = terms.chunk_by(|left, right| kana_row(&left.reading) == kana_row(&right.reading));
    let group = |terms: &[&Term]| {
        let (row_idx, title) = kana_row(&terms[0].reading);
        TermGroup {
            id: format!("kana-{row_idx}"),
            title: title.to_owned(),
            terms: terms.iter().map(|term| term_view(scene, term)).collect(),
        }
    };
    shared.render("glossary.html", GlossaryView { groups: groups.map(group).collect() })
}

fn term_view(scene: Scene<'_>, term: &Term) -> TermView {
    TermView {
        id: term.id.clone(),
        term: term.term.clone(),
        reading: term.reading.clone(),
        english: term.english.clone(),
        aliases: term.aliases.clone(),
        avoid: term.avoid.clone(),
        words: term.aliases.iter().chain(&term.avoid).chain(&term.english).cloned().collect(),
        explanation: term.explanation.clone(),
        see: term.see.iter().map(|id| see(scene, id)).collect(),
        certainty: term.certainty.map(words::certainty),
        sources: term.sources.iter().map(|url| source(url, &[])).collect(),
        backlinks: mark(scene, &term.id),
    }
}

fn see(scene: Scene<'_>, id: &str) -> Link {
    scene.link(
        term_title(scene.library, id),
        Some(Address { page: scene.from.to_owned(), anchor: id.to_owned() }),
    )
}

fn term_title<'a>(library: &'a Library, id: &'a str) -> &'a str {
    library.glossary.iter().find(|term| term.id == id).map_or(id, |term| term.term.as_str())
}

const KANA_ROWS: [(&str, &str); 10] = [
    ("あ行", "あいうえおゔ"),
    ("か行", "かきくけこがぎぐげご"),
    ("さ行", "さしすせそざじずぜぞ"),
    ("た行", "たちつてとだぢづでど"),
    ("な行", "なにぬねの"),
    ("は行", "はひふへほばびぶべぼぱぴぷぺぽ"),
    ("ま行", "まみむめも"),
    ("や行", "やゆよ"),
    ("ら行", "らりるれろ"),
    ("わ行", "わゐゑをん"),
];

/// Number and name of the row of the kana table a reading begins in.
fn kana_row(reading: &str) -> (usize, &'static str) {
    let first = sort_key(reading).chars().next().unwrap_or(' ');
    let row = KANA_ROWS.iter().position(|(_, kana)| kana.contains(first));
    row.map_or((KANA_ROWS.len(), "英数字ほか"), |row_idx| (row_idx, KANA_ROWS[row_idx].0))
}

/// A reading with small kana made large and katakana turned to hiragana.
fn sort_key(reading: &str) -> String {
    let large = |char: char| match char {
        'ァ'..='ヶ' => char::from_u32(char as u32 - 0x60).unwrap_or(char),
        _ => char,
    };
    let plain = |char: char| match char {
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => {
            char::from_u32(char as u32 + 1).unwrap_or(char)
        }
        _ => char,
    };
    reading.chars().map(large).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_stand_in_the_kana_table() {
        assert_eq!(kana_row("にようそ"), (4, "な行"));
        assert_eq!(kana_row("ヴィー").1, "あ行");
        assert_eq!(kana_row("っ").1, "た行");
        assert_eq!(kana_row("VPN").1, "英数字ほか");
    }
}

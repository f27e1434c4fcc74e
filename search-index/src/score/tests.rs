use tantivy::Term;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::*;
use crate::analyzer::{flat, fold};
use crate::index::text_of;
use crate::testing::{Dice, index_of, index_of_sections};
use crate::{Book, Section};

/// What texts of random sections are put together from: few, so that everything occurs often.
const PIECES: [&str; 24] = [
    "所有権",
    "所有",
    "権限",
    "権",
    "の",
    "を",
    "サーバー",
    "サーバ",
    "ー",
    "ル",
    "usb",
    "USBメモリ",
    "usb",
    "pass",
    "Password",
    "a",
    "2",
    "二",
    " ",
    "。",
    "\n",
    "・",
    "ｶﾞ",
    "𠮷野",
];

fn random_index(dice: &mut Dice, n_sections: usize) -> Index {
    let section = |dice: &mut Dice| Section {
        title: dice.text(&PIECES, 3),
        breadcrumb: vec![dice.text(&PIECES, 2), dice.text(&PIECES, 2)],
        heading: dice.text(&PIECES, 4),
        aliases: vec![dice.text(&PIECES, 3), dice.text(&PIECES, 3)],
        body: dice.text(&PIECES, 60),
        ..Section::default()
    };
    index_of_sections((0..n_sections).map(|_| section(dice)).collect())
}

fn unit(text: &str) -> Unit {
    Unit::of(&fold(text))
}

fn beginning(text: &str) -> Unit {
    Unit { prefix: true, ..unit(text) }
}

/// What tantivy finds for tokens that follow each other, in any field.
fn by_tantivy(index: &Index, tokens: &[&str]) -> Vec<(u32, f64)> {
    let schema = index.searcher().schema();
    let in_field = |field: Field| -> (Occur, Box<dyn Query>) {
        let id = schema.get_field(field.name()).unwrap();
        let terms: Vec<Term> = tokens.iter().map(|token| Term::from_field_text(id, token)).collect();
        let query: Box<dyn Query> = match &terms[..] {
            [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqsAndPositions)),
            _ => Box::new(PhraseQuery::new(terms)),
        };
        (Occur::Should, Box::new(BoostQuery::new(query, field.boost() as f32)))
    };
    let query = BooleanQuery::new(Field::ALL.map(in_field).into());
    let all = TopDocs::with_limit(index.sections.len()).order_by_score();
    let found = index.searcher().search(&query, &all).unwrap();
    let mut found: Vec<(u32, f64)> =
        found.into_iter().map(|(score, address)| (address.doc_id, f64::from(score))).collect();
    found.sort_by_key(|(section, _)| *section);
    found
}

fn assert_same(ours: &[(u32, f64)], theirs: &[(u32, f64)], what: &str) {
    let sections = |scores: &[(u32, f64)]| scores.iter().map(|(section, _)| *section).collect::<Vec<_>>();
    assert_eq!(sections(ours), sections(theirs), "{what}");
    for ((section, ours), (_, theirs)) in ours.iter().zip(theirs) {
        assert!(
            (ours - theirs).abs() <= 1e-5 * theirs.abs(),
            "{what} in {section}: {ours}, tantivy {theirs}"
        );
    }
}

/// How often a unit stands in a flat text, by the definition for texts.
fn n_in_flat(flat: &str, unit: &Unit) -> u32 {
    let flat: Vec<char> = format!(" {flat} ").chars().collect();
    let wanted: Vec<char> = unit.text.chars().collect();
    let is_japanese = |character: char| crate::analyzer::class_of(character) == Some(Class::Japanese);
    let stands_at = |start: &usize| {
        let (before, behind) = (flat[start - 1], flat[start + wanted.len()]);
        flat[*start..].starts_with(&wanted)
            && (before == ' ' || is_japanese(wanted[0]))
            && (behind == ' ' || is_japanese(wanted[wanted.len() - 1]) || unit.prefix)
    };
    (1..flat.len().saturating_sub(wanted.len())).filter(stands_at).count() as u32
}

#[test]
fn a_word_is_worth_what_a_term_is_in_tantivy() {
    let index = random_index(&mut Dice(1), 200);
    for word in ["usb", "password", "a", "2", "なし"] {
        let scores = Scorer::new(&index).scores(&unit(word));
        assert_same(&scores, &by_tantivy(&index, &[word]), word);
    }
    assert_same(&Scorer::new(&index).scores(&unit("所有")), &by_tantivy(&index, &["所有"]), "所有");
    assert!(Scorer::new(&index).scores(&unit("usb")).len() > 50);
}

#[test]
fn a_phrase_is_worth_what_a_phrase_is_in_tantivy() {
    let index = random_index(&mut Dice(2), 200);
    for (phrase, tokens) in [
        ("所有権", &["所有", "有権"][..]),
        ("サーバー", &["サー", "ーバ", "バー"]),
        ("usb usb", &["usb", "usb"]),
        ("USBメモリ", &["usb", "メモ", "モリ"]),
        ("所有権。usb", &["所有", "有権", "権", "usb"]),
        ("a usb", &["a", "usb"]),
        ("𠮷野𠮷野", &["𠮷野", "野𠮷", "𠮷野"]),
    ] {
        let scores = Scorer::new(&index).scores(&unit(phrase));
        assert_same(&scores, &by_tantivy(&index, tokens), phrase);
        assert!(!scores.is_empty(), "{phrase}");
    }
}

#[test]
fn one_character_is_found_at_any_place_of_a_run() {
    let index = index_of(&["有権者", "権利", "権", "利権", "所有"]);
    let scorer = Scorer::new(&index);
    let sections: Vec<u32> = scorer.scores(&unit("権")).iter().map(|(section, _)| *section).collect();
    assert_eq!(sections, [0, 1, 2, 3]);
    let sections: Vec<u32> = scorer.scores(&unit("者")).iter().map(|(section, _)| *section).collect();
    assert_eq!(sections, [0]);
}

#[test]
fn an_open_word_counts_as_one_token() {
    let index = index_of(&["pass password pass", "passport", "surpass", "usb pass", "なし"]);
    let scorer = Scorer::new(&index);
    let occurrences = scorer.occurrences(&beginning("pass"), Field::Body);
    let found: Vec<(u32, u32)> = occurrences.iter().map(|found| (found.section, found.tf)).collect();
    assert_eq!(found, [(0, 3), (1, 1), (3, 1)]);
    let expected = idf(5.0, 3.0) * 2.2 / (1.0 + 1.2 * (0.25 + 0.75 * 1.0 / (9.0 / 5.0)));
    assert!((occurrences[1].score - expected).abs() < 1e-6, "{} {expected}", occurrences[1].score);
}

#[test]
fn borders_of_runs_are_kept_between_runs() {
    let index = index_of(&["所有 権利", "所有権", "所有権 a権", "b 所有。権", "abc 権", "ab 権利"]);
    let found =
        |unit: Unit| Scorer::new(&index).scores(&unit).iter().map(|found| found.0).collect::<Vec<_>>();
    assert_eq!(found(unit("所有 権")), [0, 3]);
    assert_eq!(found(unit("所有権")), [1, 2]);
    assert_eq!(found(unit("ab 権")), [5]);
    assert_eq!(found(unit("権 a")), [2]);
    assert_eq!(found(unit("有 権")), [0, 3]);
}

#[test]
fn occurrences_may_overlap() {
    let index = index_of(&["ああああ"]);
    let occurrences = Scorer::new(&index).occurrences(&unit("ああ"), Field::Body);
    assert_eq!(occurrences[0].tf, 3);
    let occurrences = Scorer::new(&index).occurrences(&unit("あああ"), Field::Body);
    assert_eq!(occurrences[0].tf, 2);
}

#[test]
fn a_plain_scan_finds_the_same_occurrences() {
    let mut dice = Dice(3);
    for _ in 0..20 {
        let index = random_index(&mut dice, 30);
        let scorer = Scorer::new(&index);
        for _ in 0..60 {
            let text = dice.text(&PIECES, 4);
            let unit = Unit { prefix: false, ..unit(&text) };
            let last_is_long_word = {
                let last = unit.text.rsplit(' ').next().unwrap_or_default();
                last.chars().count() >= 2
                    && last.chars().all(|c| crate::analyzer::class_of(c) == Some(Class::Word))
            };
            let unit = Unit { prefix: last_is_long_word && dice.below(2) == 0, ..unit };
            if unit.text.is_empty() {
                continue;
            }
            for field in Field::ALL {
                let found = scorer.occurrences(&unit, field);
                for (section_idx, section) in index.sections.iter().enumerate() {
                    let tf =
                        found.iter().find(|one| one.section == section_idx as u32).map_or(0, |one| one.tf);
                    let flat = flat(&text_of(section, field));
                    assert_eq!(tf, n_in_flat(&flat, &unit), "{unit:?} in {field:?} {flat:?}");
                }
            }
        }
    }
}

#[test]
fn an_empty_book_has_no_scores() {
    let index = Index::new(Book::default()).unwrap();
    assert!(Scorer::new(&index).scores(&unit("所有権")).is_empty());
    assert!(Scorer::new(&index).scores(&unit("権")).is_empty());
}

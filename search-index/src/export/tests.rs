//! The files are read again, as section 5 of `README.md` describes them, and compared with what tantivy holds.

use std::collections::BTreeMap;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{File, Layout};
use crate::postings::{Field, Posting, utf16_order};
use crate::{Book, Index, Section};

/// Files of a few tokens and sections each, so that small books have many.
const TINY: Layout = Layout { is_small: false, postings_bytes: 200, text_bytes: 300 };

/// The same, all in `head.js`.
const TINY_IN_HEAD: Layout = Layout { is_small: true, ..TINY };

/// A token, and its postings in each field that has it.
type Token = (String, BTreeMap<usize, Vec<Posting>>);

/// What is in the files of a book.
struct Decoded {
    head: Value,
    norms: Vec<u8>,
    kinds: Vec<u8>,
    editions: Vec<u8>,
    lexicon: String,
    /// By file: its tokens, in order.
    postings: Vec<Vec<Token>>,
    /// By file: its sections.
    text: Vec<Vec<[String; 7]>>,
}

fn decode(files: &[File]) -> Decoded {
    assert_eq!(files[0].name, "head.js");
    let mut payloads: Payloads = files.iter().flat_map(payloads).collect();
    let mut take = |name: &str| payloads.remove(name).unwrap_or_else(|| panic!("no {name}"));
    let (build, head) = take("head");
    let head: Value = serde_json::from_slice(&head).unwrap();
    assert_eq!(head["build"], build);
    let mut read = |name: &Value| {
        let (its_build, bytes) = take(name.as_str().unwrap());
        assert_eq!(its_build, build);
        bytes
    };
    let of = |list: &str| head[list].as_array().unwrap().clone();
    let mut common = &read(&head["common"])[..];
    let n = head["n"].as_u64().unwrap() as usize;
    let mut of_sections = |n_fields: usize| common.split_off(..n * n_fields).unwrap().to_vec();
    let decoded = Decoded {
        norms: of_sections(Field::ALL.len()),
        kinds: of_sections(1),
        editions: of_sections(1),
        lexicon: utf16(common),
        postings: of("postings")
            .iter()
            .map(|file| shard(&read(&file[0]), head["positions"].as_bool().unwrap()))
            .collect(),
        text: of("text").iter().map(|file| texts(&read(&file[0]))).collect(),
        head,
    };
    assert!(payloads.is_empty(), "nothing but what the head names");
    decoded
}

/// Builds and payloads by name.
type Payloads = BTreeMap<String, (String, Vec<u8>)>;

/// What a file holds; checks its calls, and of a file with one payload its name on disk.
fn payloads(file: &File) -> Payloads {
    let script = std::str::from_utf8(&file.bytes).unwrap();
    let payload = |line: &str| {
        let arguments = line.strip_prefix("jissenSearchFile(\"").unwrap().strip_suffix(");").unwrap();
        let (name, arguments) = arguments.split_once("\",\"").unwrap();
        let (build, data) = arguments.split_once("\",").unwrap();
        assert_eq!(build.len(), 12);
        assert!(line.is_ascii());
        assert!(file.name == "head.js" || file.name == format!("{name}-{build}.js"), "{}", file.name);
        let packed = data.strip_prefix('"').and_then(|data| data.strip_suffix('"'));
        (name.to_owned(), (build.to_owned(), packed.map_or_else(|| data.as_bytes().to_vec(), unpack)))
    };
    script.lines().map(payload).collect()
}

fn unpack(base64: &str) -> Vec<u8> {
    let packed = STANDARD.decode(base64).unwrap();
    let mut payload = Vec::new();
    flate2::read::DeflateDecoder::new(&packed[..]).read_to_end(&mut payload).unwrap();
    payload
}

fn utf16(bytes: &[u8]) -> String {
    let (units, rest) = bytes.as_chunks();
    assert!(rest.is_empty());
    String::from_utf16(&units.iter().map(|unit| u16::from_le_bytes(*unit)).collect::<Vec<_>>()).unwrap()
}

fn texts(bytes: &[u8]) -> Vec<[String; 7]> {
    let mut bytes = bytes;
    let lengths: Vec<usize> = (0..varint(&mut bytes)).map(|_| varint(&mut bytes) as usize).collect();
    let (sections, rest) = lengths.as_chunks();
    assert!(rest.is_empty());
    let mut text = |length: usize| utf16(bytes.split_off(..length * 2).unwrap());
    let texts = sections.iter().map(|lengths| lengths.map(&mut text)).collect();
    assert!(bytes.is_empty());
    texts
}

fn shard(bytes: &[u8], positions: bool) -> Vec<Token> {
    let mut bytes = bytes;
    let tokens = utf16(take(&mut bytes));
    let mut dictionary = Vec::new();
    for token in tokens.split('\n') {
        let mask = varint(&mut bytes);
        let fields = (0..Field::ALL.len()).filter(|field| mask >> field & 1 == 1);
        let sizes: Vec<[usize; 3]> =
            fields.map(|field| [field, varint(&mut bytes) as usize, varint(&mut bytes) as usize]).collect();
        dictionary.push((token.to_owned(), sizes));
    }
    let mut read = |sizes: Vec<[usize; 3]>| {
        sizes
            .into_iter()
            .map(|[field, n, n_bytes]| {
                let mut list = bytes.split_off(..n_bytes).unwrap();
                let postings = read_postings(&mut list, positions);
                assert_eq!((postings.len(), list.len()), (n, 0));
                (field, postings)
            })
            .collect()
    };
    let shard = dictionary.into_iter().map(|(token, sizes)| (token, read(sizes))).collect();
    assert!(bytes.is_empty());
    shard
}

/// Without positions each is 0, so that their number is kept.
fn read_postings(bytes: &mut &[u8], positions: bool) -> Vec<Posting> {
    let mut postings = Vec::new();
    let mut section = 0;
    while !bytes.is_empty() {
        let number = varint(bytes);
        section += number >> 1;
        let frequency = if number & 1 == 1 { 1 } else { varint(bytes) };
        let mut place = 0;
        let mut next_place = || {
            place += if positions { varint(bytes) } else { 0 };
            place
        };
        postings.push(Posting { section, positions: (0..frequency).map(|_| next_place()).collect() });
    }
    postings
}

fn varint(bytes: &mut &[u8]) -> u32 {
    let n = bytes.iter().position(|byte| *byte < 0x80).unwrap() + 1;
    let digits = bytes.split_off(..n).unwrap();
    digits.iter().rev().fold(0, |number, byte| number << 7 | u32::from(byte & 0x7f))
}

fn take<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let n = varint(bytes) as usize;
    bytes.split_off(..n).unwrap()
}

/// Says that the files hold what tantivy holds: postings, norms, totals, texts, kinds and editions.
fn assert_files_hold_the_index(index: &Index, layout: Layout) -> Decoded {
    let decoded = decode(&index.export_as(layout));
    assert_tokens_are_those_of_the_segment(index, &decoded);
    assert_sections_count_as_in_tantivy(index, &decoded);
    let mut first = 0;
    for (file, texts) in decoded.head["text"].as_array().unwrap().iter().zip(&decoded.text) {
        assert_eq!(file[1], first);
        first += texts.len();
    }
    let texts: Vec<&[String; 7]> = decoded.text.iter().flatten().collect();
    assert_eq!(texts.len(), index.sections().len());
    for (text, section) in texts.into_iter().zip(index.sections()) {
        let Section { page, anchor, title, heading, breadcrumb, aliases, body, .. } = section;
        assert_eq!(text[..4], [page, anchor, title, heading].map(String::clone));
        assert_eq!(text[4..], [breadcrumb.join(" › "), aliases.join("\n"), body.clone()]);
    }
    decoded
}

fn assert_tokens_are_those_of_the_segment(index: &Index, decoded: &Decoded) {
    let positions = decoded.head["positions"].as_bool().unwrap();
    let tokens: Vec<&String> = decoded.postings.iter().flatten().map(|(token, _)| token).collect();
    assert_eq!(tokens, index.tokens_starting("").iter().collect::<Vec<_>>());
    assert!(tokens.is_sorted_by(|one, other| utf16_order(one, other).is_lt()));
    for (token, fields) in decoded.postings.iter().flatten() {
        for field in Field::ALL {
            let mut expected = index.postings(field, token);
            if !positions {
                expected.iter_mut().for_each(|posting| posting.positions.fill(0));
            }
            assert_eq!(
                fields.get(&(field as usize)).cloned().unwrap_or_default(),
                expected,
                "{token} in {field:?}"
            );
        }
    }
    for (file, shard) in decoded.head["postings"].as_array().unwrap().iter().zip(&decoded.postings) {
        assert_eq!(file[1], shard[0].0);
    }
}

fn assert_sections_count_as_in_tantivy(index: &Index, decoded: &Decoded) {
    let Decoded { head, norms, kinds, editions, .. } = decoded;
    let n = index.sections().len();
    assert_eq!(norms.len(), n * Field::ALL.len());
    for (field_idx, field) in Field::ALL.into_iter().enumerate() {
        assert_eq!(head["fields"][field_idx]["name"], field.name());
        assert_eq!(head["fields"][field_idx]["boost"], field.boost());
        assert_eq!(head["fields"][field_idx]["tokens"], index.n_tokens(field));
        for section in 0..n {
            let length = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(norms[field_idx * n + section]);
            assert_eq!(length, index.length(field, section as u32));
        }
    }
    let value = |list: &str, place: u8| {
        place.checked_sub(1).map(|place| head[list][place as usize].as_str().unwrap())
    };
    for (section_idx, section) in index.sections().iter().enumerate() {
        assert_eq!(value("kinds", kinds[section_idx]).unwrap_or_default(), section.kind);
        assert_eq!(value("editions", editions[section_idx]), section.edition.as_deref());
    }
    assert_eq!((head["version"].as_u64(), head["n"].as_u64()), (Some(4), Some(n as u64)));
}

/// A book with a bit of everything that goes wrong.
fn difficult_book() -> Book {
    let words = "constructor __proto__ toString hasOwnProperty 𠮷野家の𠮷 ｱｲｳ Straße ΣΑΣ İstanbul 𝒳𝓎 \u{A7F7}\u{A7F8} 豈\u{FA0E}";
    let longest = "a".repeat(64);
    let too_long = format!("{longest}b");
    let bodies =
        [words, &longest, &too_long, "", "。・！", "2つの\u{0}USB\t\"メモリ\"\\\r\n</script>\u{2028}"];
    let mut sections: Vec<Section> = bodies.iter().enumerate().map(|(n, body)| section(n, body)).collect();
    sections.push(section(6, &"二要素認証を使い、ログを残す。".repeat(2500)));
    sections.push(Section::default());
    Book { sections, current_edition: Some("令和7年度版".into()), ..Book::default() }
}

fn section(n: usize, body: &str) -> Section {
    Section {
        page: format!("p{}.html", n / 2),
        title: format!("第{}章", n / 2),
        heading: if n.is_multiple_of(2) { String::new() } else { format!("見出し{n}") },
        anchor: if n.is_multiple_of(2) { String::new() } else { format!("h{n}") },
        breadcrumb: vec!["部".into(), "章の群".into()],
        body: body.into(),
        aliases: vec!["別名".into(), format!("alias {n}")],
        kind: ["", "項目", "用語"][n % 3].into(),
        edition: [None, Some("令和6年度版".into()), Some("令和7年度版".into())][n % 3].clone(),
    }
}

fn long_book(n_sections: usize) -> Book {
    let body = |n: usize| {
        (0..40).map(|k| format!("語{}と w{} を{}。", n * k % 97, n * n * k % 1009, k % 7)).collect::<String>()
    };
    Book { sections: (0..n_sections).map(|n| section(n, &body(n))).collect(), ..Book::default() }
}

#[test]
fn both_layouts_hold_what_tantivy_holds() {
    for book in [difficult_book(), long_book(300)] {
        let index = Index::new(book).unwrap();
        assert_files_hold_the_index(&index, Layout::SMALL);
        assert_files_hold_the_index(&index, TINY_IN_HEAD);
        assert_eq!(index.export_as(Layout::SMALL).len(), 1);
        let large = assert_files_hold_the_index(&index, Layout::LARGE);
        let tiny = assert_files_hold_the_index(&index, TINY);
        assert!(
            tiny.postings.len() > 20 && tiny.postings.len() > large.postings.len(),
            "{}",
            tiny.postings.len()
        );
        assert!(tiny.text.len() > 2);
    }
}

#[test]
fn the_size_of_the_text_decides_the_layout() {
    let positions = |n_bytes: usize| {
        let index =
            Index::new(Book { sections: vec![section(0, &"あ".repeat(n_bytes / 2))], ..Book::default() })
                .unwrap();
        decode(&index.export()).head["positions"].clone()
    };
    assert_eq!([positions(1000), positions(super::SMALL_TEXT_BYTES)], [false, true]);
}

#[test]
fn a_book_without_words_has_a_head_and_a_lexicon() {
    for layout in [Layout::SMALL, Layout::LARGE] {
        let empty = assert_files_hold_the_index(&Index::new(Book::default()).unwrap(), layout);
        assert_eq!((empty.postings.len(), empty.text.len()), (0, 0));
        assert_eq!((empty.head["n"].as_u64(), empty.head["current"].as_i64()), (Some(0), Some(-1)));
        let blank = Book { sections: vec![Section::default()], ..Book::default() };
        let blank = assert_files_hold_the_index(&Index::new(blank).unwrap(), layout);
        assert_eq!((blank.postings.len(), blank.text.len()), (0, 1));
    }
}

#[test]
fn the_current_edition_and_the_lexicon_are_in_the_files() {
    let word = crate::Word {
        term: "二要素認証".into(),
        reading: "にようそにんしょう".into(),
        aliases: vec!["MFA".into()],
    };
    let index = Index::new(Book { words: vec![word], ..difficult_book() }).unwrap();
    let decoded = decode(&index.export());
    assert_eq!(decoded.head["editions"], serde_json::json!(["令和6年度版", "令和7年度版"]));
    assert_eq!(decoded.head["current"], 1);
    let entries = index.lexicon().entries();
    let lines: Vec<Vec<&str>> = decoded.lexicon.lines().map(|line| line.split('\t').collect()).collect();
    assert!(!entries.is_empty() && lines.len() == entries.len());
    for (line, entry) in lines.iter().zip(entries) {
        assert_eq!(line[..2], [&entry.key, &entry.form]);
        assert!(matches!(line[2], "a" | "s" | "r"), "{line:?}");
    }
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let export = |layout| Index::new(long_book(200)).unwrap().export_as(layout);
    for layout in [TINY_IN_HEAD, TINY] {
        assert!(export(layout) == export(layout));
    }
}

#[test]
fn any_change_gives_files_of_other_names() {
    let names = |book: Book| -> Vec<String> {
        Index::new(book).unwrap().export_as(TINY).into_iter().map(|file| file.name).collect()
    };
    let mut changed = difficult_book();
    changed.sections[7].kind = "項目".into();
    let [before, after] = [names(difficult_book()), names(changed)];
    assert_eq!(before[0], after[0]);
    assert!(before.len() > 1 && before[1..].iter().all(|name| !after.contains(name)), "{before:?} {after:?}");
}

#[test]
fn more_kinds_than_a_byte_can_number_are_an_error() {
    let book = |n: usize| {
        let kind = |n: usize| Section { kind: format!("種類{n}"), ..Section::default() };
        Index::new(Book { sections: (0..n).map(kind).collect(), ..Book::default() })
    };
    assert!(book(255).is_ok());
    let error = book(256).err().unwrap().to_string();
    assert_eq!(error, "ページの種類（kind）が256種類あります。検索で分けられるのは255種類までです");
}

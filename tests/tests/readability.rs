//! The guide reads well: short sentences, one manner of speech, one word per idea.
//!
//! `./tests/run readability` fails with the file and line of each place; what is only reported (kanji, long sentences)
//! is shown by `cargo test -p tests --test readability -- --nocapture`.

use std::{fs, ops::Range, path::Path};

use checklist::{Library, Term};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use tests::program::root;
use walkdir::WalkDir;

/// Characters a sentence may have on average.
const AVERAGE_CHARS: f64 = 50.0;
/// Sentences longer than this are reported.
const LONG_CHARS: usize = 80;

/// Ends of sentences in 敬体.
const POLITE: [&str; 16] = [
    "です",
    "ます",
    "ません",
    "ました",
    "でした",
    "でしょう",
    "ましょう",
    "ください",
    "ですか",
    "ますか",
    "ませんか",
    "でしょうか",
    "ませんでした",
    "ですね",
    "ますね",
    "くださいね",
];

/// Where a text stands decides what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    /// Steps and notes may be as short as they like.
    ListItem,
    /// Mails to paste and sentences to copy.
    Quote,
    Heading,
    Cell,
}

/// A paragraph, a list item and so on, as it is shown.
#[derive(Debug)]
struct Block {
    file: String,
    line: usize,
    place: Place,
    text: String,
}

impl Block {
    fn sentences(&self) -> impl Iterator<Item = &str> {
        self.text.split_inclusive(['。', '？', '！']).map(str::trim).filter(|it| it.chars().count() > 3)
    }

    fn at(&self, words: &str) -> String {
        format!("{}:{}: {words}", self.file, self.line)
    }
}

fn library() -> Library {
    let (library, report) = Library::load(&root().join("book")).expect("the guide's data");
    assert!(report.is_empty(), "{}", report.render());
    library
}

/// Every text of the hand-written chapters, without notes, code, HTML and what stands for a picture.
fn blocks(library: &Library) -> Vec<Block> {
    let src = root().join("book/src");
    let files =
        WalkDir::new(&src).sort_by_file_name().into_iter().map(|entry| entry.expect("an entry").into_path());
    let files = files.filter(|file| file.extension().is_some_and(|extension| extension == "md"));
    let files = files.filter(|file| !file.ends_with("SUMMARY.md"));
    let of_file = |file: &Path| {
        let text = fs::read_to_string(file).expect("a chapter");
        let name = file.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
        blocks_of(&name, &text, library)
    };
    let blocks: Vec<_> = files.flat_map(|file| of_file(&file)).collect();
    assert!(blocks.len() > 1000, "only {} texts found", blocks.len());
    blocks
}

fn blocks_of(file: &str, text: &str, library: &Library) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let [mut n_quotes, mut n_items, mut n_silent] = [0; 3];
    let line = |range: &Range<usize>| text[..range.start].matches('\n').count() + 1;
    let start = |place, range: &Range<usize>| {
        Some(Block { file: file.to_owned(), line: line(range), place, text: String::new() })
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::BlockQuote(_)) => n_quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => n_quotes -= 1,
            Event::Start(Tag::CodeBlock(_) | Tag::FootnoteDefinition(_) | Tag::Image { .. }) => n_silent += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::FootnoteDefinition | TagEnd::Image) => n_silent -= 1,
            Event::Start(Tag::Item) => {
                n_items += 1;
                blocks.extend(open.take());
                open = start(if n_quotes > 0 { Place::Quote } else { Place::ListItem }, &range);
            }
            Event::End(TagEnd::Item) => {
                n_items -= 1;
                blocks.extend(open.take());
            }
            Event::Start(Tag::Paragraph) if n_items == 0 => {
                open = start(if n_quotes > 0 { Place::Quote } else { Place::Paragraph }, &range);
            }
            Event::Start(Tag::Heading { .. }) => open = start(Place::Heading, &range),
            Event::Start(Tag::TableCell) => open = start(Place::Cell, &range),
            Event::End(TagEnd::Paragraph) if n_items > 0 => {}
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell) => {
                blocks.extend(open.take())
            }
            Event::Text(words) | Event::Code(words) if n_silent == 0 => {
                if let Some(block) = &mut open {
                    block.text.push_str(&words);
                }
            }
            _ => {}
        }
    }
    blocks.iter_mut().for_each(|block| block.text = shown(&block.text, library));
    blocks.retain(|block| !block.text.is_empty() && !block.text.starts_with("{{#"));
    blocks
}

/// A text with references as they are shown: `[[id|words]]` as its words, `[[id]]` as the title it stands for.
fn shown(text: &str, library: &Library) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((inside, after)) = after.split_once("]]") else { break };
        let title = |id: &str| library.lineage(id).map_or(id.to_owned(), |lineage| lineage.title.clone());
        let words = inside.split_once('|').map_or_else(|| title(inside), |(_, words)| words.to_owned());
        shown.push_str(before);
        shown.push_str(&words);
        rest = after;
    }
    shown + rest
}

/// A sentence without its stop, and without brackets and notes that end it.
fn ending(sentence: &str) -> &str {
    let mut rest = sentence.trim_end_matches(['。', '？', '！', '」', '』']);
    while let Some(open) = rest.strip_suffix('）').and_then(|inside| inside.rfind('（')) {
        rest = rest[..open].trim_end_matches(['。', '」', '』']);
    }
    rest
}

fn is_polite(sentence: &str) -> bool {
    POLITE.iter().any(|end| ending(sentence).ends_with(end))
}

/// Whether a sentence ends like a verb or an adjective; nouns end no sentence in a manner of speech.
fn is_verbal(sentence: &str) -> bool {
    let end = ending(sentence);
    let is_answer = end.ends_with("はい");
    !is_answer && end.ends_with(['う', 'く', 'ぐ', 'す', 'つ', 'ぬ', 'ぶ', 'む', 'る', 'い', 'た', 'だ'])
}

#[test]
fn sentences_are_short() {
    let blocks = blocks(&library());
    let texts = blocks
        .iter()
        .filter(|block| matches!(block.place, Place::Paragraph | Place::ListItem | Place::Quote));
    let mut lengths: Vec<(usize, String)> = Vec::new();
    for block in texts {
        lengths.extend(block.sentences().map(|sentence| (sentence.chars().count(), block.at(sentence))));
    }
    let average = lengths.iter().map(|(n_chars, _)| *n_chars as f64).sum::<f64>() / lengths.len() as f64;
    lengths.retain(|(n_chars, _)| *n_chars > LONG_CHARS);
    lengths.sort_by_key(|(n_chars, _)| std::cmp::Reverse(*n_chars));
    println!("平均 {average:.1} 字。{LONG_CHARS} 字を超える文 {} 個", lengths.len());
    lengths.iter().for_each(|(n_chars, sentence)| println!("{n_chars} 字 {sentence}"));
    assert!(average < AVERAGE_CHARS, "sentences have {average:.1} characters on average");
}

#[test]
fn kanji_are_reported() {
    let (mut n_kanji, mut n_chars) = (0, 0);
    for char in blocks(&library()).iter().flat_map(|block| block.text.chars()) {
        n_kanji += usize::from(('\u{4e00}'..='\u{9fff}').contains(&char));
        n_chars += usize::from(matches!(char, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
    }
    let ratio = n_kanji as f64 / n_chars as f64;
    println!("漢字の割合 {:.1}%", ratio * 100.0);
    assert!((0.2..0.5).contains(&ratio), "kanji make {ratio:.2} of the text");
}

#[test]
fn the_guide_speaks_politely() {
    let library = library();
    let mut rude = Vec::new();
    for block in blocks(&library).iter().filter(|block| block.place == Place::Paragraph) {
        let plain = block.sentences().filter(|it| it.ends_with('。') && is_verbal(it) && !is_polite(it));
        rude.extend(plain.map(|sentence| block.at(sentence)));
    }
    for block in blocks(&library).iter().filter(|block| block.place == Place::ListItem) {
        let stiff =
            block.sentences().filter(|it| ["である", "のだ"].iter().any(|end| ending(it).ends_with(end)));
        rude.extend(stiff.map(|sentence| block.at(sentence)));
    }
    let (regulation, contacts) =
        (library.regulation.expect("a regulation"), library.contacts.expect("contacts"));
    let chapters = regulation.chapters.iter();
    let notes = chapters.flat_map(|chapter| {
        let notes = chapter.articles.iter().filter_map(|article| article.note.as_ref());
        notes.chain([&chapter.summary])
    });
    let appendices = regulation.appendices.iter().map(|appendix| &appendix.explanation);
    let variables = regulation.variables.iter().map(|variable| &variable.explanation);
    let contacts = contacts.contacts.iter().filter_map(|contact| contact.note.as_ref());
    for text in notes.chain(appendices).chain(variables).chain(contacts).chain(&regulation.explanation) {
        let sentences = text.split_inclusive('。').filter(|it| is_verbal(it) && !is_polite(it));
        rude.extend(sentences.map(str::to_owned));
    }
    assert!(rude.is_empty(), "敬体でない文:\n{}", rude.join("\n"));
}

#[test]
fn the_regulation_speaks_plainly() {
    let regulation = library().regulation.expect("a regulation");
    let file = fs::read_to_string(root().join("book/regulation/regulation.yaml")).expect("the regulation");
    let articles = regulation.articles().map(|(_, _, article)| article);
    let (mut n_sentences, mut polite) = (0, Vec::new());
    for article in articles {
        let of_paragraphs =
            article.paragraphs.iter().flat_map(|it| std::iter::once(&it.text).chain(&it.items));
        for text in of_paragraphs.chain(&article.reason) {
            let text = words(text);
            n_sentences += text.matches('。').count();
            let line = file[..article.span.bytes.start].matches('\n').count() + 1;
            let of_text = text.split_inclusive('。').filter(|it| is_polite(it));
            polite.extend(
                of_text.map(|sentence| format!("book/regulation/regulation.yaml:{line}: {sentence}")),
            );
        }
    }
    assert!(n_sentences > 100, "only {n_sentences} sentences found");
    assert!(polite.is_empty(), "常体でない文:\n{}", polite.join("\n"));
}

/// A text of the regulation without its marks.
fn words(text: &checklist::Text) -> String {
    let words = text.pieces.iter().map(|piece| match piece {
        checklist::Piece::Words(words) => words.as_str(),
        _ => "〇",
    });
    words.collect()
}

/// Words the glossary avoids, with what to write instead.
fn avoided(glossary: &[Term]) -> Vec<(&str, &str)> {
    let of_term = |term: &'_ Term| term.avoid.len();
    assert!(glossary.iter().map(of_term).sum::<usize>() > 20, "the glossary avoids words");
    glossary
        .iter()
        .flat_map(|term| term.avoid.iter().map(|word| (word.as_str(), term.term.as_str())))
        .collect()
}

/// Whether a text uses a word: not as part of a word that may be written, and not 「spoken of」.
fn uses(text: &str, word: &str, allowed: &[&str]) -> bool {
    text.match_indices(word).any(|(start, _)| {
        let end = start + word.len();
        let is_part = allowed
            .iter()
            .filter(|it| it.contains(word))
            .any(|longer| text.match_indices(longer).any(|(at, _)| at <= start && end <= at + longer.len()));
        let before = &text[..start];
        let is_quoted = before.matches('「').count() > before.matches('」').count();
        let is_cut_out = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
        let is_latin = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_inside =
            is_latin && (is_cut_out(before.chars().next_back()) || is_cut_out(text[end..].chars().next()));
        !is_part && !is_quoted && !is_inside
    })
}

/// Every way to write a term that may be written.
fn allowed(glossary: &[Term]) -> Vec<&str> {
    glossary
        .iter()
        .flat_map(|term| std::iter::once(&term.term).chain(&term.aliases))
        .map(String::as_str)
        .collect()
}

#[test]
fn one_word_stands_for_one_idea() {
    let library = library();
    let (avoided, allowed) = (avoided(&library.glossary), allowed(&library.glossary));
    let mut found = Vec::new();
    for block in blocks(&library) {
        for (word, instead) in avoided.iter().filter(|(word, _)| uses(&block.text, word, &allowed)) {
            found.push(block.at(&format!("「{word}」ではなく「{instead}」と書きます。{}", block.text)));
        }
    }
    for (name, line_idx, line) in data_lines() {
        for (word, instead) in avoided.iter().filter(|(word, _)| uses(&line, word, &allowed)) {
            found.push(format!("{name}:{}: 「{word}」ではなく「{instead}」と書きます。{line}", line_idx + 1));
        }
    }
    assert!(found.is_empty(), "用語集が避ける言葉:\n{}", found.join("\n"));
}

/// Lines of the data that readers see: all but the glossary itself, comments and addresses.
fn data_lines() -> Vec<(String, usize, String)> {
    let book = root().join("book");
    let files =
        WalkDir::new(&book).sort_by_file_name().into_iter().map(|entry| entry.expect("an entry").into_path());
    let files = files
        .filter(|file| file.extension().is_some_and(|it| it == "yaml") && !file.ends_with("glossary.yaml"));
    let mut lines = Vec::new();
    for file in files {
        let name = file.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("data");
        let seen = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
        let without_addresses = seen.map(|(idx, line)| {
            let words = line.split_inclusive([' ', '"', '<', '>', ',']).filter(|word| !word.contains("://"));
            (name.clone(), idx, words.collect::<String>())
        });
        lines.extend(without_addresses);
    }
    lines
}

/// A number somebody dials in need is one that has been looked up.
#[test]
fn telephone_numbers_are_those_of_the_contacts() {
    let library = library();
    let contacts = library.contacts.as_ref().expect("contacts");
    let known: Vec<_> = contacts.contacts.iter().filter_map(|contact| contact.phone.as_deref()).collect();
    let blocks = blocks(&library);
    let numbers = blocks.iter().flat_map(|block| telephone_numbers(&block.text).map(move |it| (block, it)));
    let numbers: Vec<_> = numbers.collect();
    assert!(!numbers.is_empty(), "the emergency sheet has a number");
    let unknown = numbers.iter().filter(|(_, number)| !known.contains(number));
    let unknown: Vec<_> = unknown.map(|(block, number)| block.at(number)).collect();
    assert!(unknown.is_empty(), "contacts.yaml にない電話番号:\n{}", unknown.join("\n"));
}

/// Groups of digits joined by two hyphens, of which the first begins with 0.
fn telephone_numbers(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|char: char| !char.is_ascii_digit() && char != '-');
    words.filter(|word| word.starts_with('0') && word.matches('-').count() == 2 && word.len() >= 10)
}

#[test]
fn the_checks_see_what_they_should() {
    assert_eq!(telephone_numbers("電話は03-1234-5678、日は2026-11-22").collect::<Vec<_>>(), ["03-1234-5678"]);
    assert!(is_polite("書けます（推定）。") && is_polite("「はい」です。") && !is_polite("確かめる。"));
    assert!(is_verbal("確かめる。") && !is_verbal("平日の9時から。") && !is_verbal("答えは「はい」。"));
    let allowed = ["サーバ", "院内サーバ型", "多要素認証"];
    assert!(uses("サーバーを置く", "サーバー", &allowed));
    assert!(!uses("「サーバー」とは書きません", "サーバー", &allowed));
    assert!(uses("MFAを使う", "MFA", &allowed) && !uses("XMFA2", "MFA", &allowed));
}

//! Word files, read back: what a reader sees of them, with the numbers Word gives.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use roxmltree::{Document, Node};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A character and whether it is underlined.
pub type Letter = (char, bool);

/// A paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// Id of its style; empty when it has none.
    pub style: String,
    /// What its list puts before it: `第3条`; empty outside lists.
    pub number: String,
    /// Its own text.
    pub letters: Vec<Letter>,
}

/// A table: rows of cells of paragraphs.
pub type Table = Vec<Vec<Vec<Paragraph>>>;

/// What follows each other in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph outside tables.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

impl Paragraph {
    /// Number and text without spaces.
    pub fn squeezed(&self) -> String {
        let text = self.letters.iter().map(|(char, _)| *char);
        self.number.chars().chain(text).filter(|char| !char.is_whitespace()).collect()
    }
}

/// The text of a part of an archive (`word/document.xml`).
///
/// # Panics
///
/// When the bytes are no archive or the part is not there.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
    text
}

/// The blocks of a Word file.
///
/// # Panics
///
/// When the bytes are no Word file.
pub fn blocks(bytes: &[u8]) -> Vec<Block> {
    let (document, numbering) = (part(bytes, "word/document.xml"), part(bytes, "word/numbering.xml"));
    let document = Document::parse(&document).expect("XML");
    let numbering = Document::parse(&numbering).expect("XML");
    let mut lists = Lists::new(numbering.root_element());
    let body = child(document.root_element(), "body").expect("a body");
    let block = |node: Node<'_, '_>| match node.tag_name().name() {
        "p" => Some(Block::Paragraph(paragraph(node, &mut lists))),
        "tbl" => Some(Block::Table(table(node, &mut lists))),
        _ => None,
    };
    body.children().filter_map(block).collect()
}

fn table(node: Node<'_, '_>, lists: &mut Lists) -> Table {
    let mut rows = Vec::new();
    for row in named(node, "tr") {
        let mut cells = Vec::new();
        for cell in named(row, "tc") {
            cells.push(named(cell, "p").map(|node| paragraph(node, lists)).collect());
        }
        rows.push(cells);
    }
    rows
}

fn paragraph(node: Node<'_, '_>, lists: &mut Lists) -> Paragraph {
    let properties = child(node, "pPr");
    let style = properties.and_then(|node| child(node, "pStyle")).map(value).unwrap_or_default();
    let list = properties.and_then(|node| child(node, "numPr"));
    let number = list.map(|node| {
        let [list, level] = ["numId", "ilvl"].map(|name| value(child(node, name).expect("a list")));
        lists.next(&list, level.parse().expect("a level"))
    });
    let mut letters = Vec::new();
    for run in named(node, "r") {
        let is_underlined = child(run, "rPr").and_then(|node| child(node, "u")).is_some();
        let texts = named(run, "t").filter_map(|node| node.text());
        letters.extend(texts.flat_map(|text| text.chars().map(move |char| (char, is_underlined))));
    }
    Paragraph { style, number: number.unwrap_or_default(), letters }
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &'a str) -> Option<Node<'a, 'i>> {
    named(node, name).next()
}

fn named<'a, 'i>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |node| node.has_tag_name((WORD, name)))
}

fn value(node: Node<'_, '_>) -> String {
    node.attribute((WORD, "val")).unwrap_or_default().to_owned()
}

/// A level of a list.
struct Level {
    start: usize,
    /// `第%2条`.
    text: String,
    /// Whether it begins anew below each number of a higher level.
    restarts: bool,
}

/// The lists of a document with the numbers they have reached.
struct Lists {
    levels: BTreeMap<String, Vec<Level>>,
    reached: BTreeMap<String, Vec<Option<usize>>>,
}

impl Lists {
    fn new(numbering: Node<'_, '_>) -> Self {
        let attribute =
            |node: Node<'_, '_>, name| node.attribute((WORD, name)).unwrap_or_default().to_owned();
        let mut levels = BTreeMap::new();
        for list in named(numbering, "num") {
            let id = value(child(list, "abstractNumId").expect("an abstract list"));
            let described =
                named(numbering, "abstractNum").find(|node| attribute(*node, "abstractNumId") == id);
            let of_list = described.into_iter().flat_map(|node| named(node, "lvl")).map(level);
            levels.insert(attribute(list, "numId"), of_list.collect());
        }
        Self { levels, reached: BTreeMap::new() }
    }

    fn next(&mut self, list: &str, level: usize) -> String {
        let levels = &self.levels[list];
        let reached = self.reached.entry(list.to_owned()).or_insert_with(|| vec![None; levels.len()]);
        reached[level] = Some(reached[level].map_or(levels[level].start, |number| number + 1));
        for deeper in level + 1..levels.len() {
            if levels[deeper].restarts {
                reached[deeper] = None;
            }
        }
        let mut text = levels[level].text.clone();
        for (idx, number) in reached.iter().enumerate() {
            text = text.replace(&format!("%{}", idx + 1), &number.unwrap_or(0).to_string());
        }
        text
    }
}

fn level(node: Node<'_, '_>) -> Level {
    Level {
        start: child(node, "start").map(value).and_then(|start| start.parse().ok()).unwrap_or(1),
        text: child(node, "lvlText").map(value).unwrap_or_default(),
        restarts: child(node, "lvlRestart").map(value).as_deref() != Some("0"),
    }
}

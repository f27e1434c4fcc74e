//! The files to take away, against the pages and the data they are made of.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use checklist::{Cell, Date, Library, Segment, compare};
use office::{File, Filling, Format, files};
use scraper::{ElementRef, Html, Node, Selector};
use tests::{
    document::{Block, Letter, Paragraph, Table, blocks, part},
    folder,
    program::{jissen, root},
};

fn library() -> Library {
    let (library, report) = Library::load(&root().join("book")).expect("the book");
    assert_eq!(report.n_errors(), 0);
    library
}

fn day() -> Option<Date> {
    Date::parse("2026-11-22")
}

fn regulation(filling: &Filling) -> File {
    office::regulation(&library(), filling, day()).expect("a file").expect("a regulation")
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

/// Where the page of what is left to do begins.
const CLOSING: &str = "仕上げるために（この頁は規程に含めません）";

/// Paragraphs and cells of the rules themselves, in order, without empty ones.
fn texts(blocks: &[Block]) -> Vec<String> {
    let rules = blocks.iter().take_while(|block| !is_closing(block));
    let of_block = |block: &Block| match block {
        Block::Paragraph(paragraph) => vec![paragraph.squeezed()],
        Block::Table(table) => {
            table.iter().flatten().map(|cell| cell.iter().map(Paragraph::squeezed).collect()).collect()
        }
    };
    rules.flat_map(of_block).filter(|text| !text.is_empty()).collect()
}

fn is_closing(block: &Block) -> bool {
    matches!(block, Block::Paragraph(paragraph) if paragraph.squeezed() == CLOSING)
}

/// The same of the page for print, as the first answers leave it.
fn texts_of_page(page: &Html) -> Vec<String> {
    let places = "p.guide-regulation-title, main h2, main h3, .guide-paragraph-text, .guide-article-items li, \
                  .guide-appendix-explanation, .guide-appendix-table th, .guide-appendix-table td";
    let places = Selector::parse(places).expect("a selector");
    let elements = page.select(&places).filter(|element| {
        let is_other = |node: ElementRef<'_>| node.attr("data-case") == Some("other");
        !is_other(*element) && element.ancestors().filter_map(ElementRef::wrap).all(|node| !is_other(node))
    });
    elements.map(|element| squeezed(&text_of(element))).filter(|text| !text.is_empty()).collect()
}

/// What stands in an element, without the labels of cases; that an example is one is part of it.
fn text_of(element: ElementRef<'_>) -> String {
    let is_label = |node: ElementRef<'_>| {
        node.attr("class") == Some("guide-case-label") && node.text().collect::<String>() != "記入例"
    };
    let texts = element.descendants().filter(|node| match node.value() {
        Node::Text(_) => node.ancestors().filter_map(ElementRef::wrap).all(|node| !is_label(node)),
        _ => false,
    });
    texts.filter_map(|node| node.value().as_text().map(|text| text.to_string())).collect()
}

#[test]
fn the_rules_read_as_on_the_page() {
    let folder = folder::temporary();
    folder::copy(&root().join("book"), &folder.path().join("book"));
    jissen(folder.path(), ["build"]).expect(0);
    jissen(folder.path(), ["export", "--format", "docx"]).expect(0);
    let page = fs::read_to_string(folder.path().join("dist/site/regulation/print.html")).expect("the page");
    let bytes = fs::read(folder.path().join("dist/files/regulation.docx")).expect("the file");

    let (of_page, of_file) = (texts_of_page(&Html::parse_document(&page)), texts(&blocks(&bytes)));
    let start = of_page.iter().position(|text| *text == of_file[0]).expect("the title");
    for (idx, (one, other)) in of_page[start..].iter().zip(&of_file).enumerate() {
        assert_eq!(one, other, "text {idx}");
    }
    assert_eq!(of_page.len() - start, of_file.len());
    assert!(of_file.len() > 500, "{} texts", of_file.len());
}

#[test]
fn pages_offer_what_export_writes() {
    let folder = folder::temporary();
    folder::copy(&root().join("book"), &folder.path().join("book"));
    jissen(folder.path(), ["build"]).expect(0);
    let site = folder.path().join("dist/site");
    let offered = offered(&site);
    let mut n_files = 0;
    for format in ["docx", "xlsx", "csv", "json", "oscal"] {
        jissen(folder.path(), ["export", "--format", format, "--out", format]).expect(0);
        for entry in fs::read_dir(folder.path().join(format)).expect("the files") {
            let file = entry.expect("a file").path();
            let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
            let place = offered.get(name).unwrap_or_else(|| panic!("no page offers {name}"));
            let bytes = fs::read(&file).expect("the file");
            assert!(fs::read(place).expect("beside its page") == bytes, "{name} is another file");
            n_files += 1;
        }
    }
    // A comparison's tables are those of `jissen diff`.
    assert_eq!(offered.len(), n_files + 3 * 2, "{:?}", offered.keys());
}

/// The files that the pages of a site offer, by name, with where they lie. Links say kind and size.
fn offered(site: &Path) -> BTreeMap<String, PathBuf> {
    let links = Selector::parse(".guide-take-away a.guide-attachment").expect("a selector");
    let mut offered = BTreeMap::new();
    for folder in ["sheets", "revisions", "regulation"] {
        for entry in fs::read_dir(site.join(folder)).expect("the pages") {
            let path = entry.expect("a page").path();
            if path.extension().is_none_or(|extension| extension != "html") {
                continue;
            }
            let page = Html::parse_document(&fs::read_to_string(&path).expect("a page"));
            for link in page.select(&links) {
                let name = link.attr("href").expect("an address");
                assert_eq!(link.attr("download"), Some(name));
                let place = site.join(folder).join(name);
                let n_kilobytes = fs::metadata(&place).expect("a file").len().div_ceil(1024);
                let (_, extension) = name.rsplit_once('.').expect("an extension");
                let label: String = link.text().collect();
                assert!(label.ends_with(&format!("（.{extension}、{n_kilobytes} KB）")), "{label}");
                offered.insert(name.to_owned(), place);
            }
        }
    }
    offered
}

#[test]
fn numbers_are_the_programs_own() {
    let library = library();
    let regulation_data = library.regulation.as_ref().expect("a regulation");
    let blocks = blocks(&regulation(&Filling::default()).bytes);
    let of_style = |style: &str| -> Vec<&Paragraph> {
        let paragraphs = blocks.iter().filter_map(|block| match block {
            Block::Paragraph(paragraph) if paragraph.style == style => Some(paragraph),
            _ => None,
        });
        paragraphs.collect()
    };
    let articles = of_style("Heading2");
    assert_eq!(articles.len(), regulation_data.articles().count());
    for (number, _, article) in regulation_data.articles() {
        let heading = articles[number - 1];
        assert_eq!(heading.number, format!("第{number}条"));
        assert_eq!(heading.squeezed(), format!("第{number}条（{}）", article.caption));
    }
    let chapters = of_style("Heading1").into_iter().filter(|paragraph| !paragraph.number.is_empty());
    let chapters: Vec<_> = chapters.map(|paragraph| paragraph.number.clone()).collect();
    let expected: Vec<_> =
        (1..=regulation_data.chapters.len()).map(|number| format!("第{number}章")).collect();
    assert_eq!(chapters, expected);
}

#[test]
fn a_word_file_has_japanese_fonts_outlines_and_a4() {
    let file = regulation(&Filling::default());
    let styles = part(&file.bytes, "word/styles.xml");
    for wanted in [
        "w:eastAsia=\"ＭＳ 明朝\"",
        "w:eastAsia=\"ＭＳ ゴシック\"",
        "<w:outlineLvl w:val=\"0\"",
        "<w:outlineLvl w:val=\"1\"",
    ] {
        assert!(styles.contains(wanted), "{wanted}");
    }
    let document = part(&file.bytes, "word/document.xml");
    assert!(document.contains("w:w=\"11906\" w:h=\"16838\""), "upright A4");
    assert!(document.contains("w:w=\"16838\" w:h=\"11906\""), "wide A4");
    assert_eq!(document.matches("<w:footerReference").count(), 2);
    assert_tables_are_printable(&document);
}

/// The head stands on every page, and no row is cut.
fn assert_tables_are_printable(document: &str) {
    let (n_tables, n_rows) = (document.matches("<w:tbl>").count(), document.matches("<w:tr>").count());
    assert!(n_tables > 0);
    assert_eq!(document.matches("<w:tblHeader/>").count(), n_tables);
    assert_eq!(document.matches("<w:cantSplit").count(), n_rows);
}

#[test]
fn what_is_not_filled_in_is_underlined_and_listed() {
    let library = library();
    let regulation_data = library.regulation.as_ref().expect("a regulation");
    let blocks = blocks(&regulation(&Filling::default()).bytes);
    let closing = blocks.iter().position(is_closing).expect("a last page");
    let listed: BTreeSet<_> = match blocks.last() {
        Some(Block::Table(table)) => table[1..].iter().map(|row| row[0][0].squeezed()).collect(),
        other => panic!("{other:?}"),
    };
    let known: BTreeSet<_> =
        regulation_data.variables.iter().map(|variable| squeezed(&variable.label)).collect();
    assert!(listed.is_subset(&known));
    assert!(listed.len() + 3 > known.len(), "{:?}", known.difference(&listed));
    let underlined = underlined(&blocks[..closing]);
    for variable in regulation_data.variables.iter().filter(|it| listed.contains(&squeezed(&it.label))) {
        assert!(underlined.contains(&variable.example), "{}", variable.id);
    }
}

/// Stretches that are underlined.
fn underlined(blocks: &[Block]) -> BTreeSet<String> {
    let paragraphs = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(paragraph) => vec![paragraph],
        Block::Table(table) => table.iter().flatten().flatten().collect(),
    });
    let stretches = paragraphs.flat_map(|paragraph| paragraph.letters.chunk_by(|a, b| a.1 == b.1));
    stretches
        .filter(|stretch| stretch[0].1)
        .map(|stretch| stretch.iter().map(|letter| letter.0).collect())
        .collect()
}

#[test]
fn what_is_filled_in_stands_in_the_rules() {
    let library = library();
    let regulation_data = library.regulation.as_ref().expect("a regulation");
    let variables = regulation_data.variables.iter().map(|it| (it.id.clone(), format!("［{}］", it.id)));
    let last = regulation_data
        .questions
        .iter()
        .map(|it| (it.id.clone(), it.choices.last().expect("a choice").id.clone()));
    let filling = Filling { answers: last.collect(), variables: variables.collect() };
    let blocks = blocks(&regulation(&filling).bytes);

    assert_eq!(underlined(&blocks), BTreeSet::new());
    let texts = texts(&blocks);
    assert!(texts.iter().any(|text| text.contains("［clinic］（以下「当院」という。）")));
    for (_, _, article) in regulation_data.articles() {
        if let (Some(_), false) = (&article.reason, article.when.holds(&filling.answers)) {
            let heading = texts.iter().position(|text| text.ends_with(&format!("（{}）", article.caption)));
            assert!(
                texts[heading.expect("the heading") + 1].contains("この条は適用しない"),
                "{}",
                article.id
            );
        }
    }
    assert!(
        matches!(blocks.last(), Some(Block::Paragraph(last)) if last.squeezed() == "すべて書き入れてあります。")
    );
}

#[test]
fn unknown_answers_are_refused() {
    let library = library();
    let pair = |key: &str, value: &str| [(key.to_owned(), value.to_owned())].into();
    let fillings = [
        Filling { answers: pair("weather", "rain"), ..Filling::default() },
        Filling { answers: pair("system", "paper"), ..Filling::default() },
        Filling { variables: pair("weather", "rain"), ..Filling::default() },
    ];
    for filling in fillings {
        assert!(office::regulation(&library, &filling, day()).is_err(), "{filling:?}");
    }
}

#[test]
fn a_comparison_has_every_entry_with_its_marks() {
    let library = library();
    let published: Vec<_> = library.editions.iter().filter(|edition| !edition.forms.is_empty()).collect();
    let mut n_entries = 0;
    for (idx, older) in published.iter().enumerate() {
        for newer in &published[idx + 1..] {
            let comparison = compare(&library, older, newer);
            let file = office::comparison(&comparison, day()).expect("a file");
            let tables: Vec<Table> = blocks(&file.bytes)
                .into_iter()
                .filter_map(|block| match block {
                    Block::Table(table) => Some(table),
                    Block::Paragraph(_) => None,
                })
                .collect();
            assert_eq!(tables.len(), comparison.forms.len());
            for (table, form) in tables.iter().zip(&comparison.forms) {
                let heads: Vec<_> = table[0].iter().map(|cell| cell[0].squeezed()).collect();
                assert_eq!(
                    heads,
                    [
                        format!("改正後（{}）", newer.title),
                        format!("改正前（{}）", older.title),
                        "備考".into()
                    ]
                );
                assert_eq!(table.len(), 1 + form.entries.len());
                for (row, entry) in table[1..].iter().zip(&form.entries) {
                    assert_eq!(letters(&row[0]), expected(&entry.new), "{}", entry.lineage);
                    assert_eq!(letters(&row[1]), expected(&entry.old), "{}", entry.lineage);
                    let remark: String = row[2].iter().map(Paragraph::squeezed).collect();
                    assert_eq!(remark, squeezed(&format!("{}{}", entry.title, entry.remark)));
                    n_entries += 1;
                }
            }
            let document = part(&file.bytes, "word/document.xml");
            assert_tables_are_printable(&document);
            assert!(document.contains("（下線部分は改正部分）"));
        }
    }
    assert!(n_entries > 100, "{n_entries}");
}

/// The letters of a cell without spaces.
fn letters(cell: &[Paragraph]) -> Vec<Letter> {
    cell.iter()
        .flat_map(|paragraph| &paragraph.letters)
        .copied()
        .filter(|(char, _)| !char.is_whitespace())
        .collect()
}

fn expected(cells: &[Cell<'_>]) -> Vec<Letter> {
    let plain = |text: &str| text.chars().map(|char| (char, false)).collect::<Vec<_>>();
    let marked = |segments: &[Segment]| -> Vec<Letter> {
        let letters =
            segments.iter().flat_map(|segment| segment.text.chars().map(|char| (char, segment.changed)));
        letters.collect()
    };
    let mut letters = Vec::new();
    for cell in cells {
        letters.extend(marked(&cell.number));
        if cell.row.is_some() {
            letters.extend(plain("〔").into_iter().chain(marked(&cell.target)).chain(plain("〕")));
        }
        letters.extend(cell.kind.placeholder().map_or_else(|| marked(&cell.text), plain));
        if cell.note.first().is_some_and(|first| !first.text.starts_with('※')) {
            letters.extend(plain("※"));
        }
        letters.extend(marked(&cell.note));
    }
    letters.retain(|(char, _)| !char.is_whitespace());
    letters
}

#[test]
fn files_are_the_same_each_time_and_in_any_thread() {
    let make = || files(&library(), Format::Docx, day()).expect("files");
    let first = make();
    assert_eq!(first.len(), 4);
    assert!(first == make());
    let others = std::thread::spawn(make).join().expect("files");
    assert!(first == others);
    assert!(first[0] == regulation(&Filling::default()), "whatever was made before");
}

#[test]
fn an_export_says_what_it_wrote_and_keeps_what_is_not_its_own() {
    let folder = folder::temporary();
    folder::copy(&root().join("book"), &folder.path().join("book"));
    let export = || jissen(folder.path(), ["export", "--format", "csv", "--out", "出力"]);
    let said = export().expect(0);
    assert!(said.stdout.starts_with("9 個のファイルを 出力 に書き出しました\n"), "{}", said.stdout);
    assert!(said.stdout.contains("  r7-medical.csv  令和7年度版 医療機関確認用（CSV）\n"));
    export().expect(0);

    let filled = folder.path().join("出力/r7-medical.csv");
    fs::write(&filled, "記入した").expect("written");
    let refused = export().expect(2);
    assert!(refused.stderr.contains("上書きしません: r7-medical.csv"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(&filled).expect("read"), "記入した");
}

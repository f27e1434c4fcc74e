//! The template of a clinic's own rules: pages of its chapters, the printed whole, and how it answers the checklist.

use checklist::{
    Appendix, AppendixEntry, Article, Computed, Paragraph, Piece, Profile, Regulation, RegulationChapter,
    Text, When,
};
use serde::Serialize;

use crate::{
    insert::Page,
    markdown,
    pages::{self, Address},
    shared::Shared,
    take_away::{Attachment, TakeAway},
    view::{Link, Scene, source},
    words::{self, Word},
};

/// A stretch of a text as it is shown.
#[derive(Serialize)]
struct PieceView {
    text: String,
    /// Id of the variable that a blank stands for.
    variable: Option<String>,
    href: Option<String>,
}

#[derive(Serialize)]
struct ChapterView {
    id: String,
    label: String,
    title: String,
    summary: String,
    page: Link,
    articles: Vec<ArticleView>,
}

#[derive(Serialize)]
struct ArticleView {
    id: String,
    label: String,
    caption: String,
    link: Link,
    lineages: Vec<Link>,
    paragraphs: Vec<ParagraphView>,
    /// When it is used; none when always.
    case: Option<CaseView>,
    /// What is printed where it is not used.
    instead: Option<InsteadView>,
    note: Option<String>,
    sources: Vec<Link>,
}

/// Text that only some answers select.
#[derive(Serialize)]
struct CaseView {
    label: String,
    /// Whether the first answers select it.
    is_first: bool,
}

#[derive(Serialize)]
struct InsteadView {
    label: String,
    reason: Vec<PieceView>,
}

#[derive(Serialize)]
struct ParagraphView {
    /// None for the first one.
    number: Option<usize>,
    text: Vec<PieceView>,
    items: Vec<Vec<PieceView>>,
    case: Option<CaseView>,
}

/// A table or form to fill in.
#[derive(Serialize)]
pub(crate) struct AppendixView {
    id: String,
    label: String,
    title: String,
    link: Link,
    explanation: String,
    lineages: Vec<Link>,
    columns: Vec<ColumnView>,
    entries: Vec<EntryView>,
    /// One for each empty row.
    blank_rows: Vec<()>,
    correspondence: Option<Vec<CorrespondenceView>>,
}

#[derive(Serialize)]
struct ColumnView {
    title: String,
    example: String,
}

#[derive(Serialize)]
struct EntryView {
    cells: Vec<Vec<PieceView>>,
    case: Option<CaseView>,
}

/// A requirement with what the template says about it.
#[derive(Serialize)]
struct CorrespondenceView {
    numbers: Vec<String>,
    lineage: Link,
    articles: Vec<Link>,
    appendices: Vec<Link>,
}

#[derive(Serialize)]
struct WholeView {
    title: String,
    explanation: Vec<String>,
    sources: Vec<SourceView>,
    chapters: Vec<ChapterView>,
    supplement: Vec<ParagraphView>,
    appendices: Vec<AppendixView>,
    appendices_page: Link,
}

#[derive(Serialize)]
struct SourceView {
    link: Link,
    certainty: Word,
}

#[derive(Serialize)]
struct QuestionView {
    id: String,
    question: String,
    choices: Vec<ChoiceView>,
    /// Articles that depend on it.
    articles: Vec<Link>,
}

#[derive(Serialize)]
struct ChoiceView {
    title: String,
    explanation: String,
}

#[derive(Serialize)]
struct GroupView {
    id: String,
    title: String,
    variables: Vec<VariableView>,
}

#[derive(Serialize)]
struct VariableView {
    label: String,
    explanation: String,
    example: String,
    articles: Vec<Link>,
}

#[derive(Serialize)]
struct QuestionsView {
    questions: Vec<QuestionView>,
}

#[derive(Serialize)]
struct BlanksView {
    groups: Vec<GroupView>,
}

#[derive(Serialize)]
struct FilesView {
    attachments: Vec<Attachment>,
}

#[derive(Serialize)]
struct AppendicesView {
    appendices: Vec<OfferedAppendix>,
}

#[derive(Serialize)]
struct OfferedAppendix {
    #[serde(flatten)]
    appendix: AppendixView,
    attachments: Vec<Attachment>,
}

#[derive(Serialize)]
struct CorrespondenceTable {
    edition: String,
    rows: Vec<CorrespondenceView>,
}

/// What the pages of one book show of its template.
struct Painter<'a> {
    scene: Scene<'a>,
    regulation: &'a Regulation,
    first: Profile,
    /// Whether everything stands on this page, so that references stay on it.
    is_whole: bool,
}

/// Answers `{{#regulation …}}`; none for an argument that is not known or a book without a template.
pub(crate) fn answer(
    shared: &Shared,
    scene: Scene<'_>,
    take_away: TakeAway<'_>,
    argument: &str,
) -> Option<String> {
    let regulation = scene.library.regulation.as_ref()?;
    let painter = Painter::new(scene, regulation, argument == "print");
    let text = match argument {
        "articles" => shared.render("regulation-index.html", painter.whole()),
        "explanation" => shared.render("regulation-explanation.html", painter.whole()),
        "files" => shared.render("regulation-files.html", FilesView { attachments: take_away.regulation() }),
        "print" => shared.render("regulation-print.html", painter.whole()),
        "questions" => shared.render("regulation-questions.html", painter.questions()),
        "blanks" => shared.render("regulation-blanks.html", painter.blanks()),
        "correspondence" => {
            let edition = scene.library.current_edition().map(|edition| edition.title.clone());
            let rows = painter.correspondence();
            let table = CorrespondenceTable { edition: edition.unwrap_or_default(), rows };
            shared.render("regulation-correspondence.html", table)
        }
        _ => return None,
    };
    Some(text)
}

/// One page per chapter and one of the appendices, without notices.
pub(crate) fn added_pages(shared: &Shared, scene: Scene<'_>, take_away: TakeAway<'_>) -> Vec<Page> {
    let Some(regulation) = &scene.library.regulation else { return Vec::new() };
    let chapters = regulation.chapters.iter().enumerate();
    let mut added: Vec<_> =
        chapters.map(|(idx, chapter)| chapter_page(shared, scene, regulation, idx, chapter)).collect();
    added.push(appendices_page(shared, scene, regulation, take_away));
    added
}

fn chapter_page(
    shared: &Shared,
    scene: Scene<'_>,
    regulation: &Regulation,
    idx: usize,
    chapter: &RegulationChapter,
) -> Page {
    let path = pages::regulation_path(&chapter.id);
    let painter = Painter::new(scene.on(&path), regulation, false);
    let name = format!("第{}章 {}", idx + 1, chapter.title);
    let body = shared.render("regulation-chapter.html", painter.chapter(idx, chapter));
    let content = format!("{}\n\n{body}\n", markdown::title(&name, &format!("chapter-{}", chapter.id)));
    Page { name, path: path.clone(), source: None, content, children: Vec::new() }
}

fn appendices_page(
    shared: &Shared,
    scene: Scene<'_>,
    regulation: &Regulation,
    take_away: TakeAway<'_>,
) -> Page {
    let path = pages::regulation_path("appendices");
    let painter = Painter::new(scene.on(&path), regulation, false);
    let name = "別表と様式".to_owned();
    let offered = |appendix: &Appendix| OfferedAppendix {
        appendix: painter.appendix(appendix),
        attachments: take_away.appendix(appendix),
    };
    let appendices = regulation.appendices.iter().map(offered).collect();
    let body = shared.render("regulation-appendices.html", AppendicesView { appendices });
    let content = format!("{}\n\n{body}\n", markdown::title(&name, "appendices"));
    Page { name, path: path.clone(), source: None, content, children: Vec::new() }
}

/// All tables and forms, in printed order, with references that stay on their page.
pub(crate) fn appendices(scene: Scene<'_>) -> Vec<AppendixView> {
    let Some(regulation) = &scene.library.regulation else { return Vec::new() };
    let painter = Painter::new(scene, regulation, true);
    regulation.appendices.iter().map(|appendix| painter.appendix(appendix)).collect()
}

/// The articles and the appendices that answer a requirement, seen from its page.
pub(crate) fn about_lineage(scene: Scene<'_>, lineage: &str) -> (Vec<Link>, Vec<Link>) {
    let Some(regulation) = &scene.library.regulation else { return (Vec::new(), Vec::new()) };
    let painter = Painter::new(scene, regulation, false);
    (painter.articles_of(lineage), painter.appendices_of(lineage))
}

impl<'a> Painter<'a> {
    fn new(scene: Scene<'a>, regulation: &'a Regulation, is_whole: bool) -> Self {
        Self { scene, regulation, first: regulation.first_profile(), is_whole }
    }

    fn whole(&self) -> WholeView {
        let regulation = self.regulation;
        let chapters = regulation.chapters.iter().enumerate();
        let source_view = |it: &checklist::CertainSource| SourceView {
            link: Link { text: it.label.clone(), href: source(&it.url, &[]).href },
            certainty: words::certainty(it.certainty),
        };
        WholeView {
            title: regulation.title.clone(),
            explanation: regulation.explanation.clone(),
            sources: regulation.sources.iter().map(source_view).collect(),
            chapters: chapters.map(|(idx, chapter)| self.chapter(idx, chapter)).collect(),
            supplement: self.paragraphs(&regulation.supplement, &When::default()),
            appendices: regulation.appendices.iter().map(|appendix| self.appendix(appendix)).collect(),
            appendices_page: self.scene.link("別表と様式", self.scene.pages.regulation("appendices")),
        }
    }

    fn chapter(&self, idx: usize, chapter: &RegulationChapter) -> ChapterView {
        let label = format!("第{}章", idx + 1);
        let n_before: usize = self.regulation.chapters[..idx].iter().map(|it| it.articles.len()).sum();
        let articles = (n_before + 1..).zip(&chapter.articles);
        ChapterView {
            page: self
                .scene
                .link(format!("{label} {}", chapter.title), self.scene.pages.regulation(&chapter.id)),
            id: chapter.id.clone(),
            label,
            title: chapter.title.clone(),
            summary: chapter.summary.clone(),
            articles: articles.map(|(number, article)| self.article(number, chapter, article)).collect(),
        }
    }

    fn article(&self, number: usize, chapter: &RegulationChapter, article: &Article) -> ArticleView {
        let label = format!("第{number}条");
        let text = format!("{label}（{}）", article.caption);
        let href = self.article_href(chapter, article);
        ArticleView {
            id: article.id.clone(),
            caption: article.caption.clone(),
            link: Link { text, href },
            label,
            lineages: article.lineages.iter().map(|lineage| self.scene.lineage(lineage)).collect(),
            paragraphs: self.paragraphs(&article.paragraphs, &article.when),
            case: self.case(&article.when),
            instead: article.reason.as_ref().map(|reason| self.instead(&article.when, reason)),
            note: article.note.clone(),
            sources: article.sources.iter().map(|url| source(url, &[])).collect(),
        }
    }

    fn instead(&self, when: &When, reason: &Text) -> InsteadView {
        let others = |question: &checklist::Question| {
            let chosen = when.0.get(&question.id)?;
            let others = question.choices.iter().filter(|choice| choice.id != *chosen);
            Some(others.map(|choice| choice.case.as_str()).collect::<Vec<_>>().join("、または"))
        };
        let cases: Vec<_> = self.regulation.questions.iter().filter_map(others).collect();
        let label = if let [only] = &cases[..] { only.clone() } else { "それ以外のとき".to_owned() };
        InsteadView { label, reason: self.pieces(reason) }
    }

    fn case(&self, when: &When) -> Option<CaseView> {
        let label = self.regulation.case(when);
        (!when.is_always()).then(|| CaseView { label, is_first: when.holds(&self.first) })
    }

    /// Paragraphs with the numbers they have where they are printed.
    fn paragraphs(&self, paragraphs: &[Paragraph], when: &When) -> Vec<ParagraphView> {
        let view = |(idx, paragraph): (usize, &Paragraph)| {
            let profile = self.first_with(&[when, &paragraph.when]);
            let n_before = paragraphs[..idx].iter().filter(|before| before.when.holds(&profile)).count();
            ParagraphView {
                number: (n_before > 0).then_some(n_before + 1),
                text: self.pieces(&paragraph.text),
                items: paragraph.items.iter().map(|item| self.pieces(item)).collect(),
                case: self.case(&paragraph.when),
            }
        };
        paragraphs.iter().enumerate().map(view).collect()
    }

    /// The first answers, changed as far as conditions need.
    fn first_with(&self, conditions: &[&When]) -> Profile {
        let mut profile = self.first.clone();
        for when in conditions {
            profile.extend(when.0.iter().map(|(question, choice)| (question.clone(), choice.clone())));
        }
        profile
    }

    fn pieces(&self, text: &Text) -> Vec<PieceView> {
        text.pieces.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&self, piece: &Piece) -> PieceView {
        let plain = |text: &str| PieceView { text: text.to_owned(), variable: None, href: None };
        let regulation = self.regulation;
        match piece {
            Piece::Words(words) => plain(words),
            Piece::Variable(id) => match regulation.variable(id) {
                Some(variable) => PieceView { variable: Some(id.clone()), ..plain(&variable.example) },
                None => plain(id),
            },
            Piece::Article(id) => {
                let link = regulation.articles().find(|(_, _, article)| article.id == *id);
                let href = link.and_then(|(_, chapter, article)| self.article_href(chapter, article));
                PieceView { href, ..plain(&regulation.article_label(id).unwrap_or_default()) }
            }
            Piece::Appendix(id) => PieceView {
                href: self.appendix_href(id),
                ..plain(&regulation.appendix_label(id).unwrap_or_default())
            },
        }
    }

    fn article_href(&self, chapter: &RegulationChapter, article: &Article) -> Option<String> {
        self.href(self.scene.pages.regulation(&chapter.id), &article.id)
    }

    fn appendix_href(&self, id: &str) -> Option<String> {
        self.href(self.scene.pages.regulation("appendices"), &format!("appendix-{id}"))
    }

    fn href(&self, page: Option<Address>, anchor: &str) -> Option<String> {
        if self.is_whole {
            return Some(format!("#{anchor}"));
        }
        Some(Address { anchor: anchor.to_owned(), ..page? }.href(self.scene.from))
    }

    fn appendix(&self, appendix: &Appendix) -> AppendixView {
        let label = self.regulation.appendix_label(&appendix.id).unwrap_or_default();
        let columns = appendix.columns.iter();
        let is_computed = appendix.computed == Some(Computed::Correspondence);
        AppendixView {
            id: format!("appendix-{}", appendix.id),
            link: self.appendix_link(appendix),
            label,
            title: appendix.title.clone(),
            explanation: appendix.explanation.clone(),
            lineages: appendix.lineages.iter().map(|lineage| self.scene.lineage(lineage)).collect(),
            columns: columns
                .map(|column| ColumnView { title: column.title.clone(), example: column.example.clone() })
                .collect(),
            entries: appendix.entries.iter().map(|entry| self.entry(entry)).collect(),
            blank_rows: vec![(); appendix.n_rows as usize],
            correspondence: is_computed.then(|| self.correspondence()),
        }
    }

    fn appendix_link(&self, appendix: &Appendix) -> Link {
        let label = self.regulation.appendix_label(&appendix.id).unwrap_or_default();
        Link { text: format!("{label}（{}）", appendix.title), href: self.appendix_href(&appendix.id) }
    }

    fn entry(&self, entry: &AppendixEntry) -> EntryView {
        EntryView {
            cells: entry.cells.iter().map(|cell| self.pieces(cell)).collect(),
            case: self.case(&entry.when),
        }
    }

    fn articles_of(&self, lineage: &str) -> Vec<Link> {
        self.articles_where(|article| article.lineages.iter().any(|id| id == lineage))
    }

    fn articles_where(&self, is_meant: impl Fn(&Article) -> bool) -> Vec<Link> {
        let articles = self.regulation.articles().filter(|(_, _, article)| is_meant(article));
        let link = |(number, chapter, article): (usize, &RegulationChapter, &Article)| Link {
            text: format!("第{number}条（{}）", article.caption),
            href: self.article_href(chapter, article),
        };
        articles.map(link).collect()
    }

    fn appendices_of(&self, lineage: &str) -> Vec<Link> {
        let appendices = self.regulation.appendices.iter();
        let of_lineage = appendices.filter(|appendix| appendix.lineages.iter().any(|id| id == lineage));
        of_lineage.map(|appendix| self.appendix_link(appendix)).collect()
    }

    fn correspondence(&self) -> Vec<CorrespondenceView> {
        let view = |entry: checklist::Correspondence<'_>| CorrespondenceView {
            numbers: entry.numbers.iter().map(|number| (*number).to_owned()).collect(),
            lineage: self.scene.lineage(entry.lineage),
            articles: self.articles_of(entry.lineage),
            appendices: self.appendices_of(entry.lineage),
        };
        self.scene.library.correspondence().into_iter().map(view).collect()
    }

    fn questions(&self) -> QuestionsView {
        let view = |question: &checklist::Question| QuestionView {
            id: format!("question-{}", question.id),
            question: question.question.clone(),
            choices: question
                .choices
                .iter()
                .map(|choice| ChoiceView {
                    title: choice.title.clone(),
                    explanation: choice.explanation.clone(),
                })
                .collect(),
            articles: self.articles_where(|article| asks(article, &question.id)),
        };
        QuestionsView { questions: self.regulation.questions.iter().map(view).collect() }
    }

    fn blanks(&self) -> BlanksView {
        let variable = |variable: &checklist::Variable| VariableView {
            label: variable.label.clone(),
            explanation: variable.explanation.clone(),
            example: variable.example.clone(),
            articles: self.articles_where(|article| has_blank(article, &variable.id)),
        };
        let group = |group: &checklist::Group| GroupView {
            id: format!("blanks-{}", group.id),
            title: group.title.clone(),
            variables: self
                .regulation
                .variables
                .iter()
                .filter(|variable| variable.group == group.id)
                .map(variable)
                .collect(),
        };
        BlanksView { groups: self.regulation.groups.iter().map(group).collect() }
    }
}

/// Whether an article or a part of it depends on a question.
fn asks(article: &Article, question: &str) -> bool {
    let conditions =
        std::iter::once(&article.when).chain(article.paragraphs.iter().map(|paragraph| &paragraph.when));
    conditions.into_iter().any(|when| when.0.contains_key(question))
}

fn has_blank(article: &Article, variable: &str) -> bool {
    let of_paragraphs = article
        .paragraphs
        .iter()
        .flat_map(|paragraph| std::iter::once(&paragraph.text).chain(&paragraph.items));
    let mut pieces = of_paragraphs.chain(&article.reason).flat_map(|text| &text.pieces);
    pieces.any(|piece| matches!(piece, Piece::Variable(id) if id == variable))
}

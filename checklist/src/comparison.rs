//! Two editions side by side: the 新旧対照表 as data.

mod remarks; // 備考

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Certainty, Change, Edition, Form, FormChanges, Library, Marked, Relation, Row, Segment, mark,
    relation::{is_same_form, published, relations_of},
    relations,
};

use remarks::Remarks;

/// Two editions side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    /// 改正前.
    pub older: &'a Edition,
    /// 改正後.
    pub newer: &'a Edition,
    /// One table per pair of forms that continue each other, in the order of the newer edition;
    /// forms that were given up come last. Empty when the rows of either edition are not known.
    pub forms: Vec<FormComparison<'a>>,
}

/// The table of one form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormComparison<'a> {
    /// First part of the anchors of its entries: the form's id; with the older form's id behind it
    /// where a form continues several.
    pub id: String,
    /// `医療機関確認用`; names the older form too when it is another one.
    pub title: String,
    /// The form in the older edition; `None` when the newer edition began it.
    pub older: Option<&'a Form>,
    /// The form in the newer edition; `None` when it was given up.
    pub newer: Option<&'a Form>,
    /// One per lineage, in the order of the new form; a removed one where it stood.
    pub entries: Vec<Entry<'a>>,
}

/// One lineage in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// Id of the lineage.
    pub lineage: &'a str,
    /// Its title; the id when the library does not have it.
    pub title: &'a str,
    /// What became of it: sorted, never empty.
    pub relations: Vec<Relation>,
    /// 改正前, from top to bottom; never empty.
    pub old: Vec<Cell<'a>>,
    /// 改正後, from top to bottom; never empty.
    pub new: Vec<Cell<'a>>,
    /// 備考, for example `統合（旧 2-(7) サーバ・端末PC）`; empty when there is nothing to say.
    pub remark: String,
}

/// One printed provision on one side.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell<'a> {
    /// What it shows.
    pub kind: CellKind,
    /// The row; `None` in place of a provision the side does not have.
    pub row: Option<&'a Row>,
    /// The printed number. Empty without a row, and for the unnumbered first row.
    pub number: Vec<Segment>,
    /// The title of the device group. Empty without a row.
    pub target: Vec<Segment>,
    /// The sentence; empty unless `kind` is [`CellKind::Full`].
    pub text: Vec<Segment>,
    /// The condition printed with it; empty when there is none or `kind` is not [`CellKind::Full`].
    pub note: Vec<Segment>,
}

/// What is printed of a row: what a comparison and one of its sides give back of the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Provision {
    /// The printed number; empty when there is none.
    pub number: String,
    /// Title of the device group.
    pub target: String,
    /// The sentence.
    pub text: String,
    /// The condition printed with it; empty when there is none.
    pub note: String,
}

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// The provision in full, with marks.
    Full,
    /// Number and 「（略）」: the sentence is the same on the other side, character for character.
    Omitted,
    /// 「（新設）」, on the old side.
    Established,
    /// 「（削る）」, on the new side.
    Deleted,
    /// 「（未確認）」: whether the provision is there is not established.
    Unestablished,
}

/// Entries that follow each other and are shown alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Run<'r, 'a> {
    /// A changed entry.
    Changed(&'r Entry<'a>),
    /// Unchanged entries, never empty, which may be collapsed into one line.
    Unchanged(&'r [Entry<'a>]),
}

/// How many entries there are of each kind of change.
///
/// An entry of two kinds (merged and moved) counts under both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many entries were counted, each once.
    pub n_entries: usize,
    by_relation: BTreeMap<Relation, usize>,
}

/// One edition in the history of a lineage.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The form in it that carries the rows; `None` when it has none of them.
    pub form: Option<&'a Form>,
    /// The lineage's rows in that form, in printed order; empty when it was removed.
    pub rows: Vec<&'a Row>,
    /// What became of it since the published edition before: sorted; empty in the first step.
    pub relations: Vec<Relation>,
    /// 備考 for those relations; empty when there is nothing to say.
    pub remark: String,
}

/// The remark of a provision that is only numbered in another style.
const NUMBER_STYLE: &str = "番号の表記のみ";

impl CellKind {
    /// What stands in place of the sentence: `（略）`, `（新設）` … `None` for a full cell.
    pub fn placeholder(self) -> Option<&'static str> {
        match self {
            Self::Full => None,
            Self::Omitted => Some("（略）"),
            Self::Established => Some("（新設）"),
            Self::Deleted => Some("（削る）"),
            Self::Unestablished => Some("（未確認）"),
        }
    }
}

impl Counts {
    /// How many entries are of this kind.
    pub fn get(&self, relation: Relation) -> usize {
        self.by_relation.get(&relation).copied().unwrap_or(0)
    }

    /// The kinds that occur, in the order of [`Relation::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Relation, usize)> {
        self.by_relation.iter().map(|(&relation, &n)| (relation, n))
    }

    /// `新設5、統合1、文言変更2`; empty when nothing was counted.
    pub fn prose(&self) -> String {
        let parts: Vec<_> = self.iter().map(|(relation, n)| format!("{}{n}", relation.label())).collect();
        parts.join("、")
    }

    fn add(&mut self, entry: &Entry) {
        self.n_entries += 1;
        for &relation in &entry.relations {
            *self.by_relation.entry(relation).or_default() += 1;
        }
    }
}

impl Entry<'_> {
    /// Whether all is the same on both sides but how numbers are printed: such entries may be collapsed.
    ///
    /// Not an entry whose sentence is spelt in another way, or whose remark says more than that.
    pub fn is_unchanged(&self) -> bool {
        let is_omitted = |cell: &Cell| cell.kind == CellKind::Omitted;
        self.relations == [Relation::Same]
            && self.old.iter().chain(&self.new).all(is_omitted)
            && matches!(self.remark.as_str(), "" | NUMBER_STYLE)
    }

    /// How sure the least sure of its rows is.
    pub fn certainty(&self) -> Certainty {
        let rows = self.old.iter().chain(&self.new).filter_map(|cell| cell.row);
        rows.map(|row| row.certainty).max().unwrap_or(Certainty::Unknown)
    }
}

impl<'a> FormComparison<'a> {
    /// How many entries there are of each kind.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.entries.iter().for_each(|entry| counts.add(entry));
        counts
    }

    /// The entries in order, unchanged neighbours together.
    pub fn runs(&self) -> Vec<Run<'_, 'a>> {
        let alike = self.entries.chunk_by(|a, b| a.is_unchanged() && b.is_unchanged());
        alike
            .map(|entries| match entries {
                [entry] if !entry.is_unchanged() => Run::Changed(entry),
                _ => Run::Unchanged(entries),
            })
            .collect()
    }
}

impl Comparison<'_> {
    /// `令和6年度版・令和7年度版 新旧対照表`, older edition first.
    pub fn title(&self) -> String {
        format!("{}・{} 新旧対照表", self.older.title, self.newer.title)
    }

    /// How many entries there are of each kind, in all forms together.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.forms.iter().flat_map(|form| &form.entries).for_each(|entry| counts.add(entry));
        counts
    }

    /// The table of the form with this [`FormComparison::id`].
    pub fn form(&self, id: &str) -> Option<&FormComparison<'_>> {
        self.forms.iter().find(|form| form.id == id)
    }
}

/// Sets two editions side by side.
///
/// One table per pair of forms and one entry per lineage, as [`relations`] finds them; the editions
/// may be given in either order. Empty when the rows of either edition are not known here.
///
/// Marks: a new or removed provision is marked whole, number included; otherwise the number where the
/// place in the form changed (not its style), the device group where it is another one, and the
/// differing words of sentence and note ([`mark`]). A row of several predecessors is marked against
/// the nearest one. Where nothing is established nothing is marked.
///
/// Source: the rules for 新旧対照表 of horizontal print, as ministries use them.
///
/// # Example
///
/// ```
/// use checklist::{Library, Relation, compare};
/// let (library, _) = Library::load("../book".as_ref())?;
/// let comparison = compare(&library, library.edition("r6").unwrap(), library.edition("r7").unwrap());
/// let counts = comparison.form("medical").unwrap().counts();
/// assert_eq!((counts.get(Relation::New), counts.get(Relation::Removed)), (5, 0));
/// assert!(counts.prose().starts_with("新設5、統合1、"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn compare<'a>(library: &'a Library, older: &'a Edition, newer: &'a Edition) -> Comparison<'a> {
    let table = Table::new(library, older, newer);
    let forms = relations(library, older, newer);
    let n_continued = |newer: &Form| {
        forms.iter().filter(|form| form.newer.is_some_and(|other| other.id == newer.id)).count()
    };
    let forms = forms
        .iter()
        .map(|form| FormComparison {
            id: form_id(form, form.newer.map_or(1, n_continued) > 1),
            title: form_title(form),
            older: form.older,
            newer: form.newer,
            entries: form.changes.iter().map(|change| table.entry(change)).collect(),
        })
        .collect();
    Comparison { older, newer, forms }
}

impl FormComparison<'_> {
    /// The newer form from the older one and this table, as far as it is printed.
    ///
    /// Uses what the cells show and nothing else of the newer form: what is （略） is taken from the
    /// older one. One provision per row, entry by entry. `None` when `older` is not the form the table
    /// was made from: a provision the table shows or leaves out is missing there or reads differently,
    /// or one is left over.
    pub fn newer_provisions(&self, older: &[Provision]) -> Option<Vec<Provision>> {
        restore(self.entries.iter().map(|entry| (entry.old.as_slice(), entry.new.as_slice())), older)
    }

    /// The older form from the newer one and this table: the reverse of [`Self::newer_provisions`].
    pub fn older_provisions(&self, newer: &[Provision]) -> Option<Vec<Provision>> {
        restore(self.entries.iter().map(|entry| (entry.new.as_slice(), entry.old.as_slice())), newer)
    }

    /// What is printed of rows, in their order.
    pub fn provisions(library: &Library, rows: &[Row]) -> Vec<Provision> {
        let title = |id: &str| {
            library
                .vocabulary
                .targets
                .iter()
                .find(|target| target.id == id)
                .map(|target| target.title.clone())
        };
        let provision = |row: &Row| Provision {
            number: row.number.clone(),
            target: title(&row.target).unwrap_or_else(|| row.target.clone()),
            text: row.text.clone(),
            note: row.note.clone().unwrap_or_default(),
        };
        rows.iter().map(provision).collect()
    }
}

/// The wanted side of every entry, from the known side and all its provisions.
fn restore<'c, 'a: 'c>(
    entries: impl Iterator<Item = (&'c [Cell<'a>], &'c [Cell<'a>])>,
    provisions: &[Provision],
) -> Option<Vec<Provision>> {
    let mut used = BTreeSet::new();
    let mut restored = Vec::new();
    for (known, wanted) in entries {
        let known: Option<Vec<_>> = shown(known).map(|cell| find(cell, provisions)).collect();
        let mut known = known?;
        used.extend(known.iter().copied());
        for cell in shown(wanted) {
            restored.push(match cell.kind {
                CellKind::Omitted => same_but_number(cell, &mut known, provisions)?,
                _ => printed(cell),
            });
        }
    }
    (used.len() == provisions.len()).then_some(restored)
}

fn shown<'c, 'a>(cells: &'c [Cell<'a>]) -> impl Iterator<Item = &'c Cell<'a>> {
    cells.iter().filter(|cell| cell.row.is_some())
}

/// The provision a cell stands for: by number and device group, and by its words where it shows them.
fn find(cell: &Cell, provisions: &[Provision]) -> Option<usize> {
    let printed = printed(cell);
    provisions.iter().position(|provision| {
        let is_place = (&provision.number, &provision.target) == (&printed.number, &printed.target);
        is_place && (cell.kind == CellKind::Omitted || *provision == printed)
    })
}

/// Takes the first of the known provisions that has the cell's device group.
fn same_but_number(cell: &Cell, known: &mut Vec<usize>, provisions: &[Provision]) -> Option<Provision> {
    let printed = printed(cell);
    let place = known.iter().position(|&idx| provisions[idx].target == printed.target)?;
    let same = provisions[known.remove(place)].clone();
    Some(Provision { number: printed.number, ..same })
}

fn printed(cell: &Cell) -> Provision {
    let [number, target, text, note] =
        [&cell.number, &cell.target, &cell.text, &cell.note].map(|segments| plain(segments));
    Provision { number, target, text, note }
}

/// The history of a lineage in a form, over the published editions, oldest first.
///
/// `form` is an id of any edition; forms it continues or that continue it are followed. One step per
/// edition and form that has rows of the lineage, and one, without rows, where it ended: removed, or
/// continued under the ids its remark names. Empty when no edition has it.
///
/// # Example
///
/// ```
/// use checklist::{Library, Relation, timeline};
/// let (library, _) = Library::load("../book".as_ref())?;
/// let steps = timeline(&library, "security-patch", "medical");
/// let relations: Vec<_> = steps.iter().map(|step| step.relations.as_slice()).collect();
/// assert_eq!(relations[..3], [&[][..], &[Relation::Promoted], &[Relation::Merged, Relation::Moved]]);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn timeline<'a>(library: &'a Library, lineage: &'a str, form: &str) -> Vec<Step<'a>> {
    let editions: Vec<_> = published(library).collect();
    let mut steps = Vec::new();
    for (idx, edition) in editions.iter().enumerate() {
        match idx.checked_sub(1).map(|previous| editions[previous]) {
            None => steps.extend(first_steps(library, edition, lineage, form)),
            Some(previous) => steps.extend(next_steps(library, (previous, edition), lineage, form)),
        }
    }
    steps
}

fn first_steps<'a>(library: &'a Library, edition: &'a Edition, lineage: &str, form: &str) -> Vec<Step<'a>> {
    let forms = edition.forms.iter().filter(|candidate| is_form(library, (edition, candidate), form));
    let steps = forms.map(|form| Step {
        edition,
        form: Some(form),
        rows: form.rows.iter().filter(|row| row.lineage == lineage).collect(),
        relations: Vec::new(),
        remark: String::new(),
    });
    steps.filter(|step| !step.rows.is_empty()).collect()
}

fn next_steps<'a>(
    library: &'a Library,
    (older, newer): (&'a Edition, &'a Edition),
    lineage: &'a str,
    form: &str,
) -> Vec<Step<'a>> {
    let table = Table::new(library, older, newer);
    let mut steps: Vec<Step> = Vec::new();
    for pair in relations_of(library, older, newer, lineage) {
        let mut sides = [(older, pair.older), (newer, pair.newer)]
            .into_iter()
            .filter_map(|(edition, form)| Some((edition, form?)));
        let is_followed = sides.all(|side| is_form(library, side, form));
        if is_followed {
            let step = table.step(&pair, lineage);
            match steps
                .iter_mut()
                .find(|other| other.form.map(|form| &form.id) == step.form.map(|form| &form.id))
            {
                Some(other) => other.join(step),
                None => steps.push(step),
            }
        }
    }
    steps
}

/// Whether a form of an edition is the one with this id in whichever edition has it.
fn is_form(library: &Library, candidate: (&Edition, &Form), id: &str) -> bool {
    candidate.1.id == id
        || library.editions.iter().rev().any(|edition| {
            let named = edition.forms.iter().find(|form| form.id == id);
            named.is_some_and(|form| is_same_form(library, candidate, (edition, form)))
        })
}

fn form_id(form: &FormChanges, is_one_of_several: bool) -> String {
    match (form.older, form.newer) {
        (Some(older), Some(newer)) if is_one_of_several && older.id != newer.id => {
            format!("{}-{}", newer.id, older.id)
        }
        (_, Some(form)) | (Some(form), None) => form.id.clone(),
        (None, None) => String::new(),
    }
}

fn form_title(form: &FormChanges) -> String {
    match (form.older, form.newer) {
        (Some(older), Some(newer)) if older.title != newer.title => {
            format!("{}（旧 {}）", newer.title, older.title)
        }
        (_, Some(form)) | (Some(form), None) => form.title.clone(),
        (None, None) => String::new(),
    }
}

impl Step<'_> {
    /// Two older forms that one form continues make one step.
    fn join(&mut self, other: Self) {
        let mut relations: BTreeSet<_> = self.relations.drain(..).chain(other.relations).collect();
        if relations.len() > 1 {
            relations.remove(&Relation::Same);
        }
        self.relations = relations.into_iter().collect();
        if !self.remark.contains(&other.remark) {
            self.remark = [self.remark.as_str(), &other.remark].concat();
        }
    }
}

/// What every entry of a comparison needs.
struct Table<'a> {
    library: &'a Library,
    older: &'a Edition,
    newer: &'a Edition,
    /// At these a run of katakana may be cut.
    words: Vec<&'a str>,
}

/// How a pair of rows differs.
struct PairMarks {
    old: usize,
    new: usize,
    text: Marked,
    note: Marked,
}

impl<'a> Table<'a> {
    fn new(library: &'a Library, older: &'a Edition, newer: &'a Edition) -> Self {
        let terms = library.glossary.iter();
        let words = terms
            .flat_map(|term| std::iter::once(&term.term).chain(&term.aliases).map(String::as_str))
            .collect();
        Self { library, older, newer, words }
    }

    fn entry(&self, change: &Change<'a>) -> Entry<'a> {
        let (old, new) = self.cells(change);
        Entry {
            lineage: change.lineage,
            title: self.lineage_title(change.lineage),
            relations: change.relations().to_vec(),
            old,
            new,
            remark: Remarks { table: self, change }.text(),
        }
    }

    fn step(&self, form: &FormChanges<'a>, lineage: &str) -> Step<'a> {
        let own = form.changes.iter().find(|change| change.lineage == lineage);
        let relations: BTreeSet<_> =
            form.changes.iter().flat_map(|change| change.relations()).copied().collect();
        let remark = match own {
            Some(change) => Remarks { table: self, change }.text(),
            None => {
                let titles =
                    form.changes.iter().map(|change| format!("「{}」", self.lineage_title(change.lineage)));
                format!("{}へ", titles.collect::<Vec<_>>().join("と"))
            }
        };
        Step {
            edition: self.newer,
            form: form.newer,
            rows: own.map_or_else(Vec::new, |change| change.new.clone()),
            relations: relations.into_iter().collect(),
            remark,
        }
    }

    fn cells(&self, change: &Change<'a>) -> (Vec<Cell<'a>>, Vec<Cell<'a>>) {
        let whole =
            |rows: &[&'a Row], changed| rows.iter().map(|row| self.whole_cell(row, changed)).collect();
        match change.relations() {
            [Relation::New] => (vec![Cell::placeholder(CellKind::Established)], whole(&change.new, true)),
            [Relation::Removed] => (whole(&change.old, true), vec![Cell::placeholder(CellKind::Deleted)]),
            [Relation::Unknown] => {
                let or_nothing = |rows: &[&'a Row]| match rows {
                    [] => vec![Cell::placeholder(CellKind::Unestablished)],
                    rows => whole(rows, false),
                };
                (or_nothing(&change.old), or_nothing(&change.new))
            }
            relations => {
                self.compared_cells(change, is_only_number(relations) && has_equal_sentences(change))
            }
        }
    }

    fn compared_cells(&self, change: &Change<'a>, omitted: bool) -> (Vec<Cell<'a>>, Vec<Cell<'a>>) {
        let marks: Vec<_> = change.pairs.iter().map(|&pair| self.pair_marks(change, pair)).collect();
        let old = change.old.iter().enumerate().map(|(idx, row)| {
            let nearest =
                marks.iter().filter(|pair| pair.old == idx).min_by_key(|pair| n_changed(&pair.text.old));
            match nearest {
                Some(pair) => self.cell(row, change.new[pair.new], (&pair.text.old, &pair.note.old), omitted),
                None => self.whole_cell(row, true),
            }
        });
        let new = change.new.iter().enumerate().map(|(idx, row)| {
            let nearest =
                marks.iter().filter(|pair| pair.new == idx).min_by_key(|pair| n_changed(&pair.text.new));
            match nearest {
                Some(pair) => self.cell(row, change.old[pair.old], (&pair.text.new, &pair.note.new), omitted),
                None => self.whole_cell(row, true),
            }
        });
        (old.collect(), new.collect())
    }

    fn pair_marks(&self, change: &Change, (old, new): (usize, usize)) -> PairMarks {
        let (before, after) = (change.old[old], change.new[new]);
        let note = |row: &Row| row.note.clone().unwrap_or_default();
        PairMarks {
            old,
            new,
            text: mark(&before.text, &after.text, &self.words),
            note: mark(&note(before), &note(after), &self.words),
        }
    }

    /// A row set against the one it became, or was.
    fn cell(
        &self,
        row: &'a Row,
        other: &Row,
        (text, note): (&[Segment], &[Segment]),
        omitted: bool,
    ) -> Cell<'a> {
        let shown = |segments: &[Segment]| if omitted { Vec::new() } else { segments.to_vec() };
        let is_renumbered = (row.section, row.ordinal) != (other.section, other.ordinal);
        Cell {
            kind: if omitted { CellKind::Omitted } else { CellKind::Full },
            row: Some(row),
            number: segment(&row.number, is_renumbered),
            target: segment(self.target_title(&row.target), row.target != other.target),
            text: shown(text),
            note: shown(note),
        }
    }

    fn whole_cell(&self, row: &'a Row, changed: bool) -> Cell<'a> {
        Cell {
            kind: CellKind::Full,
            row: Some(row),
            number: segment(&row.number, changed),
            target: segment(self.target_title(&row.target), changed),
            text: segment(&row.text, changed),
            note: segment(row.note.as_deref().unwrap_or_default(), changed),
        }
    }

    fn lineage_title(&self, id: &'a str) -> &'a str {
        self.library.lineage(id).map_or(id, |lineage| &lineage.title)
    }

    fn target_title<'b>(&'b self, id: &'b str) -> &'b str {
        let target = self.library.vocabulary.targets.iter().find(|target| target.id == id);
        target.map_or(id, |target| &target.title)
    }
}

impl Cell<'_> {
    fn placeholder(kind: CellKind) -> Self {
        Cell { kind, row: None, number: Vec::new(), target: Vec::new(), text: Vec::new(), note: Vec::new() }
    }
}

fn segment(text: &str, changed: bool) -> Vec<Segment> {
    if text.is_empty() { Vec::new() } else { vec![Segment { text: text.to_owned(), changed }] }
}

/// Segments as the text they are made of.
pub(crate) fn plain(segments: &[Segment]) -> String {
    segments.iter().map(|segment| segment.text.as_str()).collect()
}

fn n_changed(segments: &[Segment]) -> usize {
    segments.iter().filter(|segment| segment.changed).map(|segment| segment.text.chars().count()).sum()
}

fn is_only_number(relations: &[Relation]) -> bool {
    matches!(relations, [Relation::Same | Relation::Renumbered])
}

/// Whether （略） loses nothing: spelling variants that are not marked have to be shown.
fn has_equal_sentences(change: &Change) -> bool {
    let mut pairs = change.pairs.iter().map(|&(old, new)| (change.old[old], change.new[new]));
    pairs.all(|(old, new)| old.text == new.text && old.note == new.note)
}

#[cfg(test)]
mod tests;

//! What became of every requirement between two editions.
//!
//! Rows belong together because their lineage says so, never because their wording is alike.
//! Everything here is derived from rows; the few comparisons rows cannot settle are declared
//! (`relation:`), and [`declared_problems`] finds where that is missing or contradicts the rows.

use std::collections::BTreeSet;

use crate::{
    Certainty, Edition, Form, Library, Named, Publication, Relation, Row, Span, Status, Target, wording::fold,
};

/// Two forms that continue each other, with what became of their lineages.
#[derive(Debug, Clone, PartialEq)]
pub struct FormChanges<'a> {
    /// The form in the older edition; `None` when the newer edition began it.
    pub older: Option<&'a Form>,
    /// The form in the newer edition; `None` when it was given up.
    pub newer: Option<&'a Form>,
    /// In the order of the newer form; a removed lineage follows the one it stood behind.
    pub changes: Vec<Change<'a>>,
}

/// What became of one lineage in one form.
#[derive(Debug, Clone, PartialEq)]
pub struct Change<'a> {
    /// Id of the lineage: of its new rows, or of its old ones when it is gone.
    pub lineage: &'a str,
    /// Its rows in the older form in printed order, then those of the lineages it continues (`from`).
    pub old: Vec<&'a Row>,
    /// Its rows in the newer form, in printed order.
    pub new: Vec<&'a Row>,
    /// Which old row became which new one: indices into `old` and `new`. A row in no pair stands
    /// for a device group that came or went.
    pub pairs: Vec<(usize, usize)>,
    /// Other lineages that continue some of the same old rows, in the order of the newer form.
    pub beside: Vec<&'a str>,
    /// What the rows say.
    pub derivation: Derivation,
    /// What its new rows declare (`relation:`), sorted; empty when the editions are not neighbours.
    pub declared: Vec<Relation>,
}

/// What rows say about a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Derivation {
    /// The relations, sorted, never empty.
    Derived(Vec<Relation>),
    /// Rows alone do not tell; `relation:` has to.
    Ambiguous {
        /// Why not.
        cause: Ambiguity,
        /// What can be said all the same, sorted, never empty: used when nothing is declared, as
        /// between editions that are not neighbours.
        visible: Vec<Relation>,
    },
}

/// Why a change cannot be derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambiguity {
    /// Several rows on both sides, and more than one way to pair their device groups.
    Targets,
    /// A lineage is continued by another one (`from`) and goes on by itself as well.
    Continued,
}

/// A `relation:` that is missing or contradicts the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationProblem {
    /// Missing or contradicting.
    pub kind: RelationProblemKind,
    /// Id of the edition whose rows are meant.
    pub edition: String,
    /// Id of the published edition before it.
    pub previous: String,
    /// Id of the form.
    pub form: String,
    /// Id of the lineage.
    pub lineage: String,
    /// The lineage's rows in that form, in printed order, never empty.
    pub rows: Vec<Span>,
    /// What the rows say; for [`RelationProblemKind::Undeclared`] what can be said at least.
    pub derived: Vec<Relation>,
    /// What they declare; empty for [`RelationProblemKind::Undeclared`].
    pub declared: Vec<Relation>,
}

/// What is wrong with a `relation:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationProblemKind {
    /// It cannot be derived and is not declared.
    Undeclared(Ambiguity),
    /// It is declared, and the rows say something else.
    Disagrees,
}

impl Relation {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [Self; 11] = [
        Self::New,
        Self::Removed,
        Self::Promoted,
        Self::Demoted,
        Self::Merged,
        Self::Split,
        Self::Wording,
        Self::Moved,
        Self::Renumbered,
        Self::Same,
        Self::Unknown,
    ];

    /// The word for it in YAML, JSON and CSS: `new`, `removed`, `promoted` …
    pub fn name(self) -> &'static str {
        Named::name(self)
    }

    /// The word readers see: 新設, 統合 …
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "新設",
            Self::Removed => "削除",
            Self::Promoted => "参考から必須へ",
            Self::Demoted => "必須から参考へ",
            Self::Merged => "統合",
            Self::Split => "分割",
            Self::Wording => "文言変更",
            Self::Moved => "区分移動",
            Self::Renumbered => "番号のみ変更",
            Self::Same => "変更なし",
            Self::Unknown => "未確認",
        }
    }

    /// One plain sentence in Japanese that says what the word means here.
    pub fn description(self) -> &'static str {
        match self {
            Self::New => "前の版になかった項目です。",
            Self::Removed => "この版からなくなった項目です。",
            Self::Promoted => "参考項目だったものが、その年度の確認対象になりました。",
            Self::Demoted => "確認対象だったものが、参考項目になりました。",
            Self::Merged => "複数の行が、同じ範囲を求めるより少ない行にまとまりました。",
            Self::Split => "行が、同じ範囲を求めるより多くの行に分かれました。",
            Self::Wording => "求めることの言葉が変わりました。",
            Self::Moved => "対象の区分、または置かれた節が変わりました。",
            Self::Renumbered => "番号だけが変わりました。",
            Self::Same => "求めることは変わっていません（番号の表記だけが変わったものを含みます）。",
            Self::Unknown => "どちらかの版の内容が原本で確かめられていません。",
        }
    }

    /// Whether it is never combined with another one.
    pub fn stands_alone(self) -> bool {
        matches!(self, Self::New | Self::Removed | Self::Renumbered | Self::Same | Self::Unknown)
    }
}

impl Change<'_> {
    /// What the change is shown as: what is declared, else what is derived.
    ///
    /// Sorted, never empty.
    pub fn relations(&self) -> &[Relation] {
        match &self.derivation {
            _ if !self.declared.is_empty() => &self.declared,
            Derivation::Derived(relations) | Derivation::Ambiguous { visible: relations, .. } => relations,
        }
    }
}

/// What became of every lineage between two editions, form by form.
///
/// A newer form is set against the older one of its id and those it succeeds ([`Form::succeeds`]),
/// one pair each, also across the editions in between. The pairs stand in the order of the newer
/// edition's forms; forms that were given up come last. Empty when the rows of either edition are
/// not known here ([`Publication::Announced`]). The editions may be given in either order.
///
/// A lineage whose rows all went on under another id (`from`) has no change of its own: its rows
/// are among the `old` ones of the lineages that continue it.
///
/// Source: lineage, device group, status and `from` of the rows; see [`Relation`] for each kind.
///
/// # Example
///
/// ```
/// use checklist::{Library, Relation, relations};
/// let (library, _) = Library::load("../book".as_ref())?;
/// let forms = relations(&library, library.edition("r6").unwrap(), library.edition("r7").unwrap());
/// let patch = forms[0].changes.iter().find(|change| change.lineage == "security-patch").unwrap();
/// assert_eq!((patch.old.len(), patch.new.len()), (3, 1));
/// assert_eq!(patch.relations(), [Relation::Merged, Relation::Moved]);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn relations<'a>(library: &'a Library, older: &'a Edition, newer: &'a Edition) -> Vec<FormChanges<'a>> {
    if [older, newer].iter().any(|edition| edition.publication == Publication::Announced) {
        return Vec::new();
    }
    let context = Context::new(library, older, newer);
    let pairs = context.form_pairs();
    pairs.into_iter().map(|(older, newer)| context.form_changes(older, newer)).collect()
}

/// What became of one lineage: like [`relations`], without looking at the other ones.
///
/// Forms that have the lineage on neither side are left out. A lineage that went on under other ids
/// gives the changes of those.
pub(crate) fn relations_of<'a>(
    library: &'a Library,
    older: &'a Edition,
    newer: &'a Edition,
    lineage: &'a str,
) -> Vec<FormChanges<'a>> {
    let context = Context::new(library, older, newer);
    let pairs = context.form_pairs();
    let changes = pairs.into_iter().map(|(older, newer)| context.lineage_changes(older, newer, lineage));
    changes.filter(|form| !form.changes.is_empty()).collect()
}

/// Whether a form is the other one, or continues it over the editions between. Either may be the later one.
pub(crate) fn is_same_form(library: &Library, one: (&Edition, &Form), other: (&Edition, &Form)) -> bool {
    let continues = |older: (&Edition, &Form), newer: (&Edition, &Form)| {
        Context::new(library, older.0, newer.0).continues(older.1, newer.1)
    };
    if one.0.id == other.0.id { one.1.id == other.1.id } else { continues(one, other) }
}

/// Every `relation:` that is missing or contradicts the rows.
///
/// Looks at each published edition and the published one before it, in the order of editions, forms
/// and entries. Rows of the first edition are not looked at. Empty when all is well.
///
/// # Example
///
/// ```
/// let (library, _) = checklist::Library::load("../book".as_ref())?;
/// assert_eq!(checklist::declared_problems(&library), []);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn declared_problems(library: &Library) -> Vec<RelationProblem> {
    let published: Vec<_> = published(library).collect();
    published.windows(2).flat_map(|pair| edition_problems(library, pair[0], pair[1])).collect()
}

pub(crate) fn published(library: &Library) -> impl Iterator<Item = &Edition> {
    library.editions.iter().filter(|edition| edition.publication == Publication::Published)
}

fn edition_problems(library: &Library, older: &Edition, newer: &Edition) -> Vec<RelationProblem> {
    let mut problems = Vec::new();
    for form in relations(library, older, newer) {
        let Some(newer_form) = form.newer else { continue };
        for change in form.changes.iter().filter(|change| !change.new.is_empty()) {
            let Some(kind) = problem(change) else { continue };
            let (Derivation::Derived(derived) | Derivation::Ambiguous { visible: derived, .. }) =
                &change.derivation;
            problems.push(RelationProblem {
                kind,
                edition: newer.id.clone(),
                previous: older.id.clone(),
                form: newer_form.id.clone(),
                lineage: change.lineage.to_owned(),
                rows: change.new.iter().map(|row| row.span.clone()).collect(),
                derived: derived.clone(),
                declared: change.declared.clone(),
            });
        }
    }
    problems
}

fn problem(change: &Change) -> Option<RelationProblemKind> {
    let declared = &change.declared;
    match &change.derivation {
        Derivation::Ambiguous { cause, .. } if declared.is_empty() => {
            Some(RelationProblemKind::Undeclared(*cause))
        }
        Derivation::Ambiguous { .. } if !is_possible(declared) => Some(RelationProblemKind::Disagrees),
        Derivation::Derived(derived) if !declared.is_empty() && declared != derived => {
            Some(RelationProblemKind::Disagrees)
        }
        _ => None,
    }
}

/// Whether a lineage with rows on both sides can be all this at once.
fn is_possible(declared: &[Relation]) -> bool {
    let one_sided = declared.iter().any(|relation| matches!(relation, Relation::New | Relation::Removed));
    !one_sided && (declared.len() == 1 || !declared.iter().any(|relation| relation.stands_alone()))
}

/// Two editions, and which of them comes first.
struct Context<'a> {
    library: &'a Library,
    older: &'a Edition,
    newer: &'a Edition,
    /// The later edition and those between, latest first.
    steps: Vec<&'a Edition>,
    /// Whether `newer` is in truth the earlier one.
    reversed: bool,
    neighbours: bool,
}

/// A later lineage that continues an earlier one of another id, as (old, new).
type Link<'a> = (&'a str, &'a str);

impl<'a> Context<'a> {
    fn new(library: &'a Library, older: &'a Edition, newer: &'a Edition) -> Self {
        let place = |edition: &Edition| library.editions.iter().position(|other| other.id == edition.id);
        let reversed = place(newer) < place(older);
        let (earlier, later) = if reversed { (newer, older) } else { (older, newer) };
        let between = |edition: &&Edition| place(edition) > place(earlier) && place(edition) <= place(later);
        let steps: Vec<_> = library.editions.iter().rev().filter(between).collect();
        let n_published =
            steps.iter().filter(|edition| edition.publication == Publication::Published).count();
        Self { library, older, newer, steps, reversed, neighbours: !reversed && n_published == 1 }
    }

    fn form_pairs(&self) -> Vec<(Option<&'a Form>, Option<&'a Form>)> {
        let mut pairs = Vec::new();
        for newer in &self.newer.forms {
            let continued = self.older.forms.iter().filter(|older| self.continues(older, newer));
            let before = pairs.len();
            pairs.extend(continued.map(|older| (Some(older), Some(newer))));
            if pairs.len() == before {
                pairs.push((None, Some(newer)));
            }
        }
        for older in &self.older.forms {
            if !self.newer.forms.iter().any(|newer| self.continues(older, newer)) {
                pairs.push((Some(older), None));
            }
        }
        pairs
    }

    fn continues(&self, older: &Form, newer: &Form) -> bool {
        let (earlier, later) = if self.reversed { (newer, older) } else { (older, newer) };
        let mut forms = BTreeSet::from([later.id.as_str()]);
        self.steps.iter().for_each(|edition| add_predecessors(edition, &mut forms));
        forms.contains(earlier.id.as_str())
    }

    fn form_changes(&self, older: Option<&'a Form>, newer: Option<&'a Form>) -> FormChanges<'a> {
        let sheet = self.sheet(older, newer);
        let mut changes: Vec<_> =
            lineages(sheet.new).into_iter().map(|lineage| self.change(&sheet, lineage)).collect();
        for lineage in lineages(sheet.old) {
            if sheet.is_gone(lineage) {
                let place = sheet.place_of_removed(lineage, &changes);
                changes.insert(place, self.change(&sheet, lineage));
            }
        }
        FormChanges { older, newer, changes }
    }

    fn lineage_changes(
        &self,
        older: Option<&'a Form>,
        newer: Option<&'a Form>,
        lineage: &'a str,
    ) -> FormChanges<'a> {
        let sheet = self.sheet(older, newer);
        let ids = match (has_rows(sheet.old, lineage), has_rows(sheet.new, lineage)) {
            (_, true) => vec![lineage],
            (true, _) if sheet.is_gone(lineage) => vec![lineage],
            (true, _) => sheet.takers(lineage),
            _ => Vec::new(),
        };
        FormChanges { older, newer, changes: ids.into_iter().map(|id| self.change(&sheet, id)).collect() }
    }

    fn sheet(&self, older: Option<&'a Form>, newer: Option<&'a Form>) -> Sheet<'a> {
        let rows = |form: Option<&'a Form>| form.map_or(&[][..], |form| form.rows.as_slice());
        Sheet { old: rows(older), new: rows(newer), links: self.links(older, newer) }
    }

    /// Which lineages of the one side continue which of the other, where their ids differ.
    fn links(&self, older: Option<&'a Form>, newer: Option<&'a Form>) -> Vec<Link<'a>> {
        let (earlier, later) = if self.reversed { (newer, older) } else { (older, newer) };
        let (Some(earlier), Some(later)) = (earlier, later) else { return Vec::new() };
        let mut rows = self.steps.iter().flat_map(|edition| &edition.forms).flat_map(|form| &form.rows);
        if rows.all(|row| row.from.is_empty()) {
            return Vec::new();
        }
        let mut links = Vec::new();
        for lineage in lineages(&later.rows) {
            let predecessors = self.predecessors(later, lineage);
            let present = lineages(&earlier.rows).into_iter().filter(|id| predecessors.contains(id));
            links.extend(present.filter(|id| *id != lineage).map(|id| (id, lineage)));
        }
        if self.reversed {
            links.iter_mut().for_each(|link| *link = (link.1, link.0));
        }
        links
    }

    /// The lineage and all that its rows say they come from, back to the edition after the earlier one.
    fn predecessors(&self, later: &'a Form, lineage: &'a str) -> BTreeSet<&'a str> {
        let mut forms = BTreeSet::from([later.id.as_str()]);
        let mut found = BTreeSet::from([lineage]);
        for edition in &self.steps {
            let rows = edition
                .forms
                .iter()
                .filter(|form| forms.contains(form.id.as_str()))
                .flat_map(|form| &form.rows);
            let from: Vec<_> =
                rows.filter(|row| found.contains(row.lineage.as_str())).flat_map(|row| &row.from).collect();
            found.extend(from.into_iter().map(String::as_str));
            add_predecessors(edition, &mut forms);
        }
        found
    }

    fn change(&self, sheet: &Sheet<'a>, lineage: &'a str) -> Change<'a> {
        let sources = sheet.sources(lineage);
        let old: Vec<_> = sources.iter().flat_map(|source| rows_of(sheet.old, source)).collect();
        let new: Vec<_> = rows_of(sheet.new, lineage).collect();
        let (pairs, pairing_is_clear) = pair_rows(&old, &new);
        let mut change = Change {
            lineage,
            old,
            new,
            pairs,
            beside: sheet.beside(lineage),
            derivation: Derivation::Derived(Vec::new()),
            declared: Vec::new(),
        };
        if self.neighbours {
            change.declared = sorted(change.new.iter().flat_map(|row| row.relation.iter().copied()));
        }
        let cause = if sheet.goes_on_besides(lineage) {
            Some(Ambiguity::Continued)
        } else {
            (!pairing_is_clear).then_some(Ambiguity::Targets)
        };
        change.derivation = self.derive(&change, sheet, cause);
        change
    }

    fn derive(&self, change: &Change<'a>, sheet: &Sheet<'a>, cause: Option<Ambiguity>) -> Derivation {
        if let Some(alone) = stands_alone(change) {
            return Derivation::Derived(vec![alone]);
        }
        let mut relations = Vec::new();
        relations.extend(status_relations(change));
        if sheet.is_merged(change.lineage) || self.covers_same_with_fewer(&change.new, &change.old) {
            relations.push(Relation::Merged);
        }
        if sheet.is_split(change.lineage) || self.covers_same_with_fewer(&change.old, &change.new) {
            relations.push(Relation::Split);
        }
        if wording_differs(change, cause) {
            relations.push(Relation::Wording);
        }
        if self.is_moved(change) {
            relations.push(Relation::Moved);
        }
        if relations.is_empty() {
            relations.push(remaining(change));
        }
        let relations = sorted(relations);
        match cause {
            Some(cause) => Derivation::Ambiguous { cause, visible: relations },
            None => Derivation::Derived(relations),
        }
    }

    fn covers_same_with_fewer(&self, fewer: &[&Row], more: &[&Row]) -> bool {
        fewer.len() < more.len() && self.covered(fewer) == self.covered(more)
    }

    /// The device groups that rows ask for, collective ones (医療情報システム全般) expanded.
    fn covered(&self, rows: &[&'a Row]) -> BTreeSet<&'a str> {
        let (mut seen, mut covered) = (BTreeSet::new(), BTreeSet::new());
        rows.iter()
            .for_each(|row| expand(&self.library.vocabulary.targets, &row.target, &mut seen, &mut covered));
        covered
    }

    fn is_moved(&self, change: &Change<'a>) -> bool {
        let targets = |rows: &[&'a Row]| rows.iter().map(|row| row.target.as_str()).collect::<BTreeSet<_>>();
        targets(&change.old) != targets(&change.new)
            || change.pairs.iter().any(|&(old, new)| !self.is_same_section(change.old[old], change.new[new]))
    }

    fn is_same_section(&self, old: &Row, new: &Row) -> bool {
        is_same_section((self.older, old.section), (self.newer, new.section))
    }
}

/// The rows of two forms that continue each other.
struct Sheet<'a> {
    old: &'a [Row],
    new: &'a [Row],
    links: Vec<Link<'a>>,
}

impl<'a> Sheet<'a> {
    /// The older lineages a newer one continues: itself first, then others as the old form has them.
    fn sources<'b>(&self, lineage: &'b str) -> Vec<&'b str>
    where
        'a: 'b,
    {
        let others = self.links.iter().filter(|link| link.1 == lineage).map(|link| link.0);
        std::iter::once(lineage).chain(others).collect()
    }

    fn takers(&self, lineage: &str) -> Vec<&'a str> {
        self.links.iter().filter(|link| link.0 == lineage).map(|link| link.1).collect()
    }

    /// Who else continues the lineages this one continues.
    fn beside(&self, lineage: &'a str) -> Vec<&'a str> {
        let sources = self.sources(lineage);
        let shares = |other: &&str| {
            self.sources(other).iter().any(|source| sources.contains(source) && has_rows(self.old, source))
        };
        lineages(self.new).into_iter().filter(|other| *other != lineage).filter(shares).collect()
    }

    fn is_gone(&self, lineage: &str) -> bool {
        !has_rows(self.new, lineage) && self.takers(lineage).is_empty()
    }

    fn is_merged(&self, lineage: &'a str) -> bool {
        self.sources(lineage).into_iter().filter(|source| has_rows(self.old, source)).count() > 1
    }

    fn is_split(&self, lineage: &'a str) -> bool {
        self.sources(lineage).into_iter().any(|source| {
            let n_takers = self.takers(source).len();
            n_takers > 1 || (n_takers == 1 && has_rows(self.new, source))
        })
    }

    /// Whether the lineage, or one it continues, goes on in two ways: by itself and under another id.
    fn goes_on_besides(&self, lineage: &'a str) -> bool {
        let divided = |source: &&str| has_rows(self.new, source) && !self.takers(source).is_empty();
        has_rows(self.new, lineage) && self.sources(lineage).iter().any(divided)
    }

    /// Behind the entry that the nearest row above it belongs to now.
    fn place_of_removed(&self, lineage: &str, changes: &[Change]) -> usize {
        let first = self.old.iter().position(|row| row.lineage == lineage).unwrap_or(0);
        let entry_of = |row: &Row| {
            let owns = |id: &str| changes.iter().position(|change| change.lineage == id);
            owns(&row.lineage).or_else(|| self.takers(&row.lineage).first().and_then(|taker| owns(taker)))
        };
        self.old[..first].iter().rev().find_map(entry_of).map_or(0, |place| place + 1)
    }
}

/// Whether two rows stand in the same section.
///
/// A section that keeps its title is the same one under another number; one that keeps its number is
/// the same one under another title, unless either title is found elsewhere.
pub(crate) fn is_same_section((older, old): (&Edition, u32), (newer, new): (&Edition, u32)) -> bool {
    let title = |edition: &Edition, number| {
        edition.sections.iter().find(|section| section.number == number).map(|section| fold(&section.title))
    };
    let has =
        |edition: &Edition, title: &str| edition.sections.iter().any(|section| fold(&section.title) == title);
    match (title(older, old), title(newer, new)) {
        (Some(before), Some(after)) if before != after => {
            old == new && !has(newer, &before) && !has(older, &after)
        }
        (Some(_), Some(_)) => true,
        _ => old == new,
    }
}

fn add_predecessors<'a>(edition: &'a Edition, forms: &mut BTreeSet<&'a str>) {
    let present = edition.forms.iter().filter(|form| forms.contains(form.id.as_str()));
    let succeeded: Vec<_> = present.flat_map(|form| &form.succeeds).collect();
    forms.extend(succeeded.into_iter().map(String::as_str));
}

/// The lineages of rows, each once, in the order of their first row.
fn lineages(rows: &[Row]) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    rows.iter().map(|row| row.lineage.as_str()).filter(|lineage| seen.insert(*lineage)).collect()
}

fn rows_of<'a>(rows: &'a [Row], lineage: &str) -> impl Iterator<Item = &'a Row> {
    rows.iter().filter(move |row| row.lineage == lineage)
}

fn has_rows(rows: &[Row], lineage: &str) -> bool {
    rows.iter().any(|row| row.lineage == lineage)
}

/// Pairs rows of one device group in printed order, then those left over with the only row they can
/// have become. Also tells whether that was clear: not when rows are left on both sides.
fn pair_rows(old: &[&Row], new: &[&Row]) -> (Vec<(usize, usize)>, bool) {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (new_idx, row) in new.iter().enumerate() {
        let is_free = |old_idx: &usize| pairs.iter().all(|pair| pair.0 != *old_idx);
        let same_target = |old_idx: &usize| old[*old_idx].target == row.target;
        if let Some(old_idx) = (0..old.len()).filter(is_free).find(same_target) {
            pairs.push((old_idx, new_idx));
        }
    }
    let left_old: Vec<_> = (0..old.len()).filter(|idx| pairs.iter().all(|pair| pair.0 != *idx)).collect();
    let left_new: Vec<_> = (0..new.len()).filter(|idx| pairs.iter().all(|pair| pair.1 != *idx)).collect();
    pairs.extend(left_old.iter().filter_map(|&idx| Some((idx, only_partner(old[idx], new)?))));
    pairs.extend(left_new.iter().filter_map(|&idx| Some((only_partner(new[idx], old)?, idx))));
    pairs.sort_unstable();
    pairs.dedup();
    let all_old = (0..old.len()).all(|idx| pairs.iter().any(|pair| pair.0 == idx));
    let all_new = (0..new.len()).all(|idx| pairs.iter().any(|pair| pair.1 == idx));
    (pairs, all_old || all_new)
}

fn only_partner(row: &Row, others: &[&Row]) -> Option<usize> {
    if others.len() == 1 { Some(0) } else { others.iter().position(|other| other.target == row.target) }
}

/// The kinds that need no comparison of rows.
fn stands_alone(change: &Change) -> Option<Relation> {
    let is_unknown = |row: &&Row| row.certainty == Certainty::Unknown;
    if change.old.iter().chain(&change.new).any(is_unknown) {
        return Some(Relation::Unknown);
    }
    match (change.old.is_empty(), change.new.is_empty()) {
        (true, _) => Some(Relation::New),
        (_, true) => Some(Relation::Removed),
        _ => None,
    }
}

fn status_relations(change: &Change) -> Vec<Relation> {
    let pairs = change.pairs.iter().map(|&(old, new)| (change.old[old].status, change.new[new].status));
    pairs
        .filter_map(|statuses| match statuses {
            (Status::Reference, Status::Required) => Some(Relation::Promoted),
            (Status::Required, Status::Reference) => Some(Relation::Demoted),
            _ => None,
        })
        .collect()
}

/// With an unclear pairing of device groups, only a sentence no row of the other side has is different.
fn wording_differs(change: &Change, cause: Option<Ambiguity>) -> bool {
    let sentence = |row: &Row| (fold(&row.text), row.note.as_deref().map(fold));
    if cause == Some(Ambiguity::Targets) {
        let sentences = |rows: &[&Row]| rows.iter().map(|row| sentence(row)).collect::<BTreeSet<_>>();
        return sentences(&change.old) != sentences(&change.new);
    }
    change.pairs.iter().any(|&(old, new)| sentence(change.old[old]) != sentence(change.new[new]))
}

/// What is left when nothing but numbers can differ.
fn remaining(change: &Change) -> Relation {
    let mut pairs = change.pairs.iter().map(|&(old, new)| (change.old[old], change.new[new]));
    let one_sided =
        |(old, new): (&Row, &Row)| (old.status == Status::Unknown) != (new.status == Status::Unknown);
    if pairs.clone().any(one_sided) {
        return Relation::Unknown;
    }
    let renumbered = pairs.any(|(old, new)| (old.section, old.ordinal) != (new.section, new.ordinal));
    if renumbered { Relation::Renumbered } else { Relation::Same }
}

/// Adds a group's parts down to those that stand for themselves. `seen` ends groups that cover each other.
fn expand<'a>(
    targets: &'a [Target],
    id: &'a str,
    seen: &mut BTreeSet<&'a str>,
    covered: &mut BTreeSet<&'a str>,
) {
    if !seen.insert(id) {
        return;
    }
    match targets.iter().find(|target| target.id == id) {
        Some(target) if !target.covers.is_empty() => {
            target.covers.iter().for_each(|part| expand(targets, part, seen, covered));
        }
        _ => {
            covered.insert(id);
        }
    }
}

fn sorted(relations: impl IntoIterator<Item = Relation>) -> Vec<Relation> {
    relations.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests;

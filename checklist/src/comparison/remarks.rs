//! 備考: what became of a requirement, in words.

use std::collections::BTreeSet;

use crate::{Change, Edition, Relation, Row, Status, fiscal_year, relation::is_same_section};

use super::{NUMBER_STYLE, Table};

/// Writes the 備考 of one change.
pub(super) struct Remarks<'t, 'a> {
    pub(super) table: &'t Table<'a>,
    pub(super) change: &'t Change<'a>,
}

impl Remarks<'_, '_> {
    pub(super) fn text(&self) -> String {
        let mut parts: Vec<_> =
            self.change.relations().iter().filter_map(|relation| self.relation(*relation)).collect();
        parts.extend(self.predecessors());
        parts.extend(self.deadline());
        parts.join("、")
    }

    fn relation(&self, relation: Relation) -> Option<String> {
        match relation {
            Relation::New => Some("新設".to_owned()),
            Relation::Removed => Some("削除".to_owned()),
            Relation::Promoted => Some(self.status("参考項目から必須へ", Status::Required)),
            Relation::Demoted => Some(self.status("必須から参考項目へ", Status::Reference)),
            Relation::Merged => Some(format!("統合（旧 {}）", self.printed_rows(&self.change.old))),
            Relation::Split => Some(self.split()),
            Relation::Wording => Some("文言変更".to_owned()),
            Relation::Moved => Some(self.moved()),
            Relation::Renumbered => {
                Some(format!("番号のみ変更（{} → {}）", numbers(&self.change.old), numbers(&self.change.new)))
            }
            Relation::Same => {
                (numbers(&self.change.old) != numbers(&self.change.new)).then(|| NUMBER_STYLE.to_owned())
            }
            Relation::Unknown => Some("原本で未確認".to_owned()),
        }
    }

    /// Names the device groups when not every row changed its status.
    fn status(&self, words: &str, becomes: Status) -> String {
        let is_changed = |pair: &&(usize, usize)| {
            let (old, new) = (self.change.old[pair.0].status, self.change.new[pair.1].status);
            new == becomes && old != becomes && old != Status::Unknown
        };
        let changed: BTreeSet<_> = self.change.pairs.iter().filter(is_changed).map(|pair| pair.0).collect();
        if changed.is_empty() || changed.len() == self.change.old.len() {
            return words.to_owned();
        }
        let rows: Vec<_> = changed.into_iter().map(|idx| self.change.old[idx]).collect();
        format!("{words}（{}）", self.targets(&rows))
    }

    fn split(&self) -> String {
        if self.change.beside.is_empty() {
            return format!("分割（新 {}）", self.printed_rows(&self.change.new));
        }
        format!("分割（ほかに{}へ）", self.titles(&self.change.beside))
    }

    fn moved(&self) -> String {
        let (before, after) = (self.targets(&self.change.old), self.targets(&self.change.new));
        let section = self.moved_section();
        match section {
            Some(section) if before == after => section,
            Some(section) => format!("区分移動（{before} → {after}）、{section}"),
            None => format!("区分移動（{before} → {after}）"),
        }
    }

    fn moved_section(&self) -> Option<String> {
        let (older, newer) = (self.table.older, self.table.newer);
        let rows = self
            .change
            .pairs
            .iter()
            .map(|&(old, new)| (self.change.old[old].section, self.change.new[new].section));
        let (old, new) = rows.into_iter().find(|&(old, new)| !is_same_section((older, old), (newer, new)))?;
        Some(format!("節の移動（{} → {}）", section_title(older, old), section_title(newer, new)))
    }

    /// Where the old rows had other ids, and 統合 or 分割 does not say so already.
    fn predecessors(&self) -> Option<String> {
        let relations = self.change.relations();
        if relations.iter().any(|relation| matches!(relation, Relation::Merged | Relation::Split)) {
            return None;
        }
        let mut ids: Vec<_> = self.change.old.iter().map(|row| row.lineage.as_str()).collect();
        ids.retain(|id| *id != self.change.lineage);
        ids.dedup();
        (!ids.is_empty()).then(|| format!("{}から", self.titles(&ids)))
    }

    /// A change of the year by which a required row is to be met, beyond that an edition is about its
    /// own year.
    fn deadline(&self) -> Option<String> {
        let (older, newer) = (self.table.older.fiscal_year, self.table.newer.fiscal_year);
        let pairs = self.change.pairs.iter().map(|&(old, new)| (self.change.old[old], self.change.new[new]));
        let required = pairs.filter(|(old, new)| [old.status, new.status] == [Status::Required; 2]);
        let years = required.map(|(old, new)| (old.deadline.unwrap_or(older), new.deadline.unwrap_or(newer)));
        let (old, new) = years.into_iter().find(|&years| years != (older, newer) && years.0 != years.1)?;
        Some(format!("期限 {} → {}", fiscal_year(old), fiscal_year(new)))
    }

    /// `2-(7) サーバ・端末PC、2-(9) サーバ`: rows of one number together, in the order of their first row.
    fn printed_rows(&self, rows: &[&Row]) -> String {
        let mut groups: Vec<(&str, Vec<&Row>)> = Vec::new();
        for row in rows {
            match groups.iter_mut().find(|group| group.0 == row.number) {
                Some(group) => group.1.push(row),
                None => groups.push((&row.number, vec![row])),
            }
        }
        let groups: Vec<_> =
            groups.iter().map(|(number, rows)| format!("{number} {}", self.targets(rows))).collect();
        groups.join("、").trim_start().to_owned()
    }

    /// `サーバ・端末PC`: each once, in the order of the rows.
    fn targets(&self, rows: &[&Row]) -> String {
        let mut titles: Vec<&str> = Vec::new();
        for row in rows {
            let title = self.table.target_title(&row.target);
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles.join("・")
    }

    fn titles(&self, lineages: &[&str]) -> String {
        let title = |id: &&str| {
            self.table.library.lineage(id).map_or((*id).to_owned(), |lineage| lineage.title.clone())
        };
        let titles: Vec<_> = lineages.iter().map(|id| format!("「{}」", title(id))).collect();
        titles.join("")
    }
}

/// The printed numbers, each once, in the order of the rows.
fn numbers(rows: &[&Row]) -> String {
    let mut seen = BTreeSet::new();
    let numbers = rows.iter().map(|row| row.number.as_str()).filter(|number| seen.insert(*number));
    numbers.collect::<Vec<_>>().join("、")
}

fn section_title(edition: &Edition, number: u32) -> String {
    let section = edition.sections.iter().find(|section| section.number == number);
    section.map_or_else(|| number.to_string(), |section| format!("{number} {}", section.title))
}

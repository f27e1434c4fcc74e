//! The lists of links around a page. Their length is bounded, so that a page weighs the same in a large book.

use serde::Serialize;

use crate::address::relative;
use crate::pages::{NodeIdx, PageIdx, PageTable};

/// Lines the navigation of one page may have, parts not counted.
const MAX_LINES: usize = 56;
/// Lines of one level that are shown together.
const MAX_LEVEL: usize = 40;
/// Lines a level keeps around the page's own when others need the room.
const MIN_LEVEL: usize = 3;
/// Parts that are shown together.
const MAX_PARTS: usize = 16;

/// A link as templates see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Anchor {
    pub(crate) title: String,
    pub(crate) href: String,
}

/// A line of the navigation.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    title: String,
    /// Absent for a chapter without a page.
    href: Option<String>,
    /// The page itself.
    is_current: bool,
    /// Lines under it, when the page lies at or under it.
    children: Level,
}

/// Lines of one level; neighbours before and after may be left out.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Level {
    /// How many lines are left out before.
    n_before: usize,
    entries: Vec<Entry>,
    /// How many lines are left out after.
    n_after: usize,
}

/// A part of the navigation.
#[derive(Debug, Serialize)]
pub(crate) struct PartEntry {
    /// Empty for the chapters before the first title.
    title: String,
    /// Its first page.
    href: Option<String>,
    /// Its chapters, when the page lies in it.
    level: Level,
}

/// Everything around a page.
#[derive(Debug, Serialize)]
pub(crate) struct Navigation {
    parts: Vec<PartEntry>,
    /// The chapters above the page, the outermost first.
    pub(crate) breadcrumbs: Vec<Anchor>,
    previous: Option<Anchor>,
    next: Option<Anchor>,
}

impl Navigation {
    /// The navigation of a page whose HTML lies in folder `base`.
    pub(crate) fn of(table: &PageTable<'_>, page_idx: PageIdx, base: &str) -> Navigation {
        let node_idx = table.pages[page_idx].node;
        let trail = table.trail(node_idx);
        let builder = Builder { table, base, trail: &trail, room: share_room(table, &trail) };
        Navigation {
            parts: builder.parts(),
            breadcrumbs: builder.breadcrumbs(),
            previous: page_idx.checked_sub(1).map(|idx| builder.anchor(idx)),
            next: (page_idx + 1 < table.pages.len()).then(|| builder.anchor(page_idx + 1)),
        }
    }

    /// The navigation of a page outside the reading order: parts only.
    pub(crate) fn of_contents(table: &PageTable<'_>, base: &str) -> Navigation {
        let builder = Builder { table, base, trail: &[], room: Vec::new() };
        Navigation { parts: builder.parts(), breadcrumbs: Vec::new(), previous: None, next: None }
    }
}

struct Builder<'a> {
    table: &'a PageTable<'a>,
    base: &'a str,
    /// The page's node and those above it, the outermost first.
    trail: &'a [NodeIdx],
    /// Lines each level may have, the outermost first.
    room: Vec<usize>,
}

impl Builder<'_> {
    fn parts(&self) -> Vec<PartEntry> {
        let own = self.trail.first().map(|node_idx| self.table.nodes[*node_idx].part);
        let shown = window(self.table.parts.len(), own.unwrap_or(0), MAX_PARTS);
        shown.map(|part_idx| self.part(part_idx, own == Some(part_idx))).collect()
    }

    fn part(&self, part_idx: usize, is_own: bool) -> PartEntry {
        let part = &self.table.parts[part_idx];
        let first = part.nodes.iter().find_map(|node_idx| self.table.first_page(*node_idx));
        // Chapters before the first title have no name to show; they are always listed.
        let level = match (is_own, part.title.is_empty()) {
            (true, _) => self.level(&part.nodes, 0),
            (false, true) => self.plain_level(&part.nodes),
            (false, false) => Level::default(),
        };
        PartEntry { title: part.title.clone(), href: first.map(|idx| self.href(idx)), level }
    }

    /// A level on the way to the page.
    fn level(&self, nodes: &[NodeIdx], depth: usize) -> Level {
        let room = self.room.get(depth).copied().unwrap_or(0);
        let own = self.trail.get(depth).map_or(0, |node_idx| self.table.nodes[*node_idx].position);
        let shown = window(nodes.len(), own, room);
        Level {
            n_before: shown.start,
            n_after: nodes.len() - shown.end,
            entries: nodes[shown].iter().map(|node_idx| self.entry(*node_idx, depth)).collect(),
        }
    }

    fn plain_level(&self, nodes: &[NodeIdx]) -> Level {
        let shown = 0..nodes.len().min(MIN_LEVEL);
        Level {
            n_before: 0,
            n_after: nodes.len() - shown.end,
            entries: nodes[shown].iter().map(|node_idx| self.entry(*node_idx, usize::MAX)).collect(),
        }
    }

    fn entry(&self, node_idx: NodeIdx, depth: usize) -> Entry {
        let node = &self.table.nodes[node_idx];
        let is_on_trail = self.trail.get(depth) == Some(&node_idx);
        Entry {
            title: node.title.clone(),
            href: node.page.map(|page_idx| self.href(page_idx)),
            is_current: is_on_trail && depth + 1 == self.trail.len(),
            children: match is_on_trail {
                true => self.level(&node.children, depth + 1),
                false => Level::default(),
            },
        }
    }

    fn breadcrumbs(&self) -> Vec<Anchor> {
        let Some((_, above)) = self.trail.split_last() else { return Vec::new() };
        above
            .iter()
            .filter_map(|node_idx| {
                let page_idx = self.table.first_page(*node_idx)?;
                Some(Anchor { title: self.table.nodes[*node_idx].title.clone(), href: self.href(page_idx) })
            })
            .collect()
    }

    fn anchor(&self, page_idx: PageIdx) -> Anchor {
        Anchor { title: self.table.title(page_idx).to_owned(), href: self.href(page_idx) }
    }

    fn href(&self, page_idx: PageIdx) -> String {
        relative(self.base, &self.table.pages[page_idx].path)
    }
}

/// How many lines each level of the trail gets: first a few for each, then the rest from the inside out, because the
/// page's children and siblings are what its reader looks for.
fn share_room(table: &PageTable<'_>, trail: &[NodeIdx]) -> Vec<usize> {
    let mut lengths: Vec<usize> = trail.iter().map(|node_idx| table.siblings(*node_idx).len()).collect();
    lengths.extend(trail.last().map(|node_idx| table.nodes[*node_idx].children.len()));
    let mut room: Vec<usize> = lengths.iter().map(|length| *length.min(&MIN_LEVEL)).collect();
    let mut rest = MAX_LINES.saturating_sub(room.iter().sum());
    for (room, length) in room.iter_mut().zip(&lengths).rev() {
        let more = length.min(&MAX_LEVEL).saturating_sub(*room).min(rest);
        *room += more;
        rest -= more;
    }
    room
}

/// At most `room` of `length` places, with `own` in the middle where possible.
fn window(length: usize, own: usize, room: usize) -> std::ops::Range<usize> {
    let room = room.min(length);
    let start = own.saturating_sub(room / 2).min(length - room);
    start..start + room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_holds_its_own_place_and_stays_inside() {
        assert_eq!(window(5, 2, 10), 0..5);
        assert_eq!(window(100, 0, 10), 0..10);
        assert_eq!(window(100, 50, 10), 45..55);
        assert_eq!(window(100, 99, 10), 90..100);
        assert_eq!(window(0, 0, 10), 0..0);
    }
}

//! Who refers to what.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    pages::Address,
    shared::Shared,
    view::{Link, Scene},
};

/// Links found in hand-written chapters, by what they lead to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Backlinks {
    /// Pages in the order of the book; each once.
    referrers: BTreeMap<Address, BTreeSet<usize>>,
    /// In the order of the book.
    chapters: Vec<Referrer>,
    /// Their places in the book, by path.
    places: BTreeMap<String, usize>,
}

/// A chapter that may refer to others.
#[derive(Debug, Clone)]
pub(crate) struct Referrer {
    /// From `src/`.
    pub(crate) path: String,
    pub(crate) title: String,
    /// Title of the chapter above it; empty at the top.
    pub(crate) above: String,
}

#[derive(Serialize)]
struct BacklinksView {
    pages: Vec<Link>,
}

/// Stands in a generated page where the list of referring pages goes.
pub(crate) fn mark(page: &str, anchor: &str) -> String {
    format!("<!-- guide:backlinks {page}#{anchor} -->")
}

impl Backlinks {
    /// Names the chapters of the book, so that lists are in its order.
    pub(crate) fn new(chapters: Vec<Referrer>) -> Self {
        let places =
            chapters.iter().enumerate().map(|(chapter_idx, chapter)| (chapter.path.clone(), chapter_idx));
        Self { referrers: BTreeMap::new(), places: places.collect(), chapters }
    }

    /// Notes that a page refers to an address. A page does not refer to itself.
    pub(crate) fn note(&mut self, from: &str, to: &Address) {
        if to.page == from {
            return;
        }
        if let Some(chapter_idx) = self.places.get(from) {
            self.referrers.entry(to.clone()).or_default().insert(*chapter_idx);
        }
    }

    /// Puts the lists where the marks stand.
    pub(crate) fn fill(&self, shared: &Shared, scene: Scene<'_>, content: &str) -> String {
        let mut filled = String::with_capacity(content.len());
        let mut rest = content;
        while let Some((before, after)) = rest.split_once("<!-- guide:backlinks ") {
            let Some((target, after)) = after.split_once(" -->") else { break };
            filled.push_str(before);
            filled.push_str(&self.list(shared, scene, target));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    fn list(&self, shared: &Shared, scene: Scene<'_>, target: &str) -> String {
        let (page, anchor) = target.split_once('#').unwrap_or((target, ""));
        let address = Address { page: page.to_owned(), anchor: anchor.to_owned() };
        let referrers = self.referrers.get(&address).into_iter().flatten();
        let referrers: Vec<&Referrer> = referrers.map(|chapter_idx| &self.chapters[*chapter_idx]).collect();
        let link = |referrer: &&Referrer| {
            scene.link(shown(referrer, &referrers), Some(Address::page(&referrer.path)))
        };
        let pages: Vec<Link> = referrers.iter().map(link).collect();
        if pages.is_empty() {
            String::new()
        } else {
            shared.render("backlinks.html", BacklinksView { pages })
        }
    }
}

/// A title that tells a chapter from the others of a list.
fn shown(referrer: &Referrer, others: &[&Referrer]) -> String {
    let n_same = others.iter().filter(|other| other.title == referrer.title).count();
    match referrer.above.as_str() {
        above if n_same > 1 && !above.is_empty() => format!("{}（{above}）", referrer.title),
        _ => referrer.title.clone(),
    }
}

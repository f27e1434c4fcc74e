//! Two manifests side by side: which pages and which of their sections are new, gone or say something else.

use std::collections::{BTreeMap, HashMap};

use crate::{FileKind, Manifest, ManifestFile, ManifestPage, ManifestSection};

/// What became of the files of a site. All in the order of the manifests: by path.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Changes<'a> {
    pub(super) new_pages: Vec<&'a ManifestPage>,
    pub(super) gone_pages: Vec<&'a ManifestPage>,
    pub(super) changed_pages: Vec<PageChanges<'a>>,
    /// Paths of files to take away.
    pub(super) new_files: Vec<&'a str>,
    pub(super) gone_files: Vec<&'a str>,
    pub(super) changed_files: Vec<&'a str>,
}

/// What became of a page that both have.
#[derive(Debug, PartialEq)]
pub(super) struct PageChanges<'a> {
    pub(super) older: &'a ManifestPage,
    pub(super) newer: &'a ManifestPage,
    /// In the reading order of the newer page.
    pub(super) new: Vec<&'a ManifestSection>,
    pub(super) changed: Vec<&'a ManifestSection>,
    /// In the reading order of the older page.
    pub(super) gone: Vec<&'a ManifestSection>,
}

impl<'a> Changes<'a> {
    /// Compares what is read; a page whose looks alone differ is not changed.
    pub(super) fn between(older: &'a Manifest, newer: &'a Manifest) -> Changes<'a> {
        let (old_pages, new_pages) = (pages(older), pages(newer));
        let (old_files, new_files) = (files(older), files(newer));
        let missing_in = |others: &BTreeMap<&str, &'a ManifestPage>,
                          pages: &BTreeMap<&str, &'a ManifestPage>| {
            pages
                .iter()
                .filter(|(id, _)| !others.contains_key(*id))
                .map(|(_, page)| *page)
                .collect::<Vec<_>>()
        };
        let paths_missing_in = |others: &BTreeMap<&str, &str>, files: &BTreeMap<&'a str, &'a str>| {
            files.keys().copied().filter(|path| !others.contains_key(path)).collect::<Vec<_>>()
        };
        let both = new_pages.iter().filter_map(|(id, newer)| Some((*old_pages.get(id)?, *newer)));
        let other_bytes = |(path, sha256): &(&&'a str, &&'a str)| {
            old_files.get(**path).is_some_and(|older| older != *sha256)
        };
        Changes {
            new_pages: missing_in(&old_pages, &new_pages),
            gone_pages: missing_in(&new_pages, &old_pages),
            changed_pages: both.filter_map(|(older, newer)| PageChanges::between(older, newer)).collect(),
            new_files: paths_missing_in(&old_files, &new_files),
            gone_files: paths_missing_in(&new_files, &old_files),
            changed_files: new_files.iter().filter(other_bytes).map(|(path, _)| *path).collect(),
        }
    }

    /// Whether nothing that is read or taken away differs.
    pub(super) fn is_empty(&self) -> bool {
        *self == Changes::default()
    }
}

impl<'a> PageChanges<'a> {
    /// `None` when both say the same.
    fn between(older: &'a ManifestPage, newer: &'a ManifestPage) -> Option<PageChanges<'a>> {
        let (old, new) = (sections(older), sections(newer));
        let is_missing_in = |others: &HashMap<&str, &ManifestSection>, section: &&ManifestSection| {
            !others.contains_key(&*section.anchor)
        };
        let differs = |section: &&ManifestSection| {
            old.get(&*section.anchor)
                .is_some_and(|older| (&older.heading, &older.text) != (&section.heading, &section.text))
        };
        let changes = PageChanges {
            older,
            newer,
            new: newer.sections.iter().filter(|section| is_missing_in(&old, section)).collect(),
            changed: newer.sections.iter().filter(differs).collect(),
            gone: older.sections.iter().filter(|section| is_missing_in(&new, section)).collect(),
        };
        let is_same = changes.new.is_empty()
            && changes.changed.is_empty()
            && changes.gone.is_empty()
            && older.title == newer.title;
        (!is_same).then_some(changes)
    }
}

/// The chapters by id.
fn pages(manifest: &Manifest) -> BTreeMap<&str, &ManifestPage> {
    manifest.files.iter().filter_map(|file| file.page.as_ref()).map(|page| (&*page.id, page)).collect()
}

/// The sums of the files to take away, by path.
fn files(manifest: &Manifest) -> BTreeMap<&str, &str> {
    // Scripts travel as attachments too: what the desk works on.
    let is_taken_away = |file: &&ManifestFile| {
        matches!(file.kind, FileKind::Attachment | FileKind::Copy) && !file.path.ends_with(".js")
    };
    manifest.files.iter().filter(is_taken_away).map(|file| (&*file.path, &*file.sha256)).collect()
}

fn sections(page: &ManifestPage) -> HashMap<&str, &ManifestSection> {
    page.sections.iter().map(|section| (&*section.anchor, section)).collect()
}

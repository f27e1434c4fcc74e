//! The desk: where a member fills in checklists, in the browser. Its scripts and styles, as text.
//!
//! `README.md` beside this crate says what answers are, how they move to a newer edition, what a file of them holds,
//! and how pages use the scripts. The work is done by the scripts in `runtime/`; nothing here knows checklists or mdBook.

use std::collections::BTreeSet;

/// A classic script of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Script {
    /// Its file name without `.js`, unlike any other's.
    pub name: &'static str,
    /// All of it.
    pub text: &'static str,
}

macro_rules! runtime {
    ($($name:literal),+ $(,)?) => {
        /// All scripts, in the order a page loads them.
        pub const SCRIPTS: &[Script] =
            &[$(Script { name: $name, text: include_str!(concat!("../runtime/", $name, ".js")) }),+];
    };
}

runtime!(
    "model",
    "store",
    "hub",
    "keep",
    "bar",
    "desk",
    "answer",
    "paper",
    "sheet",
    "item",
    "home",
    "file",
    "carry",
    "pages",
    "pack",
    "regulation-model",
    "docx",
    "regulation"
);

/// Styles, in the order they go into the style sheet of a site.
pub const STYLES: [&str; 6] = [
    include_str!("../runtime/desk.css"),
    include_str!("../runtime/sheet.css"),
    include_str!("../runtime/home.css"),
    include_str!("../runtime/file.css"),
    include_str!("../runtime/paper.css"),
    include_str!("../runtime/regulation.css"),
];

/// Names of the scripts of `hub.html`, the page that keeps answers for the others, in the order of loading.
pub const HUB: &[&str] = &["store", "hub"];

/// Parts of the desk, the values of `data-desk`, with the scripts each needs beside the [`CORE`].
const PARTS: &[(&str, &[&str])] = &[
    ("sheet", &["answer", "paper", "sheet"]),
    ("item", &["answer", "item"]),
    ("home", &["home", "file"]),
    ("carry", &["answer", "file", "carry"]),
    ("pack", &["paper", "pages", "pack", "regulation-model"]),
    ("regulation", &["regulation-model", "docx", "regulation"]),
];

/// What every page with a part of the desk loads.
const CORE: &[&str] = &["model", "store", "keep", "bar", "desk"];

/// The scripts a page with these parts loads, in the order of loading.
///
/// A part nobody knows adds nothing; without any part there is still the core.
pub fn scripts<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<&'static Script> {
    let of_part = |part| PARTS.iter().find(|(name, _)| *name == part).map_or(&[][..], |(_, scripts)| scripts);
    let wanted: BTreeSet<&str> = parts.flat_map(of_part).chain(CORE).copied().collect();
    SCRIPTS.iter().filter(|script| wanted.contains(script.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loads_the_core_first_and_what_its_parts_need_once() {
        let names = |parts: &[&str]| -> Vec<&str> {
            scripts(parts.iter().copied()).into_iter().map(|script| script.name).collect()
        };
        assert_eq!(names(&[]), CORE);
        let both = ["model", "store", "keep", "bar", "desk", "answer", "paper", "sheet", "item"];
        assert_eq!(names(&["item", "sheet"]), both);
        assert_eq!(names(&["nobody"]), CORE);
    }

    #[test]
    fn every_part_names_scripts_that_exist() {
        let known: BTreeSet<&str> = SCRIPTS.iter().map(|script| script.name).collect();
        let named = PARTS.iter().flat_map(|(_, scripts)| *scripts).chain(CORE).chain(HUB);
        assert_eq!(named.filter(|name| !known.contains(*name)).count(), 0);
    }
}

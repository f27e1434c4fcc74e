//! What the sections say, cut by sections: for what is shown, and in the small layout for checking phrases.

use rayon::prelude::*;

use super::Layout;
use super::script::Payload;
use crate::Index;

/// What stands between two titles of a breadcrumb.
const STEP: &str = " › ";

/// Every section as a JSON array of strings.
pub(super) fn by_section(index: &Index) -> Vec<String> {
    index
        .sections()
        .par_iter()
        .map(|section| {
            let [breadcrumb, aliases] = [section.breadcrumb.join(STEP), section.aliases.join("\n")];
            let strings = [
                &section.page,
                &section.anchor,
                &section.title,
                &section.heading,
                &breadcrumb,
                &aliases,
                &section.body,
            ];
            serde_json::to_string(&strings).expect("strings can be written as JSON")
        })
        .collect()
}

/// The files, each with its first section; none for an empty book.
pub(super) fn text(sections: &[String], layout: Layout) -> Vec<(Payload, usize)> {
    let mut files: Vec<(Payload, usize)> = Vec::new();
    for (section_idx, section) in sections.iter().enumerate() {
        match files.last_mut() {
            Some((file, _)) if file.bytes.len() + section.len() < layout.text_bytes => file.bytes.push(b','),
            _ => files
                .push((Payload { name: format!("text-{}", files.len()), bytes: b"[".to_vec() }, section_idx)),
        }
        files.last_mut().expect("just made").0.bytes.extend_from_slice(section.as_bytes());
    }
    files.iter_mut().for_each(|(file, _)| file.bytes.push(b']'));
    files
}

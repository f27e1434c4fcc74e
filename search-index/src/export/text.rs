//! What the sections say, cut by sections: for what is shown, and in the small layout for checking phrases.

use rayon::prelude::*;

use super::Layout;
use super::bytes::push_varint;
use super::script::Payload;
use crate::{Index, Section};

/// What stands between two titles of a breadcrumb.
const STEP: &str = " › ";

/// What is kept of a section, in this order: page, anchor, title, heading, breadcrumb, aliases, body.
pub(super) struct Texts {
    /// How long each is, in UTF-16 units.
    lengths: [u32; 7],
    /// One after another.
    units: Vec<u16>,
}

impl Texts {
    /// How many bytes of a payload they take, but for their lengths.
    pub(super) fn n_bytes(&self) -> usize {
        self.units.len() * 2
    }
}

pub(super) fn by_section(index: &Index) -> Vec<Texts> {
    index.sections().par_iter().map(texts).collect()
}

fn texts(section: &Section) -> Texts {
    let [breadcrumb, aliases] = [section.breadcrumb.join(STEP), section.aliases.join("\n")];
    let Section { page, anchor, title, heading, body, .. } = section;
    let mut units = Vec::new();
    let lengths = [page, anchor, title, heading, &breadcrumb, &aliases, body].map(|text| {
        let start = units.len();
        units.extend(text.encode_utf16());
        (units.len() - start) as u32
    });
    Texts { lengths, units }
}

/// The files, each with its first section; none for an empty book.
pub(super) fn text(sections: &[Texts], layout: Layout) -> Vec<(Payload, usize)> {
    let mut files = Vec::new();
    let mut start = 0;
    let mut n_bytes = 0;
    for (section_idx, section) in sections.iter().enumerate() {
        if section_idx > start && n_bytes + section.n_bytes() > layout.text_bytes {
            files.push((payload(files.len(), &sections[start..section_idx]), start));
            (start, n_bytes) = (section_idx, 0);
        }
        n_bytes += section.n_bytes();
    }
    if start < sections.len() {
        files.push((payload(files.len(), &sections[start..]), start));
    }
    files
}

fn payload(file_idx: usize, sections: &[Texts]) -> Payload {
    let mut bytes = Vec::new();
    let lengths: Vec<u32> = sections.iter().flat_map(|section| section.lengths).collect();
    push_varint(&mut bytes, lengths.len() as u32);
    lengths.into_iter().for_each(|length| push_varint(&mut bytes, length));
    bytes.extend(sections.iter().flat_map(|section| &section.units).flat_map(|unit| unit.to_le_bytes()));
    Payload { name: format!("text-{file_idx}"), bytes }
}

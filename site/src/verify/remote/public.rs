//! What anybody may read: it has to be there, and to hold nothing of the book.

use std::collections::{BTreeMap, BTreeSet};

use super::client::{Identity, Question};
use super::promises::{Content, media_fault};
use super::{Asker, Faults, MAX_FILE_BYTES, Served, content_fault, encoded};
use crate::finding::Code;
use crate::html::{self, Piece};
use crate::manifest::Manifest;

/// A text of so many letters that stands on a page and in a public file was taken from the page.
const MIN_LETTERS: usize = 20;

/// Asks for every public file without login.
pub(super) fn check(asker: &Asker<'_>, expected: &Manifest, served: Option<&Served>, faults: &mut Faults) {
    let texts = served.map(texts_of_pages).unwrap_or_default();
    for file in expected.files.iter().filter(|file| file.is_public() && file.bytes <= MAX_FILE_BYTES) {
        let Some(path) = encoded(&file.path) else { continue };
        let answer = match asker.ask(&Question::part(&path, Identity::Nobody, file.bytes)) {
            Ok(answer) => answer,
            Err(fault) => {
                fault.into_iter().for_each(|fault| faults.add(&file.path, fault));
                continue;
            }
        };
        if answer.status != 200 {
            let message = format!("ログインなしで読めるはずのものが、読めません(応答 {})", answer.status);
            faults.add(&file.path, (Code::ServerAnswer, message));
            continue;
        }
        let mut found = asker.promises.faults(&answer, Content::Public);
        found.extend(media_fault(&file.path, &answer));
        found.extend(content_fault(file, &answer));
        let text = String::from_utf8_lossy(&answer.body);
        if let Some(taken) = texts.iter().find(|taken| text.contains(taken.as_str())) {
            let message = format!("手引きの文が入っています(`{}`)", super::promises::shortened(taken));
            found.push((Code::OpenWithoutLogin, message));
        }
        found.into_iter().for_each(|fault| faults.add(&file.path, fault));
    }
}

/// The longer texts of the pages, without those most pages share.
fn texts_of_pages(served: &Served) -> BTreeSet<String> {
    let pages = served.bodies.iter().filter(|(path, _)| path.ends_with(".html") && !crate::is_public(path));
    let mut n_pages = 0;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, body) in pages {
        n_pages += 1;
        let texts =
            html::pieces(&String::from_utf8_lossy(body)).into_iter().filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.trim().to_owned()),
                _ => None,
            });
        let texts: BTreeSet<String> = texts.filter(|text| text.chars().count() >= MIN_LETTERS).collect();
        texts.into_iter().for_each(|text| *counts.entry(text).or_default() += 1);
    }
    counts.into_iter().filter(|(_, count)| n_pages < 4 || count * 2 < n_pages).map(|(text, _)| text).collect()
}

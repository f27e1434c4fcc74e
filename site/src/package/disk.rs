//! What of a site is of use on a disk.

use std::collections::BTreeSet;

use crate::address::{self, Address};
use crate::html::{self, Piece, Role};
use crate::{FileKind, MANIFEST_PATH, Manifest, Result};

/// Paths of the files a reader without a server needs, the manifest among them, sorted: everything but what only a
/// server is asked for, unless a page leads there.
pub(super) fn files(manifest: &Manifest, read: &dyn Fn(&str) -> Result<Vec<u8>>) -> Result<Vec<String>> {
    let of_server = |kind| kind == FileKind::Server;
    let (server, rest): (Vec<_>, Vec<_>) = manifest.files.iter().partition(|file| of_server(file.kind));
    let mut files: BTreeSet<String> = rest.iter().map(|file| file.path.clone()).collect();
    files.insert(MANIFEST_PATH.to_owned());
    if !server.is_empty() {
        let mut targets = BTreeSet::new();
        for page in rest.iter().filter(|file| file.kind == FileKind::Page) {
            targets.extend(targets_of(&page.path, &String::from_utf8_lossy(&read(&page.path)?)));
        }
        files.extend(server.iter().map(|file| file.path.clone()).filter(|path| targets.contains(path)));
    }
    Ok(files.into_iter().collect())
}

/// Where the addresses of a page lead, as paths of the site.
fn targets_of(path: &str, page: &str) -> BTreeSet<String> {
    let mut targets = BTreeSet::new();
    for piece in html::pieces(page) {
        let Piece::Start(tag) = piece else { continue };
        for attribute in &tag.attrs {
            let role = html::role(&tag.name, &attribute.name.local);
            if matches!(role, Role::Link | Role::Fetched) && !address::is_outside(&attribute.value) {
                let written = Address::parse(&attribute.value);
                targets.extend(address::resolve(address::folder(path), &address::decode(written.path)));
            }
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::start::tests::manifest;

    #[test]
    fn what_only_a_server_uses_is_left_out_unless_a_page_leads_there() {
        let manifest = manifest(&[
            ("index.html", FileKind::Page),
            ("public/guide.webmanifest", FileKind::Server),
            ("sw.js", FileKind::Server),
            ("text/a.html", FileKind::Page),
        ]);
        let plain = files(&manifest, &|_| Ok(b"<p>".to_vec()));
        assert_eq!(plain.ok(), Some(["index.html", "manifest.json", "text/a.html"].map(String::from).into()));
        let linking = files(&manifest, &|path| {
            let page = if path == "text/a.html" {
                "<link rel=manifest href=\"../public/guide.webmanifest?1\">"
            } else {
                "<a href=\"https://example.org/sw.js\">"
            };
            Ok(page.as_bytes().to_vec())
        });
        let expected = ["index.html", "manifest.json", "public/guide.webmanifest", "text/a.html"];
        assert_eq!(linking.ok(), Some(expected.map(String::from).into()));
    }
}

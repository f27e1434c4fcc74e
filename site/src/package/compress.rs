//! What a server sends compressed, made ahead: `.gz` and `.br` beside the files of a site.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use rayon::prelude::*;

use super::{read_file, write_file};
use crate::{MANIFEST_PATH, Manifest, Result};

/// What these files hold is text; pictures and Office files are compressed already.
const TEXTS: [&str; 12] =
    ["css", "csv", "htm", "html", "ics", "js", "json", "md", "svg", "txt", "webmanifest", "xml"];

type Compress = fn(&[u8]) -> Vec<u8>;

/// Compressed forms by the ending a server knows them by.
const FORMS: [(&str, Compress); 2] = [("gz", gzip), ("br", brotli)];

/// Writes the compressed forms of every text of a site that are smaller than it.
///
/// A file of the site that has the name of such a form stays as it is.
///
/// # Errors
///
/// A file that cannot be read or written.
pub(super) fn beside(site: &Path, manifest: &Manifest) -> Result<()> {
    let mut paths: BTreeSet<&str> = manifest.files.iter().map(|file| &*file.path).collect();
    paths.insert(MANIFEST_PATH);
    let texts: Vec<&str> = paths.iter().copied().filter(|path| is_text(path)).collect();
    texts.into_par_iter().try_for_each(|path| {
        let bytes = read_file(&site.join(path))?;
        for (ending, compress) in FORMS {
            let name = format!("{path}.{ending}");
            if !paths.contains(&*name) {
                write_smaller(&site.join(&name), &bytes, &compress(&bytes))?;
            }
        }
        Ok(())
    })
}

fn is_text(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| TEXTS.contains(&&*ending.to_ascii_lowercase()))
}

fn write_smaller(file: &Path, bytes: &[u8], compressed: &[u8]) -> Result<()> {
    if compressed.len() < bytes.len() { write_file(file, compressed) } else { Ok(()) }
}

/// With a header that names neither file, time nor system.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    const UNKNOWN_SYSTEM: u8 = 255;
    let header = GzBuilder::new().mtime(0).operating_system(UNKNOWN_SYSTEM);
    let mut encoder = header.write(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes every byte");
    encoder.finish().expect("memory takes every byte")
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    // The last two steps take many times as long for a few percent.
    let parameters = BrotliEncoderParams { quality: 9, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters).expect("memory takes every byte");
    compressed
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn compressed_forms_give_back_the_text_and_carry_nothing_else() {
        let text = "手引きの本文です。".repeat(200);
        let (gz, br) = (gzip(text.as_bytes()), brotli(text.as_bytes()));
        assert_eq!(gz[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
        let mut read = String::new();
        flate2::read::GzDecoder::new(&*gz).read_to_string(&mut read).expect("gzip");
        assert!(read == text);
        let mut read = Vec::new();
        brotli::BrotliDecompress(&mut &*br, &mut read).expect("brotli");
        assert!(read == text.as_bytes());
        assert_eq!(brotli(text.as_bytes()), br);
    }

    #[test]
    fn only_texts_are_compressed() {
        assert!(is_text("items/a.html") && is_text("A.JSON") && is_text("public/guide.webmanifest"));
        assert!(!is_text("sheets/r7-medical.xlsx") && !is_text("image.png") && !is_text("html"));
    }
}

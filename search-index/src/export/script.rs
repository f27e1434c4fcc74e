//! A payload as a classic script: the only data a page opened from disk may load.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use sha2::{Digest as _, Sha256};

use super::File;

/// Version of the format: `reader.js` refuses any other.
pub(super) const VERSION: u32 = 4;

/// What a line of a script holds, before it is packed.
pub(super) struct Payload {
    /// Its name inside the index, without build and ending: `head`, `postings-3`.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// A payload, packed, as a script of its own.
pub(super) fn file(payload: &Payload, build: &str) -> File {
    let Payload { name, bytes } = payload;
    let mut script = format!("jissenSearchFile(\"{name}\",\"{build}\",\"");
    STANDARD.encode_string(deflate(bytes), &mut script);
    script.push_str("\");\n");
    File { name: format!("{name}-{build}.js"), bytes: script.into_bytes() }
}

/// The head, as it is, in a line of a script: JSON in ASCII is an object of JavaScript.
pub(super) fn head(payload: &Payload, build: &str) -> Vec<u8> {
    let Payload { name, bytes } = payload;
    let ascii = String::from_utf8_lossy(bytes).encode_utf16().map(in_ascii).collect::<String>();
    format!("jissenSearchFile(\"{name}\",\"{build}\",{ascii});\n").into_bytes()
}

fn in_ascii(unit: u16) -> String {
    match u8::try_from(unit) {
        Ok(ascii @ ..=127) => char::from(ascii).to_string(),
        _ => format!("\\u{unit:04x}"),
    }
}

/// The first 12 hex digits of a hash over everything; `head` does not have them yet.
pub(super) fn build_id(head: &Payload, others: &[Payload]) -> String {
    let mut hash = Sha256::new();
    hash.update(VERSION.to_le_bytes());
    for Payload { name, bytes } in [head].into_iter().chain(others) {
        hash.update(name);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes every byte")
}

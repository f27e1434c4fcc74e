//! A payload as a classic script: the only data a page opened from disk may load.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use sha2::{Digest as _, Sha256};

/// Version of the format: `reader.js` refuses any other.
pub(super) const VERSION: u32 = 3;

/// What a line of a file holds before it is packed.
pub(super) struct Payload {
    /// Its name inside the index, without build and ending: `head`, `postings-3`.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// A payload as a line of a script.
pub(super) fn script(payload: &Payload, build: &str) -> Vec<u8> {
    let Payload { name, bytes } = payload;
    let mut script = format!("jissenSearchFile(\"{name}\",\"{build}\",\"");
    STANDARD.encode_string(deflate(bytes), &mut script);
    script.push_str("\");\n");
    script.into_bytes()
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

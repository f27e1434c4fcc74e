//! What pages may load and run.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// What pages may load and run, as a `<meta>` in each and as a header of a server: only what lies in the site, and nothing
/// written inside a page. It holds on a disk too.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                          connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; base-uri 'none'; \
                          form-action 'self'";

/// The source of a policy that lets a script or style run where it is written, inside a page.
pub(crate) fn source_of(text: &str) -> String {
    source_of_hash(&Sha256::digest(text.as_bytes()))
}

/// The same for the SHA-256 of the text.
pub(crate) fn source_of_hash(hash: &[u8]) -> String {
    format!("'sha256-{}'", STANDARD.encode(hash))
}

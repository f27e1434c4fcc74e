//! How much of a site is read. Whoever made the files may want to exhaust us; what is larger is said and left alone.

/// Files of one site.
pub(super) const MAX_FILES: usize = 100_000;
/// Folders within folders.
pub(super) const MAX_DEPTH: usize = 32;
/// A page, style or script.
pub(super) const MAX_TEXT_BYTES: u64 = 8 << 20;
/// A list of files.
pub(super) const MAX_MANIFEST_BYTES: u64 = 32 << 20;

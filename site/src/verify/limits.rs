//! How much of a site is read. Whoever made the files may want to exhaust us; what is larger is said and left alone.

/// Files of one site, or of an archive.
pub(super) const MAX_FILES: usize = 50_000;
/// Folders within folders.
pub(super) const MAX_DEPTH: usize = 32;
/// One file.
pub(super) const MAX_FILE_BYTES: u64 = 32 << 20;
/// A page, style, script or drawing: what is read as a text and taken apart.
pub(super) const MAX_TEXT_BYTES: u64 = 8 << 20;
/// All files together.
pub(super) const MAX_SITE_BYTES: u64 = 512 << 20;
/// A zip, or a site as one HTML file.
pub(super) const MAX_PACKED_BYTES: u64 = 64 << 20;
/// A list of files.
pub(super) const MAX_MANIFEST_BYTES: u64 = 32 << 20;
/// What reading one piece of HTML may keep in memory: the longest tag, and the elements that are open.
pub(super) const MAX_MARKUP_BYTES: usize = 2 << 20;
/// HTML within attributes of HTML, and brackets within brackets of a style.
pub(super) const MAX_NESTING: usize = 8;
/// Names (ids) and links of one page.
pub(super) const MAX_NAMES: usize = 100_000;
/// Names and links of all pages.
pub(super) const MAX_NAMES_OF_SITE: usize = 5_000_000;
/// Elements of a drawing or of a part of an Office file.
pub(super) const MAX_NODES: u32 = 500_000;
/// Parts of an Office file, and all of them together.
pub(super) const MAX_OFFICE_PARTS: usize = 2_000;
pub(super) const MAX_OFFICE_BYTES: u64 = 64 << 20;
/// Findings of one file, and of all.
pub(super) const MAX_FINDINGS_OF_FILE: usize = 50;
pub(super) const MAX_FINDINGS: usize = 2_000;

/// What a reader can be expected to wait for: a page, a script or style, the whole site, and the site as a zip or one
/// HTML file. Browsers open one file of 20 MB in half a second, and mail takes few megabytes more.
pub(super) const PAGE_BUDGET: u64 = 1 << 20;
pub(super) const SCRIPT_BUDGET: u64 = 2 << 20;
pub(super) const SITE_BUDGET: u64 = 64 << 20;
pub(super) const PACKED_BUDGET: u64 = 24 << 20;

//! `[preprocessor.checklist]`, as the pages use it.

use checklist::Date;
use mdbook_preprocessor::{PreprocessorContext, errors::Result};

/// What an editor has set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Pages about an edition that a newer one follows say so.
    pub(crate) has_notice: bool,
    /// Pages offer files to take away.
    pub(crate) has_files: bool,
    /// The day of the guide; none when there is none or it cannot be read.
    pub(crate) date: Option<Date>,
}

impl Settings {
    pub(crate) fn configured(ctx: &PreprocessorContext) -> Result<Self> {
        let is_set = |key: &str| ctx.config.get::<bool>(&format!("preprocessor.checklist.{key}"));
        Ok(Self {
            has_notice: is_set("notice")?.unwrap_or(false),
            has_files: is_set("files")?.unwrap_or(true),
            date: date_text(ctx)?.as_deref().and_then(Date::parse),
        })
    }
}

/// The day of the guide as it is written.
pub(crate) fn date_text(ctx: &PreprocessorContext) -> Result<Option<String>> {
    ctx.config.get("preprocessor.checklist.date")
}

use std::fs;

use mdbook_renderer::{RenderContext, Renderer};

use crate::build::{remove_folder, staging_of};
use crate::{Error, Options, Result, Severity, render};

/// The backend under plain `mdbook build`: `[output.guide]`, as program `mdbook-guide` or through `with_renderer`.
///
/// Findings go to standard error. The site is written beside its place and renamed at the end, so that a failure
/// leaves the last good one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Guide;

impl Renderer for Guide {
    fn name(&self) -> &str {
        "guide"
    }

    fn render(&self, ctx: &RenderContext) -> anyhow::Result<()> {
        Ok(build(ctx)?)
    }
}

fn build(ctx: &RenderContext) -> Result<()> {
    let options = Options::from_config(&ctx.config)?;
    let staging = staging_of(&ctx.destination);
    remove_folder(&staging)?;
    fs::create_dir_all(&staging).map_err(|error| Error::file("作成", &staging, error))?;
    let rendered = render(&ctx.root, &ctx.book, &options, &staging)?;
    for finding in &rendered.findings {
        eprintln!("{finding}\n");
    }
    let n_errors = rendered.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if n_errors > 0 {
        remove_folder(&staging)?;
        return Err(Error::Findings(n_errors));
    }
    remove_folder(&ctx.destination)?;
    fs::rename(&staging, &ctx.destination).map_err(|error| Error::file("書き込み", &ctx.destination, error))
}

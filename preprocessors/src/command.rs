//! What the three executables share: mdBook's protocol for preprocessors.

use std::{env, io, process::ExitCode};

use anyhow::Context;
use mdbook_preprocessor::{MDBOOK_VERSION, Preprocessor, PreprocessorContext, parse_input};
use semver::{Version, VersionReq};

use crate::Shared;

/// Runs a preprocessor as mdBook's executables are run.
///
/// With the argument `supports` it says that every renderer will do. Else it reads the book from standard input and
/// writes it to standard output; problems go to standard error, and any error ends the build. The exit code is 1 for
/// mistakes in the book and 3 when the machine fails.
pub fn run<P: Preprocessor>(make: impl FnOnce(Shared) -> P) -> ExitCode {
    if env::args().nth(1).as_deref() == Some("supports") {
        return ExitCode::SUCCESS;
    }
    match process(make) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(3)
        }
    }
}

/// How many errors there were.
fn process<P: Preprocessor>(make: impl FnOnce(Shared) -> P) -> anyhow::Result<usize> {
    let (ctx, book) = parse_input(io::stdin().lock()).context("mdBook からの入力を読めませんでした")?;
    warn_of_version(&ctx);
    let shared = Shared::load(&ctx.root)?;
    let book = make(shared.clone()).run(&ctx, book)?;
    let report = shared.report();
    if !report.is_empty() {
        eprintln!("{}", report.render().trim_end());
    }
    if report.n_errors() == 0 {
        serde_json::to_writer(io::stdout().lock(), &book).context("mdBook へ本を渡せませんでした")?;
    }
    Ok(report.n_errors())
}

/// Another mdBook may well work: say so and go on.
fn warn_of_version(ctx: &PreprocessorContext) {
    let fits = VersionReq::parse(MDBOOK_VERSION)
        .and_then(|requirement| Ok(requirement.matches(&Version::parse(&ctx.mdbook_version)?)));
    if !matches!(fits, Ok(true)) {
        eprintln!(
            "注意: mdBook {} で動かしています。確かめてあるのは {MDBOOK_VERSION} です。",
            ctx.mdbook_version
        );
    }
}

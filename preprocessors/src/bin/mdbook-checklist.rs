//! `mdbook-checklist`: [`preprocessors::Checklist`] for `mdbook build`.

use std::process::ExitCode;

fn main() -> ExitCode {
    preprocessors::run(preprocessors::Checklist::new)
}

//! `mdbook-revision`: [`preprocessors::Revision`] for `mdbook build`.

use std::process::ExitCode;

fn main() -> ExitCode {
    preprocessors::run(preprocessors::Revision::new)
}

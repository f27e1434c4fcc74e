//! What `mdbook build FOLDER` does, without the rest of that program: every renderer of `book.toml`, every
//! preprocessor as an executable found on `PATH`.

use std::process::ExitCode;

use mdbook_driver::MDBook;

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: plain-mdbook FOLDER");
        return ExitCode::from(2);
    };
    match MDBook::load(std::path::PathBuf::from(folder)).and_then(|book| book.build()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::from(101)
        }
    }
}

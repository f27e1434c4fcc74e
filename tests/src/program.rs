//! The program under test, as a user runs it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

/// The repository's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is inside the repository")
}

/// The folder with the executables of this build: where the running test stands, or its parent.
///
/// # Panics
///
/// When `jissen` is not there: `cargo test -p tests` alone does not build it.
pub fn executables() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let test = std::env::current_exe().expect("the running test has a path");
        let folder = test.ancestors().skip(1).find(|folder| folder.join(executable("jissen")).is_file());
        folder
            .expect("jissen is not built: run `cargo build --workspace --bins` first, or ./tests/run")
            .to_owned()
    })
}

/// The file name of an executable here.
fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

/// An executable of the workspace, ready for arguments, in a plain environment.
pub fn command(name: &str) -> Command {
    let mut command = Command::new(executables().join(executable(name)));
    command.env_remove("RUST_BACKTRACE").env_remove("RUST_LOG").env("NO_COLOR", "1");
    command
}

/// `jissen` with arguments, run in a folder to its end.
pub fn jissen<const N: usize>(folder: &Path, arguments: [&str; N]) -> Finished {
    Finished::from(command("jissen").current_dir(folder).args(arguments).output().expect("jissen starts"))
}

/// What a program left behind when it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Results.
    pub stdout: String,
    /// Messages.
    pub stderr: String,
}

impl From<Output> for Finished {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }
}

impl Finished {
    /// Panics with everything the program said unless it ended with this code.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}

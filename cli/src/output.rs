//! The folder a site or a package goes to, and how a finished one gets there.
//!
//! It is made in a folder beside its destination and then takes the destination's place in one
//! step of the file system. Before that step the old one is whole, after it the new one; whatever a
//! killed run leaves behind is beside the destination and is removed by the next run.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// What a folder of ours holds.
#[derive(Debug)]
pub(crate) struct Kind {
    /// What it is called.
    pub(crate) name: &'static str,
    /// The command that makes it.
    pub(crate) command: &'static str,
    /// Name of the file that marks such a folder, which may be replaced by one of its kind.
    marker: &'static str,
    /// Where the site stands in it.
    site: &'static str,
}

/// A site.
pub(crate) static SITE: Kind =
    Kind { name: "サイト", command: "jissen build", marker: ".jissen-site", site: "" };
/// A package.
pub(crate) static PACKAGE: Kind =
    Kind { name: "配布物", command: "jissen package", marker: ".jissen-package", site: site::SITE_FOLDER };

/// A destination that this run alone may write to, with a folder beside it to build in.
#[derive(Debug)]
pub(crate) struct Output {
    kind: &'static Kind,
    destination: PathBuf,
    staging: PathBuf,
    previous: PathBuf,
    // Released last, when the folders above are settled.
    _lock: Lock,
}

impl Output {
    /// Takes the destination for this run and clears away what dead runs left beside it.
    ///
    /// Waits while another run holds it; `waiting` is called once before that.
    ///
    /// # Errors
    ///
    /// When the folder around the destination cannot be made, locked or cleaned.
    pub(crate) fn claim(kind: &'static Kind, destination: &Path, waiting: impl FnOnce()) -> Result<Self> {
        let destination = settle(destination)?;
        let lock = Lock::take(&beside(&destination, "lock"), waiting)?;
        let output = Self {
            kind,
            staging: beside(&destination, "new"),
            previous: beside(&destination, "old"),
            destination,
            _lock: lock,
        };
        output.recover()?;
        Ok(output)
    }

    /// What it holds.
    pub(crate) fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// Where all ends up.
    pub(crate) fn destination(&self) -> &Path {
        &self.destination
    }

    /// Where to make it: beside the destination, not there yet.
    pub(crate) fn staging(&self) -> &Path {
        &self.staging
    }

    /// Where to build the site in it.
    pub(crate) fn site(&self) -> PathBuf {
        self.staging.join(self.kind.site)
    }

    /// Whether the destination is free, empty or ours and of the same kind.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub(crate) fn may_replace(&self) -> Result<bool> {
        let destination = &self.destination;
        if !destination.exists() || destination.join(self.kind.marker).is_file() {
            return Ok(true);
        }
        if !destination.is_dir() {
            return Ok(false);
        }
        let mut entries = fs::read_dir(destination).with_context(|| attempt("読めません", destination))?;
        Ok(entries.next().is_none())
    }

    /// Puts what is finished in place of the old one.
    ///
    /// Nothing is flushed to the disk by force: after a power failure a run is simply repeated.
    ///
    /// # Errors
    ///
    /// When the file system refuses; the old one is then still in its place.
    pub(crate) fn publish(self) -> Result<()> {
        let Self { kind, destination, staging, previous, .. } = &self;
        let mark = format!(
            "このフォルダーは {} が作りました。作り直すと中身はすべて入れ替わります。\n",
            kind.command
        );
        fs::write(staging.join(kind.marker), mark).with_context(|| attempt("書けません", staging))?;
        if destination.exists() {
            exchange(staging, destination, previous)
                .with_context(|| attempt("入れ替えられません", destination))
        } else {
            fs::rename(staging, destination).with_context(|| attempt("置けません", destination))
        }
    }

    /// A run that died between the two renames of [`exchange_by_renaming`] left the old folder aside.
    fn recover(&self) -> Result<()> {
        if self.previous.exists() && !self.destination.exists() {
            fs::rename(&self.previous, &self.destination)
                .with_context(|| attempt("元に戻せません", &self.destination))?;
        }
        self.clear()
    }

    fn clear(&self) -> Result<()> {
        for folder in [&self.staging, &self.previous] {
            remove(folder).with_context(|| attempt("消せません", folder))?;
        }
        Ok(())
    }
}

impl Drop for Output {
    /// After a swap the old one stands in the staging folder, after a failure an unfinished new one.
    fn drop(&mut self) {
        let _ = self.clear();
    }
}

/// Swaps two folders in one step where the system can.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(staging: &Path, destination: &Path, previous: &Path) -> io::Result<()> {
    use rustix::{
        fs::{CWD, RenameFlags, renameat_with},
        io::Errno,
    };
    match renameat_with(CWD, staging, CWD, destination, RenameFlags::EXCHANGE) {
        // Some file systems of the network know no exchange.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            exchange_by_renaming(staging, destination, previous)
        }
        result => Ok(result?),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
use exchange_by_renaming as exchange;

/// Two renames; between them the old one is whole in `previous`, and the next run puts it back.
fn exchange_by_renaming(staging: &Path, destination: &Path, previous: &Path) -> io::Result<()> {
    fs::rename(destination, previous)?;
    fs::rename(staging, destination).inspect_err(|_| {
        let _ = fs::rename(previous, destination);
    })
}

/// The real folder a destination names: its parent made, links followed.
fn settle(destination: &Path) -> Result<PathBuf> {
    let destination = std::path::absolute(destination).with_context(|| attempt("開けません", destination))?;
    if let Ok(real) = destination.canonicalize() {
        return Ok(real);
    }
    let (Some(parent), Some(name)) = (destination.parent(), destination.file_name()) else {
        anyhow::bail!("{}: 出力先のフォルダーにできません", destination.display());
    };
    fs::create_dir_all(parent).with_context(|| attempt("作れません", parent))?;
    Ok(parent.canonicalize().with_context(|| attempt("開けません", parent))?.join(name))
}

/// `dist/site` → `dist/.site.jissen-new`.
fn beside(destination: &Path, role: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(destination.file_name().unwrap_or("site".as_ref()));
    name.push(".jissen-");
    name.push(role);
    destination.with_file_name(name)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn attempt(what: &str, path: &Path) -> String {
    format!("{}: {what}", path.display())
}

/// A file that one run at a time holds; the system releases it when the run ends in any way.
#[derive(Debug)]
struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    fn take(path: &Path, waiting: impl FnOnce()) -> Result<Self> {
        let mut waiting = Some(waiting);
        loop {
            let file = File::create(path).with_context(|| attempt("作れません", path))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    if let Some(waiting) = waiting.take() {
                        waiting();
                    }
                    file.lock().with_context(|| attempt("待てません", path))?;
                }
                Err(TryLockError::Error(error)) => {
                    return Err(error).with_context(|| attempt("確保できません", path));
                }
            }
            // The run before us removes the file as it ends; a lock on a removed file holds nobody back.
            if is_same_file(&file, path) {
                return Ok(Self { path: path.to_owned(), _file: file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(ours), Ok(theirs)) = (file.metadata(), fs::metadata(path)) else { return false };
    (ours.dev(), ours.ino()) == (theirs.dev(), theirs.ino())
}

/// An open file cannot be removed here, so the path still names it.
#[cfg(not(unix))]
fn is_same_file(_: &File, path: &Path) -> bool {
    path.exists()
}

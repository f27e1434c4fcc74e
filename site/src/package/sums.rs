//! `SHA256SUMS`: what somebody without our program checks a package with.

use std::path::Path;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{SUMS_PATH, read_file, write_file};
use crate::manifest::sha256;
use crate::pages::slashed;
use crate::{Error, Result};

/// Writes the sums of every file of a package; gives every file with its size, by path, the sums among them.
pub(super) fn write(package: &Path) -> Result<Vec<(String, u64)>> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(package) {
        let entry = entry.map_err(|error| Error::file("読み込み", package, error.into()))?;
        if entry.file_type().is_file() {
            paths.push(slashed(entry.path().strip_prefix(package).unwrap_or(entry.path())));
        }
    }
    paths.sort_unstable();
    let sums: Vec<(String, u64)> = paths
        .par_iter()
        .map(|path| read_file(&package.join(path)).map(|bytes| (sha256(&bytes), bytes.len() as u64)))
        .collect::<Result<_>>()?;
    let lines: String = paths.iter().zip(&sums).map(|(path, (sum, _))| line(sum, path)).collect();
    write_file(&package.join(SUMS_PATH), lines.as_bytes())?;
    let mut files: Vec<_> = paths.into_iter().zip(sums.into_iter().map(|(_, bytes)| bytes)).collect();
    files.push((SUMS_PATH.to_owned(), lines.len() as u64));
    files.sort_unstable();
    Ok(files)
}

/// The line of a file; `sha256sum` knows by the first character that the name was written so as to stay on one line.
fn line(sum: &str, path: &str) -> String {
    let written = path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    let sign = if written == path { "" } else { "\\" };
    format!("{sign}{sum}  {written}\n")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_name_stays_on_its_line() {
        assert_eq!(line("00", "a b.html"), "00  a b.html\n");
        assert_eq!(line("00", "a\nb"), "\\00  a\\nb\n");
    }
}

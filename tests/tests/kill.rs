//! A build killed at any moment leaves the old site or the new one, never a mixture.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use tests::{
    folder::{self, Tree},
    program::{command, jissen, root},
};

const N_KILLS: usize = 50;
const MAX_BUILDS: usize = 200;
/// Moments are drawn from a fixed start, so that a failure can be repeated.
const SEED: u64 = 1_155;

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    let folder = folder::temporary();
    let sites: Vec<Tree> =
        ["一つめの版", "二つめの版"].iter().map(|title| first_build(folder.path(), title)).collect();
    assert!(!folder::differences(&sites[0], &sites[1]).is_empty(), "the two books give two sites");
    let started = Instant::now();
    jissen(folder.path(), ["build", "一つめの版", "--out", "site"]).expect(0);
    // How long a build takes here: corrected by every build, so that kills reach the end of it.
    let mut whole = started.elapsed();

    let mut random = Random(SEED);
    let mut n_killed = 0;
    for build_idx in 0..MAX_BUILDS {
        if n_killed == N_KILLS {
            break;
        }
        let book = ["二つめの版", "一つめの版"][build_idx % 2];
        let mut build = command("jissen")
            .current_dir(folder.path())
            .args(["build", book, "--out", "site"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("jissen starts");
        let moment = random.below(whole);
        sleep(moment);
        build.kill().expect("killed, or already at its end");
        match build.wait().expect("an end").success() {
            true => whole = whole.mul_f64(0.9),
            false => {
                whole = whole.mul_f64(1.02);
                n_killed += 1;
            }
        }

        let site = folder::read(&folder.path().join("site"));
        let is_whole = sites.contains(&site);
        let differences = folder::differences(&sites[build_idx % 2], &site);
        assert!(is_whole, "killed after {moment:?} (no. {build_idx}):\n{}", differences.join("\n"));
    }
    assert_eq!(n_killed, N_KILLS, "builds killed before their end, of {MAX_BUILDS}");

    jissen(folder.path(), ["build", "二つめの版", "--out", "site"]).expect(0);
    assert!(folder::read(&folder.path().join("site")) == sites[1]);
    assert!(
        !folder.path().join(".site.jissen-new").exists() && !folder.path().join(".site.jissen-lock").exists()
    );
}

/// The guide under another title, so that every page differs, and its site.
fn first_build(folder: &std::path::Path, title: &str) -> Tree {
    let book = folder.join(title);
    folder::copy(&root().join("book"), &book);
    let settings = std::fs::read_to_string(book.join("book.toml")).expect("book.toml");
    let line = settings.lines().find(|line| line.starts_with("title")).expect("a title").to_owned();
    folder::edit(&book.join("book.toml"), &line, &format!("title = \"{title}\""));
    jissen(folder, ["build", title, "--out", "first"]).expect(0);
    folder::read(&folder.join("first"))
}

/// Marsaglia's xorshift: enough to spread moments, the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        limit.mul_f64((self.0 % 10_000) as f64 / 10_000.0)
    }
}

//! A run that is killed, or finds no room on the disk, leaves the old output or the new one, never a mixture; what it
//! leaves beside it is gone after the next run.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use tests::{
    folder::{self, Tree},
    program::{Finished, command, executables, jissen, root},
};

/// How often runs are killed, over all tests here: 100 times.
const KILLS: [(Made, usize); 4] = [
    (Made { command: "build", book: "tests/fixtures/plain" }, 44),
    (Made { command: "package", book: "tests/fixtures/plain" }, 44),
    (Made { command: "build", book: "book" }, 7),
    (Made { command: "package", book: "book" }, 5),
];
/// Runs that end before their moment count for nothing; there are this many times as many runs as kills at most.
const MAX_RUNS: usize = 4;
/// Moments are drawn from a fixed start, so that a failure can be repeated.
const SEED: u64 = 1_155;

/// A command and the book it works on.
#[derive(Debug, Clone, Copy)]
struct Made {
    command: &'static str,
    book: &'static str,
}

/// A folder with two books that differ on every page, and what the command makes of each.
struct Scene {
    made: Made,
    folder: tempfile::TempDir,
    outputs: [Tree; 2],
    /// How long one run took.
    whole: Duration,
}

const TITLES: [&str; 2] = ["一つめの版", "二つめの版"];
const OUT: &str = "出力";

impl Scene {
    fn new(made: Made) -> Self {
        let folder = folder::temporary();
        for title in TITLES {
            retitled(&root().join(made.book), &folder.path().join(title), title);
        }
        let mut scene = Self { made, folder, outputs: Default::default(), whole: Duration::ZERO };
        // The first book comes last, and is what stands there when the first run is killed.
        for nth in [1, 0] {
            let started = Instant::now();
            scene.run(nth).expect(0);
            scene.whole = started.elapsed();
            scene.outputs[nth] = scene.output();
        }
        let [first, second] = &scene.outputs;
        assert!(!folder::differences(first, second).is_empty(), "the two books give two outputs");
        scene
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn output(&self) -> Tree {
        folder::read(&self.path().join(OUT))
    }

    fn run(&self, nth: usize) -> Finished {
        jissen(self.path(), [self.made.command, TITLES[nth], "--out", OUT])
    }

    #[track_caller]
    fn assert_whole(&self, nth: usize, what: &str) {
        let output = self.output();
        let differences = folder::differences(&self.outputs[nth], &output);
        assert!(self.outputs.contains(&output), "{:?}, {what}:\n{}", self.made, differences.join("\n"));
    }

    /// The next run gives its output and clears away what the runs before it left.
    #[track_caller]
    fn assert_mends(&self, nth: usize) {
        self.run(nth).expect(0);
        assert!(self.output() == self.outputs[nth], "{:?}", self.made);
        let mut expected = vec![OUT.to_owned(), TITLES[0].to_owned(), TITLES[1].to_owned()];
        expected.sort();
        assert_eq!(names(self.path()), expected, "{:?}", self.made);
    }
}

/// A copy of a book under another title, so that every page differs.
fn retitled(book: &Path, copy: &Path, title: &str) {
    folder::copy(book, copy);
    let settings = fs::read_to_string(copy.join("book.toml")).expect("book.toml");
    let line = settings.lines().find(|line| line.starts_with("title")).expect("a title").to_owned();
    folder::edit(&copy.join("book.toml"), &line, &format!("title = \"{title}\""));
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

// Killed

#[test]
fn a_hundred_runs_are_killed() {
    assert_eq!(KILLS.iter().map(|(_, n_kills)| n_kills).sum::<usize>(), 100);
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    kill(KILLS[0]);
}

#[test]
fn a_killed_package_leaves_the_old_one_or_the_new_one() {
    kill(KILLS[1]);
}

#[test]
fn a_killed_build_of_the_guide_leaves_the_old_site_or_the_new_one() {
    kill(KILLS[2]);
}

#[test]
fn a_killed_package_of_the_guide_leaves_the_old_one_or_the_new_one() {
    kill(KILLS[3]);
}

fn kill((made, n_kills): (Made, usize)) {
    let scene = Scene::new(made);
    // How long a run takes here: corrected by every run, so that kills reach the end of it.
    let mut whole = scene.whole;
    let mut random = Random(SEED);
    let mut n_killed = 0;
    for run_idx in 0..n_kills * MAX_RUNS {
        if n_killed == n_kills {
            break;
        }
        let nth = (run_idx + 1) % 2;
        let mut run = command("jissen")
            .current_dir(scene.path())
            .args([made.command, TITLES[nth], "--out", OUT])
            .stdout(Stdio::null())
            .spawn()
            .expect("jissen starts");
        let moment = random.below(whole);
        sleep(moment);
        run.kill().expect("killed, or already at its end");
        match run.wait().expect("an end").success() {
            true => whole = whole.mul_f64(0.9),
            false => {
                whole = whole.mul_f64(1.02);
                n_killed += 1;
            }
        }
        scene.assert_whole(nth, &format!("killed after {moment:?} (no. {run_idx})"));
    }
    assert_eq!(n_killed, n_kills, "{made:?}: runs killed before their end");
    scene.assert_mends(1);
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

// No room

/// Both commands on the small book.
const SMALL: [Made; 2] = [KILLS[0].0, KILLS[1].0];

/// A limit on the size of files is what every machine has: a write fails in the middle of a file, or the system ends
/// the program there.
#[test]
#[cfg(unix)]
fn a_file_that_may_not_grow_leaves_the_old_output() {
    for made in SMALL {
        let scene = Scene::new(made);
        for n_blocks in [0, 1, 20, 100] {
            let said = limited(&scene, n_blocks, "trap '' XFSZ;");
            assert_eq!(said.code, 3, "{made:?}, {n_blocks} blocks: {}", said.stderr);
            assert!(said.stderr.starts_with("失敗しました: "), "{}", said.stderr);
            assert!(scene.output() == scene.outputs[0], "{made:?}: refused at {n_blocks} blocks");
            assert!(!scene.path().join(format!(".{OUT}.jissen-new")).exists(), "a failed run clears up");

            let ended = limited(&scene, n_blocks, "");
            assert_ne!(ended.code, 0, "{made:?}, {n_blocks} blocks");
            assert!(scene.output() == scene.outputs[0], "{made:?}: ended at {n_blocks} blocks");
        }
        scene.assert_mends(1);
    }
}

/// A run on the second book that may write no file larger than so many blocks of 512 bytes.
#[cfg(unix)]
fn limited(scene: &Scene, n_blocks: u32, before: &str) -> Finished {
    let script = format!("{before} ulimit -c 0; ulimit -f {n_blocks}; exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .current_dir(scene.path())
        .args(["-c", &script])
        .arg(executables().join("jissen"))
        .args([scene.made.command, TITLES[1], "--out", OUT])
        .output()
        .expect("sh starts");
    output.into()
}

/// What is done on a small file system, which is gone when the script ends: a good run, a run without room, one with room.
const SMALL_DISK: &str = r#"
set -eu
jissen=$0 command=$1 out=$2 size=$3 first=$4 second=$5
mount -t tmpfs -o size="$size" tmpfs disk
"$jissen" "$command" "$first" --out "disk/$out" >/dev/null
code=0
"$jissen" "$command" "$second" --out "disk/$out" >said 2>&1 || code=$?
echo "$code" >code
cp -a "disk/$out" kept
ls -A disk >left
mount -o remount,size=1g tmpfs disk
"$jissen" "$command" "$second" --out "disk/$out" >/dev/null
cp -a "disk/$out" mended
ls -A disk >left-at-last
"#;

/// Ways to a file system of one's own, the least powerful first.
const MOUNTERS: [&[&str]; 3] = [
    &["unshare", "--user", "--map-root-user", "--mount"],
    &["unshare", "--mount"],
    &["sudo", "--non-interactive", "unshare", "--mount"],
];

#[test]
fn a_full_disk_leaves_the_old_output() {
    let Some(mounter) = MOUNTERS.into_iter().find(|mounter| can_mount(mounter)) else {
        // Not by the macros: what a passing test prints by them is not shown.
        let said = "!! この機械では小さなファイルシステムを作れないため、満杯のディスクの試験は行っていません \
                    / THE TEST OF A FULL DISK WAS NOT RUN: neither `unshare --user --mount` nor root can mount here. \
                    Writes that fail are still tested by a limit on the size of files. !!\n";
        std::io::stderr().write_all(said.as_bytes()).expect("said");
        return;
    };
    for made in SMALL {
        let scene = Scene::new(made);
        let bytes: u64 = scene.outputs[0].values().map(|bytes| disk_room(bytes.len())).sum();
        // Room for one output, and for none, half and nearly all of a second.
        for tenths in [11, 15, 19] {
            fill(&scene, mounter, bytes * tenths / 10);
        }
    }
}

/// What a file takes on a file system of pages, with its entry.
fn disk_room(bytes: usize) -> u64 {
    (bytes.div_ceil(4096) as u64) * 4096
}

fn fill(scene: &Scene, mounter: &[&str], size: u64) {
    for name in ["disk", "kept", "mended"] {
        let _ = fs::remove_dir_all(scene.path().join(name));
    }
    fs::create_dir(scene.path().join("disk")).expect("folder made");
    let output = Command::new(mounter[0])
        .args(&mounter[1..])
        .args(["sh", "-c", SMALL_DISK])
        .arg(executables().join("jissen"))
        .args([scene.made.command, OUT, &size.to_string(), TITLES[0], TITLES[1]])
        .current_dir(scene.path())
        .output()
        .expect("the mounter starts");
    let what = format!("{:?} on {size} bytes", scene.made);
    assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    let text = |name: &str| fs::read_to_string(scene.path().join(name)).expect(name);
    assert_eq!(text("code").trim(), "3", "{what}: {}", text("said"));
    assert!(text("said").contains("失敗しました: "), "{what}: {}", text("said"));
    let tree = |name: &str| folder::read(&scene.path().join(name));
    assert!(tree("kept") == scene.outputs[0], "{what}: the old output stays");
    assert_eq!(text("left").trim(), OUT, "{what}: a failed run clears up");
    assert!(tree("mended") == scene.outputs[1], "{what}: the next run has room");
    assert_eq!(text("left-at-last").trim(), OUT, "{what}");
}

fn can_mount(mounter: &[&str]) -> bool {
    let folder = folder::temporary();
    let tried = Command::new(mounter[0])
        .args(&mounter[1..])
        .args(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs"])
        .arg(PathBuf::from(folder.path()))
        .stdin(Stdio::null())
        .output();
    tried.is_ok_and(|output| output.status.success())
}

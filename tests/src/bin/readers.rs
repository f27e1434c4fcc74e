//! Many readers at a time on the guide behind a login: `readers [SECONDS [READERS]]`, a minute and 200 by default.
//!
//! Starts the members' room and nginx with the configuration of `deploy/`, and readers that open one page after another
//! with a script and a style, each over a connection of its own. Prints what they saw and exits with 1 after any error.
//! All of it, server and readers, shares the cores of one machine.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tests::{
    guide,
    server::{Flavour, Members},
};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().expect("a number"));
    let time = Duration::from_secs(arguments.next().unwrap_or(60));
    let n_readers = arguments.next().unwrap_or(200);

    let site = guide::package().join("site");
    let list = site::Manifest::from_json(&std::fs::read(site.join("manifest.json")).expect("a list"))
        .expect("a list");
    let paths: Vec<String> =
        list.files.into_iter().filter(|file| !file.is_public()).map(|file| file.path).collect();
    let members = Members::start(Flavour::Cookie, &site, "/members/guide/");
    let (times, n_errors) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let (n_bytes, most_memory) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let started = Instant::now();
    thread::scope(|scope| {
        for nth in 0..n_readers {
            let (members, paths, times, n_errors, n_bytes) = (&members, &paths, &times, &n_errors, &n_bytes);
            scope.spawn(move || {
                let cookie = members.login.sign_in(&format!("reader {nth}"));
                let mut own_times = Vec::new();
                let mut reader = None;
                let mut at = nth as usize * 7;
                while started.elapsed() < time {
                    let begun = Instant::now();
                    match read(&mut reader, members, &paths[at % paths.len()], &cookie) {
                        Ok(n_read) => {
                            n_bytes.fetch_add(n_read, Ordering::Relaxed);
                            own_times.push(begun.elapsed());
                        }
                        Err(error) => {
                            eprintln!("{}: {error}", paths[at % paths.len()]);
                            n_errors.fetch_add(1, Ordering::Relaxed);
                            reader = None;
                        }
                    }
                    at += 1;
                }
                times.lock().expect("no reader panicked").extend(own_times);
            });
        }
        while started.elapsed() < time {
            most_memory.fetch_max(memory_of(members.process_id()), Ordering::Relaxed);
            thread::sleep(Duration::from_millis(200));
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    let mut times = times.into_inner().expect("no reader panicked");
    times.sort();
    let quantile = |part: f64| {
        times.get(((times.len() as f64 - 1.0) * part) as usize).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    let n_errors = n_errors.into_inner();
    println!(
        "{n_readers} readers, {seconds:.0} s: {} answers ({:.0} each second), {:.0} MB, {n_errors} errors\n\
         time of an answer: half below {:.1} ms, 95 of 100 below {:.1} ms, the longest {:.1} ms\n\
         memory of nginx: {:.1} MB",
        times.len(),
        times.len() as f64 / seconds,
        n_bytes.into_inner() as f64 / 1e6,
        quantile(0.5),
        quantile(0.95),
        quantile(1.0),
        most_memory.into_inner() as f64 / 1e3,
    );
    if n_errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Asks for a file as a browser does and gives the size of what came.
fn read(
    reader: &mut Option<BufReader<TcpStream>>,
    members: &Members,
    path: &str,
    cookie: &str,
) -> io::Result<usize> {
    let address = members.address(path);
    let host = format!("127.0.0.1:{}", address.port().expect("a port"));
    let connection = match reader {
        Some(connection) => connection,
        None => {
            let stream = TcpStream::connect(&host)?;
            stream.set_read_timeout(Some(Duration::from_secs(20)))?;
            stream.set_nodelay(true)?;
            reader.insert(BufReader::new(stream))
        }
    };
    let question = format!(
        "GET {} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\r\n",
        address.path()
    );
    connection.get_mut().write_all(question.as_bytes())?;
    let mut line = String::new();
    connection.read_line(&mut line)?;
    if !line.starts_with("HTTP/1.1 200 ") {
        return Err(io::Error::other(format!("not the file: {}", line.trim_end())));
    }
    let (mut n_bytes, mut is_last) = (0, false);
    loop {
        let mut line = String::new();
        connection.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match &*name.to_ascii_lowercase() {
            "content-length" => n_bytes = value.parse().map_err(io::Error::other)?,
            "connection" => is_last = value == "close",
            _ => {}
        }
    }
    let n_read = io::copy(&mut connection.by_ref().take(n_bytes), &mut io::sink())?;
    if n_read != n_bytes {
        return Err(io::Error::other("the answer broke off"));
    }
    // nginx ends a connection after a thousand answers.
    if is_last {
        *reader = None;
    }
    Ok(n_read as usize)
}

/// Kilobytes in memory.
fn memory_of(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

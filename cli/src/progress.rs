//! Which part of the work is running, and how long each part took.

use std::{
    io::{IsTerminal, Write},
    sync::{Arc, Condvar, Mutex},
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// Work shorter than this is not worth a word.
const PATIENCE: Duration = Duration::from_secs(1);
const INTERVAL: Duration = Duration::from_millis(200);

/// The phases of a run, in order; shows the current one on a terminal when the work takes long.
#[derive(Debug)]
pub(crate) struct Progress {
    started: Instant,
    phase_started: Instant,
    phases: Vec<(&'static str, Duration)>,
    display: Option<Display>,
    current: Arc<Current>,
}

#[derive(Debug)]
struct Current {
    phase: Mutex<Option<&'static str>>,
    changed: Condvar,
}

#[derive(Debug)]
struct Display(JoinHandle<()>);

impl Progress {
    /// Starts the clock with the first phase.
    pub(crate) fn start(phase: &'static str) -> Self {
        let started = Instant::now();
        let current = Arc::new(Current { phase: Mutex::new(Some(phase)), changed: Condvar::new() });
        let display = std::io::stderr().is_terminal().then(|| Display::start(started, current.clone()));
        Self { started, phase_started: started, phases: vec![(phase, Duration::ZERO)], display, current }
    }

    /// Ends the current phase and begins another.
    pub(crate) fn enter(&mut self, phase: &'static str) {
        self.close();
        self.phases.push((phase, Duration::ZERO));
        self.show(Some(phase));
    }

    /// Ends the last phase: the time of each, and of all.
    pub(crate) fn finish(mut self) -> (Vec<(&'static str, Duration)>, Duration) {
        self.close();
        (std::mem::take(&mut self.phases), self.started.elapsed())
    }

    fn close(&mut self) {
        if let Some((_, duration)) = self.phases.last_mut() {
            *duration = self.phase_started.elapsed();
        }
        self.phase_started = Instant::now();
    }

    fn show(&self, phase: Option<&'static str>) {
        if let Ok(mut current) = self.current.phase.lock() {
            *current = phase;
        }
        self.current.changed.notify_all();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.show(None);
        if let Some(Display(thread)) = self.display.take() {
            let _ = thread.join();
        }
    }
}

impl Display {
    fn start(started: Instant, current: Arc<Current>) -> Self {
        Self(std::thread::spawn(move || {
            let mut is_shown = false;
            let Ok(mut phase) = current.phase.lock() else { return };
            while let Some(name) = *phase {
                if started.elapsed() >= PATIENCE {
                    eprint!("\r\x1b[K{name}({:.0} 秒)", started.elapsed().as_secs_f64());
                    is_shown = true;
                }
                let Ok((next, _)) = current.changed.wait_timeout(phase, INTERVAL) else { return };
                phase = next;
            }
            if is_shown {
                eprint!("\r\x1b[K");
            }
            let _ = std::io::stderr().flush();
        }))
    }
}

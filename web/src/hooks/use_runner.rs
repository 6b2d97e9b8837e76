//! Makes the runs that the session wants, in slices, so that the page stays awake.

use std::cell::RefCell;
use std::rc::Rc;

use yew::{hook, use_mut_ref};

use crate::context::SessionHandle;
use crate::hooks::use_watch::use_watch;
use crate::platform::timer::{self, Timeout};
use crate::state::run::Job;
use crate::state::session::SessionAction;

/// How long a slice may take, in milliseconds.
const SLICE: f64 = 8.0;
/// How often progress is shown, in milliseconds.
const REPORT: f64 = 120.0;

/// A run in the making.
struct Making {
    job: Job,
    wanted: u32,
    reported: f64,
    next: Option<Timeout>,
}

/// Makes the run that is wanted; a newer wish takes the place of an older one.
#[hook]
pub(crate) fn use_runner(session: &SessionHandle) {
    let making: Rc<RefCell<Option<Making>>> = use_mut_ref(|| None);
    let handle = session.clone();
    let wanted = session.wanted();
    use_watch(wanted, move || {
        if wanted > 0 && handle.run().number() != wanted {
            let job = Job::new(handle.run(), (handle.document(), handle.reading()), handle.chosen_policy(), wanted);
            *making.borrow_mut() = Some(Making { job, wanted, reported: timer::now(), next: None });
            slice(&making, &handle);
        }
        None
    });
}

/// Runs for a while, and comes back for more.
fn slice(making: &Rc<RefCell<Option<Making>>>, handle: &SessionHandle) {
    let until = timer::now() + SLICE;
    let mut now = making.borrow_mut();
    let Some(making_now) = now.as_mut() else { return };
    if handle.is_stopped(making_now.wanted) {
        making_now.job.stop();
    }
    while !making_now.job.is_done() && timer::now() < until {
        making_now.job.advance();
    }
    if making_now.job.is_done() {
        let Some(Making { job, wanted, .. }) = now.take() else { return };
        drop(now);
        handle.dispatch(SessionAction::Ran(wanted, Rc::new(job.finish())));
        return;
    }
    let report = timer::now() - making_now.reported > REPORT;
    let (done, all) = making_now.job.progress();
    if report {
        making_now.reported = timer::now();
    }
    let (again, again_handle) = (Rc::clone(making), handle.clone());
    making_now.next = timer::after(0, move || slice(&again, &again_handle));
    drop(now);
    if report {
        handle.dispatch(SessionAction::Progress(done, all));
    }
}

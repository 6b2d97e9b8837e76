//! Runs of the script under other policies, made in slices like the run itself.

use std::cell::RefCell;
use std::rc::Rc;

use forkscope_sim::CopyPolicy;
use yew::{hook, use_mut_ref, use_state, UseStateHandle};

use crate::context::SessionHandle;
use crate::hooks::use_watch::{finally, use_watch};
use crate::platform::timer::{self, Timeout};
use crate::state::run::{Job, Run};

/// How long a slice may take, in milliseconds.
const SLICE: f64 = 8.0;

/// The runs of the script under these policies, as far as they are there.
#[hook]
pub(crate) fn use_compared(session: &SessionHandle, policies: &[CopyPolicy]) -> Vec<Rc<Run>> {
    let made: UseStateHandle<Vec<Rc<Run>>> = use_state(Vec::new);
    let timer: Rc<RefCell<Option<Timeout>>> = use_mut_ref(|| None);
    let key = (session.run().number(), policies.to_vec());
    let (session, policies, done) = (session.clone(), policies.to_vec(), made.clone());
    use_watch(key, move || {
        let jobs = policies.iter().map(|policy| {
            Job::new(&Run::default(), (session.document(), session.reading()), Some(*policy), session.run().number())
        });
        let jobs = Rc::new(RefCell::new(jobs.collect()));
        slice(&jobs, Vec::new(), &timer, &done);
        finally(move || drop(timer.take()))
    });
    (*made).clone()
}

fn slice(
    jobs: &Rc<RefCell<Vec<Job>>>,
    mut runs: Vec<Rc<Run>>,
    timer: &Rc<RefCell<Option<Timeout>>>,
    done: &UseStateHandle<Vec<Rc<Run>>>,
) {
    let until = timer::now() + SLICE;
    while timer::now() < until {
        let mut waiting = jobs.borrow_mut();
        let Some(job) = waiting.first_mut() else { return done.set(runs) };
        if job.is_done() {
            runs.push(Rc::new(waiting.remove(0).finish()));
        } else {
            job.advance();
        }
    }
    let (jobs, again, done) = (Rc::clone(jobs), Rc::clone(timer), done.clone());
    *timer.borrow_mut() = timer::after(0, move || slice(&jobs, runs, &again, &done));
}

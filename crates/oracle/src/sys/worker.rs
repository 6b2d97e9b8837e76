//! The worker: a real process that stands for one of the scenario's and does what it is told.
//!
//! Any program that this crate is linked into can be its own worker. [`ENTER`] runs before `main`, sees by an environment variable
//! that a worker is wanted, and never returns: such a process has no Rust runtime, no heap, no threads, and a handful of pages.
//!
//! **Its own footprint is taken out exactly.** Before a command that is measured the worker carries out the same code on a page of its
//! own, and once more into a fault, so that every page of code, stack and data on the way is mapped and writable; what
//! `getrusage(RUSAGE_THREAD)` counts around the command are then the command's faults alone.
//!
//! A worker ends when the controller's end of its socket is closed.

mod perform;
mod task;

use std::cell::UnsafeCell;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{access, hold, PLACES};
use crate::protocol::{OnFile, Op, Reply, Request, MESSAGE, PAYLOAD};
use perform::perform;
use task::{clone, die, end, end_thread, exec, fork, let_go, limit, wait};

/// The environment variable that makes a program a worker: the number of the socket to talk on.
pub(super) const WORKER_ENV: &str = "FORKSCOPE_ORACLE_WORKER";
const WORKER_ENV_C: &std::ffi::CStr = c"FORKSCOPE_ORACLE_WORKER";

const PAGE: u64 = 4096;
/// An address at which no process has anything: the kernel's half.
const NOWHERE: u64 = 0xffff_8000_0000_0000;
const ALT_STACK: usize = 64 * 1024;
/// The operations whose faults are counted.
const MEASURED: [Op; 13] = [
    Op::Mmap,
    Op::Munmap,
    Op::Mremap,
    Op::Mprotect,
    Op::Madvise,
    Op::Mlock,
    Op::Munlock,
    Op::Read,
    Op::Fill,
    Op::Store,
    Op::Touch,
    Op::File,
    Op::Msync,
];

const STACK: usize = 64 * 1024;

/// All memory of a worker, or of one of the tasks that share a worker's.
#[repr(C, align(4096))]
struct State {
    /// What dry runs read and write.
    dummy: [u8; PAGE as usize],
    payload: [u8; PAYLOAD],
    alt_stack: [u8; ALT_STACK],
    /// Of a task that was made in the memory of another.
    stack: [u8; STACK],
    header: [u8; MESSAGE],
    reply: [u8; MESSAGE],
    usage: [u64; 18],
    socket: u64,
    environment: [u8; 64],
    /// The slot of what its process holds.
    slot: u64,
}

struct Memory(UnsafeCell<[State; PLACES]>);
// SAFETY: only workers use it, each task its own place.
unsafe impl Sync for Memory {}

static MEMORY: Memory = Memory(UnsafeCell::new(
    [const {
        State {
            dummy: [0; PAGE as usize],
            payload: [0; PAYLOAD],
            alt_stack: [0; ALT_STACK],
            stack: [0; STACK],
            header: [0; MESSAGE],
            reply: [0; MESSAGE],
            usage: [0; 18],
            socket: 0,
            environment: [0; 64],
            slot: 0,
        }
    }; PLACES],
));

/// One of the places.
fn place(index: u64) -> *mut State {
    let index = usize::try_from(index).unwrap_or(0).min(PLACES - 1);
    MEMORY.0.get().cast::<State>().wrapping_add(index)
}

/// The last signal that an access ended in: number, code, address. The handler writes them, behind everybody's back.
static FAULT: [AtomicU64; 3] = [const { AtomicU64::new(0) }; 3];

/// Runs before `main`.
#[used]
#[link_section = ".init_array"]
static ENTER: extern "C" fn() = enter;

extern "C" fn enter() {
    // SAFETY: before `main` there is one thread; the string that getenv gives is ended by a zero and nobody changes it.
    let socket = unsafe {
        let value = libc::getenv(WORKER_ENV_C.as_ptr());
        if value.is_null() {
            return;
        }
        libc::atoi(value)
    };
    install_handler();
    for index in 0..PLACES as u64 {
        // So that the page tables of all places are there before anybody counts them.
        // SAFETY: no other task is there yet.
        unsafe {
            (&raw mut (*place(index)).socket).write_volatile(u64::try_from(socket).unwrap_or(u64::MAX));
            hold::of_slot(index).forget();
        }
    }
    begin(0)
}

/// What a task does from its beginning to its end, in its place of the memory.
extern "C" fn begin(index: u64) -> ! {
    use_alt_stack(index);
    if leads_a_process() {
        // SAFETY: whoever shares this memory waits until the new task has said hello.
        unsafe { hold::close_copies(true) };
    }
    // SAFETY: this is the only reference that the task ever makes to its place outside of the handler, and nobody else makes one.
    let state = unsafe { &mut *place(index) };
    hello(state);
    loop {
        let Some(request) = receive(state) else { end(0) };
        if let Some(reply) = handle(state, &request) {
            send(state, reply);
        }
    }
}

/// Whether this task is a process, not one more thread of its maker's.
fn leads_a_process() -> bool {
    // SAFETY: the calls have no arguments.
    unsafe { access::syscall(libc::SYS_gettid, [0; 6]) == access::syscall(libc::SYS_getpid, [0; 6]) }
}

fn install_handler() {
    // SAFETY: the structure is plain data for which zero is a value, and the handler keeps to what handlers may do.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_fault as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        libc::sigaction(libc::SIGSEGV, &raw const action, ptr::null_mut());
        libc::sigaction(libc::SIGBUS, &raw const action, ptr::null_mut());
    }
}

/// Each task has its own stack for the handler: a new one that shares memory starts without.
fn use_alt_stack(index: u64) {
    // SAFETY: the stack is the task's own, and of that size.
    unsafe {
        let stack =
            libc::stack_t { ss_sp: (&raw mut (*place(index)).alt_stack).cast(), ss_flags: 0, ss_size: ALT_STACK };
        access::syscall(libc::SYS_sigaltstack, [&raw const stack as u64, 0, 0, 0, 0, 0]);
    }
}

/// Puts the signal down and lets the access return; a fault of any other code ends the worker.
extern "C" fn on_fault(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the kernel passes valid structures. The interrupted code is one of the access routines, which keep nothing on the
    // stack, so that it may go on at another place of them.
    unsafe {
        let context = &mut *context.cast::<libc::ucontext_t>();
        let instruction = &mut context.uc_mcontext.gregs[libc::REG_RIP as usize];
        if !access::is_access(instruction.cast_unsigned()) {
            end(99);
        }
        *instruction = access::failed_entry().cast_signed();
        let code = (*info).si_code;
        let fault = [u64::from(signal.unsigned_abs()), u64::from(code.unsigned_abs()), (*info).si_addr() as u64];
        for (slot, word) in FAULT.iter().zip(fault) {
            slot.store(word, Ordering::Relaxed);
        }
    }
}

/// The first words of a new task: its number. Everything it will use has been used by then.
fn hello(state: &mut State) {
    for op in MEASURED {
        measured(state, &Request::new(op, &[]));
    }
    // SAFETY: gettid has no arguments.
    let ret = unsafe { access::syscall(libc::SYS_gettid, [0; 6]) };
    send(state, Reply { ret, ..Reply::default() });
}

/// Carries a request out; the child of a fork has no answer to give.
fn handle(state: &mut State, request: &Request) -> Option<Reply> {
    let [a, b, ..] = request.args;
    Some(match request.op {
        Op::Mmap | Op::Munmap | Op::Mremap | Op::Mprotect | Op::Madvise | Op::Mlock | Op::Munlock => {
            measured(state, request)
        }
        Op::Read | Op::Fill | Op::Store | Op::Touch => measured(state, request),
        Op::File | Op::Msync => measured(state, request),
        Op::Vmsplice => {
            // SAFETY: one task at a time carries out a request.
            unsafe { hold::of_slot(state.slot) }.open_pipe();
            measured(state, request)
        }
        Op::ReadPipe => {
            // SAFETY: as above.
            let (ret, value) = unsafe { hold::of_slot(state.slot) }.read_pipe();
            Reply { ret, value, ..Reply::default() }
        }
        // SAFETY: the scenario's own pages, which nothing else of the worker uses.
        Op::Pin => Reply { ret: unsafe { hold::of_slot(state.slot).pin(a, b) }, ..Reply::default() },
        // SAFETY: as for the pipe.
        Op::Unpin => Reply { ret: unsafe { hold::of_slot(state.slot) }.unpin(), ..Reply::default() },
        Op::Fork => return fork(state, a),
        Op::Clone => clone(request.args),
        Op::Exec => exec(state),
        Op::Exit => {
            let_go(state);
            end(a)
        }
        Op::ExitThread => {
            if a != 0 {
                let_go(state);
            }
            end_thread()
        }
        Op::Wait => wait(state, a),
        // SAFETY: kill reads no memory.
        Op::Kill => Reply { ret: unsafe { access::syscall(libc::SYS_kill, [a, b, 0, 0, 0, 0]) }, ..Reply::default() },
        // SAFETY: setresuid reads no memory.
        Op::Become => {
            Reply { ret: unsafe { access::syscall(libc::SYS_setresuid, [a, a, a, 0, 0, 0]) }, ..Reply::default() }
        }
        Op::Limit => limit(state, a, b),
        Op::Die => die(state, a),
    })
}

/// Carries a request out after dry runs of it, and counts its faults.
fn measured(state: &mut State, request: &Request) -> Reply {
    let dummy = ptr::from_ref(&state.dummy) as u64;
    let dry = |args: &[u64]| Request { payload: request.payload, ..Request::new(request.op, args) };
    if matches!(request.op, Op::Read | Op::Fill | Op::Store | Op::Touch) {
        perform(state, &dry(&[dummy, 1]));
        perform(state, &dry(&[NOWHERE, 1]));
        perform(state, &dry(&[dummy, 1]));
    } else if request.op == Op::File {
        let [what, file, ..] = request.args;
        perform(state, &dry(&[what | OnFile::DRY, file, 0, 1, 0, 0]));
        perform(state, &dry(&[what | OnFile::DRY, file, 0, 1, 0, 0]));
    } else {
        // Without a length: everything but the change is done.
        let file = if request.op == Op::Mmap { request.args[5] } else { 0 };
        perform(state, &dry(&[dummy, 0, 0, 0, 0, file]));
        perform(state, &dry(&[dummy, 0, 0, 0, 0, file]));
    }
    FAULT[0].store(0, Ordering::Relaxed);
    faults(state);
    let before = faults(state);
    let (ret, value) = perform(state, request);
    let after = faults(state);
    let [signal, code, addr] = [0, 1, 2].map(|word| FAULT[word].load(Ordering::Relaxed));
    Reply { ret, minflt: after.0 - before.0, majflt: after.1 - before.1, signal, code, addr, value }
}

/// Minor and major faults of this thread so far.
#[inline(never)]
fn faults(state: &mut State) -> (u64, u64) {
    const RUSAGE_THREAD: u64 = 1;
    let usage = state.usage.as_mut_ptr() as u64;
    // SAFETY: `usage` has the size of `struct rusage`: two times, then fourteen words, of which the fifth and sixth count faults.
    unsafe { access::syscall(libc::SYS_getrusage, [RUSAGE_THREAD, usage, 0, 0, 0, 0]) };
    (state.usage[8], state.usage[9])
}

/// The next request and its payload; none once the controller has gone.
fn receive(state: &mut State) -> Option<Request> {
    let socket = state.socket;
    let mut header = [0; MESSAGE];
    read_exactly(socket, &mut header)?;
    let request = Request::decode(&header)?;
    read_exactly(socket, state.payload.get_mut(..request.payload as usize)?)?;
    Some(request)
}

fn read_exactly(socket: u64, mut into: &mut [u8]) -> Option<()> {
    while !into.is_empty() {
        let room = [socket, into.as_mut_ptr() as u64, into.len() as u64, 0, 0, 0];
        // SAFETY: address and length are those of a slice.
        let got = unsafe { access::syscall(libc::SYS_read, room) };
        let got = usize::try_from(got).ok().filter(|got| *got > 0)?;
        into = into.get_mut(got..)?;
    }
    Some(())
}

fn send(state: &mut State, reply: Reply) {
    state.reply = reply.encode();
    let message = [state.socket, state.reply.as_ptr() as u64, MESSAGE as u64, 0, 0, 0];
    // SAFETY: address and length are those of the reply; a socket takes so few bytes at once.
    unsafe { access::syscall(libc::SYS_write, message) };
}

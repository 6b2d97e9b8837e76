//! Loads and stores that may fault, and system calls without the C library.
//!
//! The access routines are assembly so that the signal handler can tell a fault in them by its instruction pointer, and can leave
//! them by pointing it at [`failed_entry`]: no `longjmp`, and no compiled code that would have to expect a jump. System
//! calls are made directly because the C library's wrappers touch its own memory (`errno`), which would fault after a fork.

use std::arch::{asm, global_asm};

global_asm!(
    ".pushsection .text.forkscope_oracle_access,\"ax\",@progbits",
    ".p2align 6",
    "forkscope_oracle_load:",
    "movzx eax, byte ptr [rdi]",
    "ret",
    "forkscope_oracle_fill:",
    "mov eax, esi",
    "mov rcx, rdx",
    "rep stosb",
    "xor eax, eax",
    "ret",
    "forkscope_oracle_copy:",
    "mov rcx, rdx",
    "rep movsb",
    "xor eax, eax",
    "ret",
    "forkscope_oracle_failed:",
    "mov rax, -1",
    "ret",
    // The child starts with its entry and its argument on its own stack.
    "forkscope_oracle_clone:",
    "mov qword ptr [rsi - 16], rdx",
    "mov qword ptr [rsi - 8], rcx",
    "sub rsi, 16",
    "mov eax, 56",
    "xor edx, edx",
    "xor r10d, r10d",
    "xor r8d, r8d",
    "syscall",
    "test rax, rax",
    "jnz 2f",
    "pop rax",
    "pop rdi",
    "xor ebp, ebp",
    "call rax",
    "ud2",
    "2:",
    "ret",
    ".popsection",
);

extern "C" {
    fn forkscope_oracle_load(at: u64) -> u64;
    fn forkscope_oracle_fill(at: u64, byte: u64, len: u64) -> u64;
    fn forkscope_oracle_copy(at: u64, from: *const u8, len: u64) -> u64;
    fn forkscope_oracle_failed() -> u64;
    fn forkscope_oracle_clone(flags: u64, stack: u64, entry: extern "C" fn(u64) -> !, argument: u64) -> i64;
}

/// The access ended in a signal, which the handler has put down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Faulted;

fn done(value: u64) -> Result<u64, Faulted> {
    if value == u64::MAX {
        Err(Faulted)
    } else {
        Ok(value)
    }
}

/// Loads the byte at `at`.
pub(super) fn load(at: u64) -> Result<u64, Faulted> {
    // SAFETY: one load of a byte into a register. Where nothing may be read the handler of the worker takes over.
    done(unsafe { forkscope_oracle_load(at) })
}

/// Stores `byte` to `len` bytes from `at`.
///
/// # Safety
/// The range holds nothing that Rust knows of: it was mapped by a request, or it is not mapped.
pub(super) unsafe fn fill(at: u64, byte: u64, len: u64) -> Result<u64, Faulted> {
    // SAFETY: the caller promises that no Rust object is overwritten; a fault is the handler's.
    done(unsafe { forkscope_oracle_fill(at, byte, len) })
}

/// Stores `bytes` from `at`.
///
/// # Safety
/// As for [`fill`].
pub(super) unsafe fn copy(at: u64, bytes: &[u8]) -> Result<u64, Faulted> {
    // SAFETY: the source is a slice; for the target see `fill`.
    done(unsafe { forkscope_oracle_copy(at, bytes.as_ptr(), bytes.len() as u64) })
}

/// Where the handler lets a faulting access go on: at a return with [`Faulted`].
pub(super) fn failed_entry() -> u64 {
    forkscope_oracle_failed as *const () as u64
}

/// Whether an instruction belongs to the access routines.
pub(super) fn is_access(instruction: u64) -> bool {
    (forkscope_oracle_load as *const () as u64..failed_entry()).contains(&instruction)
}

/// clone(2) of a task that begins at `entry` on a stack of its own, which ends at `stack`.
///
/// # Safety
/// Nothing else uses the stack, which is aligned to 16 bytes; with CLONE_VM the two tasks change no memory of each other's.
pub(super) unsafe fn clone(flags: u64, stack: u64, entry: extern "C" fn(u64) -> !, argument: u64) -> i64 {
    // SAFETY: the routine keeps to the calling convention; the child never returns from `entry`.
    unsafe { forkscope_oracle_clone(flags, stack, entry, argument) }
}

/// A system call; an error number comes back negative.
///
/// # Safety
/// As the call demands: pointers are valid, and no memory of Rust's is unmapped or changed behind its back.
pub(super) unsafe fn syscall(number: libc::c_long, args: [u64; 6]) -> i64 {
    let ret: i64;
    // SAFETY: the registers are those of the system call convention of x86-64; the kernel clobbers rcx and r11.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number => ret,
            in("rdi") args[0],
            in("rsi") args[1],
            in("rdx") args[2],
            in("r10") args[3],
            in("r8") args[4],
            in("r9") args[5],
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack)
        );
    }
    ret
}

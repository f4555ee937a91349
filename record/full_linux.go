package record

import "golang.org/x/sys/unix"

// forbidFiles lets a process write to no file any more, as on a full disk: each try is an error. Pipes and sockets are no files.
func forbidFiles(pid int) error {
	return unix.Prlimit(pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Max: unix.RLIM_INFINITY}, nil)
}

// allowFiles takes that back.
func allowFiles(pid int) error {
	return unix.Prlimit(pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}, nil)
}

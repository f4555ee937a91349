package record

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// labDir is a path in the directory of the lab.
func (s *Site) labDir(name string) string { return filepath.Join(s.state(), "kaaslab", s.Lab, name) }

// processes are those that somebody says are ones of the site's lab. This one is none.
func processes(of func(pid int) bool) (pids []int) {
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, path := range all {
		pid := 0
		if _, err := fmt.Sscanf(path, "/proc/%d", &pid); err == nil && pid != os.Getpid() && of(pid) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// called reports whether a process was given the site's directory.
func (s *Site) called(pid int) bool {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return strings.Contains(string(text), s.state()+"/")
}

// lives reports whether a process has to do with the site's directory.
func (s *Site) lives(pid int) bool {
	inherited, _ := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	if s.called(pid) || strings.Contains(string(inherited), s.state()+"\x00") {
		return true
	}
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, file := range files {
		if to, err := os.Readlink(file); err == nil && strings.HasPrefix(to, s.state()+"/") {
			return true
		}
	}
	return false
}

// The programs of a management cluster.
const (
	embeddedProgram = "kaaslab-embedded"
	sveltosProgram  = "kaaslab-sveltos"
)

// running is the process of a program of the lab, or none. One that has ended and that nobody has waited for has no arguments.
func (s *Site) running(program string) (int, bool) {
	found := processes(func(pid int) bool {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		name, _, _ := strings.Cut(string(text), "\x00")
		return filepath.Base(name) == program && s.called(pid)
	})
	if len(found) == 0 {
		return 0, false
	}
	return found[0], true
}

// frozen is how long a process stands still.
const frozen = 12 * time.Second

// strikeLab lets a fault meet the lab, and reports whether it has. What lifts it is done when the run has ended.
func (s *Site) strikeLab(f Fault, kaaslab *os.Process) (struck bool, lift func()) {
	embedded, serves := s.running(embeddedProgram)
	nothing := func() {}
	switch f {
	case KaaslabKilled:
		return kaaslab.Kill() == nil, nothing
	case EmbeddedKilled:
		return serves && syscall.Kill(embedded, syscall.SIGKILL) == nil, nothing
	case BothKilled:
		return serves && kaaslab.Kill() == nil && syscall.Kill(embedded, syscall.SIGKILL) == nil, nothing
	case SveltosKilled:
		sveltos, runs := s.running(sveltosProgram)
		return runs && syscall.Kill(sveltos, syscall.SIGKILL) == nil, nothing
	case KaaslabFull:
		return forbidFiles(kaaslab.Pid) == nil, s.makeRoom
	case EmbeddedFull:
		return serves && forbidFiles(embedded) == nil, s.makeRoom
	case EmbeddedFrozen:
		return serves && freeze(embedded), nothing
	}
	panic("no fault of an embedded lab: " + f)
}

func freeze(pid int) bool {
	time.AfterFunc(frozen, func() { _ = syscall.Kill(pid, syscall.SIGCONT) })
	return syscall.Kill(pid, syscall.SIGSTOP) == nil
}

// makeRoom lets the lab's processes write again: those that kaaslab has started on a full disk have inherited it.
func (s *Site) makeRoom() {
	for _, pid := range processes(s.called) {
		_ = allowFiles(pid) // it may have ended
	}
}

// end ends what runs of the lab, as nobody but the record does.
func (s *Site) end() {
	for _, pid := range processes(s.called) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

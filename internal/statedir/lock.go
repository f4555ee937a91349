package statedir

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Lock is the right to change a lab. The kernel takes it back when its process ends, however that happens.
type Lock struct {
	dir  Dir
	file *os.File
}

// Lock takes the right to change the lab, for a command such as "kaaslab apply". If another process has it, the error is
// a *Held that tells which.
func (d Dir) Lock(command string) (*Lock, error) {
	file, err := d.takeLock()
	if err != nil {
		return nil, err
	}
	// The lock is the kernel's. Who has it stands in the file for people, and may be missing, as on a full disk: a destroy is what
	// makes room.
	_ = writeHolder(file, command)
	return &Lock{dir: d, file: file}, nil
}

// A holder writes its name just after it got the lock. Whoever comes in between looks again.
const (
	looks    = 20
	lookWait = 10 * time.Millisecond
)

var errMoved = fault.Errorf(fault.StateFiles, "the lock's file was removed meanwhile")

// moved may be that somebody removes the lab's files at this moment, or a directory in which nothing can be made: both look the
// same, and only the second stays.
type moved struct{ cause error }

func (m *moved) Error() string      { return m.cause.Error() }
func (m *moved) Unwrap() error      { return m.cause }
func (*moved) Is(target error) bool { return target == errMoved }

func cause(err error) error {
	if m := (*moved)(nil); errors.As(err, &m) {
		return m.cause
	}
	return err
}

func (d Dir) takeLock() (*os.File, error) {
	for look := 1; ; look++ {
		file, err := d.tryLock()
		if err == nil {
			return file, nil
		}
		var held *Held
		switch {
		case errors.As(err, &held) && (held.alive() || look == looks):
			return nil, held
		case held == nil && (!errors.Is(err, errMoved) || look == looks):
			return nil, fault.Errorf(fault.StateFiles, "lock lab %q: %w", d.lab, cause(err))
		}
		time.Sleep(lookWait)
	}
}

func (d Dir) tryLock() (*os.File, error) {
	file, err := d.openLock()
	if err != nil {
		return nil, err
	}
	if err := d.claim(file); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// claim makes sure that what it has locked is still the lock: a destroy may have removed the file between open and flock,
// and a lock on a file without a name keeps nobody out.
func (d Dir) claim(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return readHolder(d.lab, file)
	case err == nil && !d.isLock(file):
		return errMoved
	}
	return err
}

// isLock reports whether a file is the lock by now: the file of that name, or the directory where none can be made.
func (d Dir) isLock(file *os.File) bool {
	return sameFile(file, d.lockPath()) || sameFile(file, d.path) && !IsThere(d.lockPath())
}

func (d Dir) openLock() (*os.File, error) {
	file, err := d.createLock()
	// A directory that is removed while it is made is reported either way.
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) {
		return nil, &moved{err}
	}
	return file, err
}

func (d Dir) createLock() (*os.File, error) {
	if err := makeDir(d.path); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(d.lockPath(), os.O_RDWR|os.O_CREATE, 0o600)
	if !Unwritable(err) {
		return file, err
	}
	// What can be read can be locked: the file that is there, or the directory, in which nobody else can make one either.
	for _, path := range []string{d.lockPath(), d.path} {
		if readable, err := os.Open(path); err == nil {
			return readable, nil
		}
	}
	return nil, err
}

func sameFile(file *os.File, path string) bool {
	opened, errOpened := file.Stat()
	named, errNamed := os.Lstat(path)
	return errOpened == nil && errNamed == nil && os.SameFile(opened, named)
}

// Unlock gives the right back. If nothing was written for the lab, it leaves nothing behind.
func (l *Lock) Unlock() error {
	var errs []error
	if sameFile(l.file, l.dir.lockPath()) {
		errs = append(errs, l.file.Truncate(0))
		if l.dir.unused() {
			errs = append(errs, l.dir.removeEmpty())
		}
	}
	return errors.Join(append(errs, l.file.Close())...)
}

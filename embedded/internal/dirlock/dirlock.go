// Package dirlock keeps two processes from using one data directory. The lock
// lives as long as the process, however it ends, so others may take it as the
// proof that the process is alive.
package dirlock

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Name is the name of the lock file in a data directory.
const Name = "lock"

// Lock is a held lock. It must stay referenced while the process needs it.
type Lock struct{ file *os.File }

// HeldError says that another process uses the directory. PID is zero if the
// holder has not written its number yet.
type HeldError struct {
	Dir string
	PID int
}

func (e *HeldError) Error() string {
	who := "another kaaslab-embedded"
	if e.PID > 0 {
		who = fmt.Sprintf("kaaslab-embedded with pid %d", e.PID)
	}
	return fmt.Sprintf("data directory %s is in use by %s: stop it first or choose another --data-dir", e.Dir, who)
}

// Acquire takes the lock of dir without waiting and writes our pid into it.
// If another process holds it, the error is a *HeldError.
func Acquire(dir string) (*Lock, error) {
	path := filepath.Join(dir, Name)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock of the data directory: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, &HeldError{Dir: dir, PID: readPID(file)}
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if err := writePID(file); err != nil {
		file.Close()
		return nil, fmt.Errorf("write our pid into %s: %w", path, err)
	}
	return &Lock{file: file}, nil
}

// Release gives the lock up. The file stays, since removing it would let a
// third process lock another file of the same name.
func (l *Lock) Release() error { return l.file.Close() }

func readPID(file *os.File) int {
	data, err := io.ReadAll(io.LimitReader(file, 32))
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(string(data)))
	return pid
}

func writePID(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

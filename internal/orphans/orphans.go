// Package orphans ends what a test binary that was killed leaves behind: processes that are made to outlive the program that
// starts them, as an embedded management cluster is, and the temporary directories of its tests.
package orphans

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// watched tells a test binary that it is the watch over another one, and which directory is that one's.
const watched = "KAASLAB_TEST_ORPHANS_OF"

// Run runs the tests of a binary in a directory for temporary files of their own. When the binary ends, however it does, the
// processes that name that directory are killed and the directory is removed. It returns the exit code.
//
//	func TestMain(m *testing.M) { os.Exit(orphans.Run(m)) }
func Run(m *testing.M) int {
	if dir := os.Getenv(watched); dir != "" {
		return watch(dir)
	}
	end, err := begin()
	if err != nil {
		fmt.Fprintln(os.Stderr, "watch over the tests:", err)
		return 1
	}
	defer end()
	return m.Run()
}

// begin starts the watch, which notices the end of this process by the end of its input.
func begin() (end func(), err error) {
	dir, err := os.MkdirTemp("", "kaaslab-test-")
	if err != nil {
		return nil, err
	}
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), watched+"="+dir)
	command.Stderr = os.Stderr
	// What is sent to the tests, such as Ctrl-C, is not meant for the watch.
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	return func() { _, _ = input.Close(), command.Wait() }, os.Setenv("TMPDIR", dir)
}

func watch(dir string) int {
	_, _ = io.Copy(io.Discard, os.Stdin)
	var err error
	// One that is about to end may write into the directory once more.
	for range 50 {
		if err = errors.Join(killAll(dir), os.RemoveAll(dir)); err == nil {
			return 0
		}
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Fprintln(os.Stderr, "tidy up after the tests:", err)
	return 1
}

// killAll kills the processes that name the directory. Where there is no /proc nobody tells who does.
func killAll(dir string) error {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return err
	}
	var errs []error
	for _, path := range lines {
		line, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(line), dir) {
			continue // it has ended meanwhile, or is not ours
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && pid != os.Getpid() {
			errs = append(errs, gone(syscall.Kill(pid, syscall.SIGKILL)))
		}
	}
	return errors.Join(errs...)
}

func gone(err error) error {
	if errors.Is(err, syscall.ESRCH) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

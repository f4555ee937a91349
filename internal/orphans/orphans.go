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
	"sync"
	"syscall"
	"testing"
	"time"
)

// watched tells a test binary that it is the watch over another one, and which directory is that one's.
const watched = "KAASLAB_TEST_ORPHANS_OF"

// A watch is the test binary once more, so that it needs no other program, and takes over before anything of a test begins.
func init() {
	if dir := os.Getenv(watched); dir != "" {
		os.Exit(watch(dir)) //nolint:forbidigo // this process is the watch, and nothing else
	}
}

// Run runs the tests of a binary in a directory for temporary files of their own. When the binary ends, however it does, the
// processes that name that directory are killed and the directory is removed. Programs that the tests start take signals as those
// of a shell do. It returns the exit code.
//
//	func TestMain(m *testing.M) { os.Exit(orphans.Run(m)) }
func Run(m *testing.M) int {
	heed()
	dir, end, err := begin("kaaslab-test-")
	if err == nil {
		defer end()
		err = os.Setenv("TMPDIR", dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "watch over the tests:", err)
		return 1
	}
	return m.Run()
}

// Dir returns a directory for what the tests of this binary leave in processes' hands. What holds for the directory of Run holds
// for it, without a TestMain.
var Dir = sync.OnceValues(func() (dir string, err error) {
	dir, _, err = begin("labtest-")
	return dir, err
})

// inputs are those of the watches, until this process ends: a file that nothing refers to is closed.
var inputs []io.Closer

// begin starts the watch over a new directory. It notices the end of this process by the end of its input.
func begin(prefix string) (dir string, end func(), err error) {
	program, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	dir, err = os.MkdirTemp("", prefix)
	if err != nil {
		return "", nil, err
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), watched+"="+dir)
	command.Stderr = os.Stderr
	// What is sent to the tests, such as Ctrl-C, is not meant for the watch.
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	input, err := command.StdinPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		return "", nil, errors.Join(err, os.Remove(dir))
	}
	inputs = append(inputs, input)
	return dir, func() { _, _ = input.Close(), command.Wait() }, nil
}

func watch(dir string) int {
	_, _ = io.Copy(io.Discard, os.Stdin)
	var err error
	// One that is about to end may write into the directory once more.
	for range 50 {
		if err = Remove(dir); err == nil {
			return 0
		}
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Fprintln(os.Stderr, "tidy up after the tests:", err)
	return 1
}

// Remove kills the processes that name the directory, and removes it.
func Remove(dir string) error {
	lines, err := commandLines()
	if err != nil {
		return err
	}
	var errs []error
	for pid, line := range lines {
		if pid != os.Getpid() && strings.Contains(line, dir) {
			errs = append(errs, gone(syscall.Kill(pid, syscall.SIGKILL)))
		}
	}
	return errors.Join(append(errs, os.RemoveAll(dir))...)
}

// commandLines are those of all processes. Where there is no /proc, ps tells them.
func commandLines() (map[int]string, error) {
	paths, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(paths) == 0 {
		return linesOfPs()
	}
	lines := map[int]string{}
	for _, path := range paths {
		line, err := os.ReadFile(path)
		if pid, notNumber := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil && notNumber == nil {
			lines[pid] = string(line) // of another one it has ended meanwhile, or is not ours
		}
	}
	return lines, nil
}

func linesOfPs() (map[int]string, error) {
	text, err := exec.Command("ps", "-axww", "-o", "pid=,command=").Output()
	if err != nil {
		return nil, err
	}
	lines := map[int]string{}
	for line := range strings.Lines(string(text)) {
		number, command, _ := strings.Cut(strings.TrimSpace(line), " ")
		if pid, err := strconv.Atoi(number); err == nil {
			lines[pid] = command
		}
	}
	return lines, nil
}

func gone(err error) error {
	if errors.Is(err, syscall.ESRCH) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}
